/** `doctor`: what a person needs to know before asking for help, and the check of the database. */
import { existsSync } from 'node:fs';
import { readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '../../shared/domain/units.ts';
import { readControlFile } from '../engine/host/control-file.ts';
import { openStore } from '../engine/store/client.ts';
import { databaseFileName } from '../engine/store/folder.ts';
import { folderHolder } from '../engine/store/folder-lock.ts';
import { keyFileName, openKeyFile } from '../engine/store/key-file.ts';
import type { CliIo } from './io.ts';

interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly detail: string;
}

/** Prints its findings; false when one of them is bad. */
export async function doctor(dataDir: string, isJson: boolean, io: CliIo): Promise<boolean> {
  const findings: Finding[] = [
    { what: 'Lastmile', state: 'ok', detail: await ownVersion() },
    { what: 'Node', state: 'ok', detail: `${process.versions.node} (${process.platform}-${process.arch})` },
    await folderFinding(dataDir),
  ];
  const holder = existsSync(dataDir) ? folderHolder(dataDir) : undefined;
  const hasDatabase = existsSync(join(dataDir, databaseFileName));
  if (hasDatabase) findings.push(keyFinding(dataDir), await spaceFinding(dataDir));
  if (holder) findings.push(...(await engineFindings(dataDir, holder.pid, io)));
  else {
    findings.push({ what: 'Engine', state: 'ok', detail: 'none runs on this folder' });
    if (hasDatabase) findings.push(await databaseFinding(dataDir));
  }
  if (isJson) io.out(`${JSON.stringify({ findings })}\n`);
  else for (const { what, state, detail } of findings) io.out(`${mark[state]} ${what.padEnd(14)} ${detail}\n`);
  return findings.every(({ state }) => state !== 'bad');
}

const mark = { ok: 'ok  ', warn: 'warn', bad: 'BAD ' } as const;

async function folderFinding(dataDir: string): Promise<Finding> {
  const what = 'Data folder';
  if (!existsSync(dataDir))
    return { what, state: 'warn', detail: `${dataDir} does not exist yet; the first start makes it` };
  const { mode } = await stat(dataDir);
  const isOpen = process.platform !== 'win32' && (mode & 0o007) !== 0;
  return isOpen
    ? { what, state: 'warn', detail: `${dataDir} is open to every user of this machine; run chmod 700 on it` }
    : { what, state: 'ok', detail: dataDir };
}

function keyFinding(dataDir: string): Finding {
  return existsSync(join(dataDir, keyFileName))
    ? { what: 'Key', state: 'ok', detail: `${keyFileName} is there; is the recovery key on paper?` }
    : { what: 'Key', state: 'warn', detail: `no ${keyFileName}: the key is in the keychain, or lost` };
}

/** A day of accounting of a busy small ISP with its write-ahead log stays below this. */
const spaceBytesLeast = 2e9;

async function spaceFinding(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  const { size } = await stat(join(dataDir, databaseFileName));
  const free = bavail * bsize;
  const detail = `database ${formatBytes(size)}, ${formatBytes(free)} free on its disk`;
  return { what: 'Disk', state: free < spaceBytesLeast ? 'warn' : 'ok', detail };
}

async function engineFindings(dataDir: string, pid: number | undefined, io: CliIo): Promise<Finding[]> {
  const control = await readControlFile(dataDir);
  if (!control) {
    return [
      {
        what: 'Engine',
        state: 'warn',
        detail: `process ${pid ?? 'unknown'} holds the folder but wrote no engine.json`,
      },
    ];
  }
  const engine: Finding = {
    what: 'Engine',
    state: 'ok',
    detail: `process ${control.pid}, version ${control.version}, ${control.console}, since ${new Date(control.startedAt).toISOString()}`,
  };
  try {
    const response = await io.fetch(`${control.console}/healthz`);
    const { checks } = (await response.json()) as { checks: Record<string, { status: string; detail?: string }> };
    const found = Object.entries(checks).map(
      ([what, { status, detail }]): Finding => ({
        what,
        state: status === 'ok' ? 'ok' : 'bad',
        detail: detail ?? status,
      }),
    );
    return [engine, ...found];
  } catch (error) {
    const detail = `${control.console} does not answer: ${error instanceof Error ? error.message : error}`;
    return [engine, { what: 'Health', state: 'bad', detail }];
  }
}

/** Opening checks identity and schema, and the pages after an unclean end; then everything is read once. */
async function databaseFinding(dataDir: string): Promise<Finding> {
  const what = 'Database';
  try {
    const { key } = await openKeyFile(dataDir);
    const store = await openStore({ dataDir, key, ballastBytes: 0 });
    try {
      const { subscribers } = await store.reads.engine.subscribers(); // unseals every password: the key fits
      const cursor = await store.reads.engine.foldCursor();
      const waiting = store.metrics().factSeq - cursor;
      return {
        what,
        state: 'ok',
        detail: `opens and reads; ${subscribers.length} subscribers, ${waiting} accounting records to fold`,
      };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { what, state: 'bad', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8').catch(() => '{}');
  const { version } = JSON.parse(text) as { version?: string };
  return version ?? 'unknown';
}
