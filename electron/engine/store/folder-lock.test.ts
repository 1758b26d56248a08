import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderHolder, lockFolder } from './folder-lock.ts';

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-lock-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Another process that holds the lock until it is killed. */
async function otherEngine(): Promise<ChildProcess> {
  const module = new URL('./folder-lock.ts', import.meta.url).href;
  const script = `import { lockFolder } from ${JSON.stringify(module)};
    lockFolder(${JSON.stringify(folder)}, 1); process.stdout.write('held'); setInterval(() => {}, 1000);`;
  child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said] = await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data')]);
  if (String(said) !== 'held') throw new Error(String(said));
  return child;
}

describe('the folder lock', () => {
  it('names the process that holds the folder', async () => {
    const other = await otherEngine();
    expect(() => lockFolder(folder, 2)).toThrow(`process ${other.pid}`);
    expect(folderHolder(folder)).toEqual({ pid: other.pid, startedAt: 1 });
  });

  it('is free the moment its holder was killed, whatever its pid file says', async () => {
    const other = await otherEngine();
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(existsSync(join(folder, 'lastmile.pid'))).toBe(true);
    expect(folderHolder(folder)).toBeUndefined();
    const lock = lockFolder(folder, 3);
    expect(JSON.parse(readFileSync(join(folder, 'lastmile.pid'), 'utf8'))).toEqual({ pid: process.pid, startedAt: 3 });
    lock.release();
    expect(existsSync(join(folder, 'lastmile.pid'))).toBe(false);
  });

  it('holds within one process too, and looking does not loosen it', async () => {
    const lock = lockFolder(folder, 1);
    expect(() => lockFolder(folder, 1)).toThrow(`process ${process.pid}`);
    expect(folderHolder(folder)?.pid).toBe(process.pid);
    await expect(otherEngine()).rejects.toThrow(/StorageUnavailable|Another Lastmile engine/);
    lock.release();
    lockFolder(folder, 1).release();
  });

  it.skipIf(process.platform === 'win32')('keeps its files to their owner', () => {
    const lock = lockFolder(folder, 1);
    for (const name of ['lastmile.lock', 'lastmile.pid']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    lock.release();
  });
});
