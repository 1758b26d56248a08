/**
 * `<data-dir>/engine.json`: how the command line finds a running engine and proves that it may. Written when the
 * console serves, removed at the end, readable by its owner only. Whoever can read it can read the database too, so
 * its token opens everything, and only from this machine.
 */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const controlFileName = 'engine.json';

export interface ControlFile {
  readonly pid: number;
  /** Origin of the console, such as `http://127.0.0.1:8470`. */
  readonly console: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly token: string;
  /** UTC ms. */
  readonly startedAt: number;
  readonly version: string;
}

/** A token for one run of the engine. */
export const newControlToken = (): string => `lm_ctl_${randomBytes(32).toString('base64url')}`;

/** Appears whole or not at all, never with wider rights than 0600. */
export async function writeControlFile(dataDir: string, control: ControlFile): Promise<void> {
  const path = join(dataDir, controlFileName);
  const draft = `${path}.${control.pid}.new`;
  await writeFile(draft, `${JSON.stringify(control)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600); // a draft that was left over keeps its old mode otherwise
  await rename(draft, path);
}

/**
 * What a running engine wrote; undefined when there is none. A file that others may read, or that is not ours in form,
 * counts as none: its token may be anybody's.
 */
export async function readControlFile(dataDir: string): Promise<ControlFile | undefined> {
  const path = join(dataDir, controlFileName);
  try {
    const { mode } = await stat(path);
    // Windows has no such bits: the folder's access list protects it there.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return undefined;
    return parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Removes the file if it is still the one of `pid`: a second engine may have written its own since. */
export async function removeControlFile(dataDir: string, pid: number): Promise<void> {
  const found = await readControlFile(dataDir);
  if (found?.pid === pid) await rm(join(dataDir, controlFileName), { force: true });
}

function parse(value: unknown): ControlFile | undefined {
  const { pid, console, token, startedAt, version } = value as Record<string, unknown>;
  const isWhole =
    typeof pid === 'number' &&
    typeof console === 'string' &&
    /^https?:\/\//.test(console) &&
    typeof token === 'string' &&
    typeof startedAt === 'number' &&
    typeof version === 'string';
  return isWhole ? { pid, console, token, startedAt, version } : undefined;
}
