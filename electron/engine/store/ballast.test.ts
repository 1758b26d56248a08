import { existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { growBallast, releaseBallast } from './ballast.ts';
import { Status } from './status.ts';
import { temporaryStore } from './testing/temporary-store.ts';

const MiB = 1024 * 1024;
let folder: string;
let path: string;
let status: Status;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-ballast-'));
  path = join(folder, 'ballast.bin');
  status = new Status();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('X59: the ballast', () => {
  it('grows slice by slice into real blocks, for its owner only', () => {
    expect(growBallast(path, 9 * MiB, status)).toBe(false);
    expect(status.get('ballastBytes')).toBe(4 * MiB);
    expect(growBallast(path, 9 * MiB, status)).toBe(false);
    expect(growBallast(path, 9 * MiB, status)).toBe(true);
    const { size, blocks, mode } = statSync(path);
    expect(size).toBe(9 * MiB);
    if (process.platform !== 'win32') {
      expect(blocks * 512).toBeGreaterThanOrEqual(9 * MiB);
      expect(mode & 0o777).toBe(0o600);
    }
    expect(growBallast(path, 9 * MiB, status)).toBe(true);
  });

  it('is given up at once, and only once', () => {
    growBallast(path, 3 * MiB, status);
    expect(releaseBallast(path, status)).toBe(true);
    expect(existsSync(path)).toBe(false);
    expect(status.get('ballastBytes')).toBe(0);
    expect(releaseBallast(path, status)).toBe(false);
  });

  it('never takes the last space of a disk', () => {
    const { bavail, bsize } = statfsSync(folder);
    expect(growBallast(path, bavail * bsize, status)).toBe(false);
    expect(existsSync(path)).toBe(false);
  });

  it('is laid by the checkpoint thread of an open store', async () => {
    const temporary = await temporaryStore({ ballastBytes: 6 * MiB, checkpointMs: 5 });
    try {
      await expect.poll(() => temporary.store.metrics().ballastBytes, { timeout: 10_000 }).toBe(6 * MiB);
      expect(statSync(join(temporary.dataDir, 'ballast.bin')).size).toBe(6 * MiB);
      expect(temporary.store.metrics().diskFull).toBe(false);
    } finally {
      await temporary.dispose();
    }
  });
});
