/** `doctor`: what a person needs to know before asking for help, and the check of the database. It writes nothing. */
import { existsSync } from 'node:fs';
import { readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '../../shared/domain/units.ts';
import { readControlFile } from '../engine/host/control-file.ts';
import { type Diagnosis, diagnoseDatabase } from '../engine/store/diagnosis.ts';
import { databaseFileName } from '../engine/store/folder.ts';
import { folderHolder } from '../engine/store/folder-lock.ts';
import { keyFileName, readKeyFile } from '../engine/store/key-file.ts';
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
    if (hasDatabase) findings.push(...(await databaseFindings(dataDir)));
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

/** Identity, schema, every page, and whether the key is the right one; what can be said is said, whatever is wrong. */
async function databaseFindings(dataDir: string): Promise<Finding[]> {
  const what = 'Database';
  try {
    const key = await readKeyFile(dataDir);
    const found = diagnoseDatabase(join(dataDir, databaseFileName), key);
    return found ? findingsOf(found) : [{ what, state: 'ok', detail: 'empty; the first start fills it' }];
  } catch (error) {
    return [{ what, state: 'bad', detail: error instanceof Error ? error.message : String(error) }];
  }
}

function findingsOf({ schema, closedCleanly, damage, isKeyRight, subscribers, recordsToFold }: Diagnosis): Finding[] {
  const counts = [
    subscribers === undefined ? '' : `, ${subscribers} subscribers`,
    recordsToFold === undefined ? '' : `, ${recordsToFold} accounting records to fold`,
  ].join('');
  const damaged = `damaged: ${damage.slice(0, 3).join('; ')}. Put a copy from the backups folder in its place`;
  const otherKey = `${keyFileName} is not the key it was sealed with: no password and no secret in it can be read`;
  const state = damage.length > 0 ? damaged : isKeyRight === false ? otherKey : undefined;
  const unclean = closedCleanly ? '' : '; the last engine did not close it, nothing is lost by that';
  return [
    { what: 'Database', state: state ? 'bad' : 'ok', detail: `${state ?? `reads and is whole${unclean}`}${counts}` },
    schemaFinding(schema),
  ];
}

function schemaFinding({ is, at, missing, says }: Diagnosis['schema']): Finding {
  const what = 'Schema';
  if (is === 'current') return { what, state: 'ok', detail: `${at}, this version's` };
  if (is !== 'older') return { what, state: 'bad', detail: says };
  const steps = `${missing.length} ${missing.length === 1 ? 'step' : 'steps'} older than this version's`;
  const detail = `${at}, ${steps}: the next start makes a copy in the backups folder and brings it up to ${missing.at(-1)}`;
  return { what, state: 'warn', detail };
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8').catch(() => '{}');
  const { version } = JSON.parse(text) as { version?: string };
  return version ?? 'unknown';
}
