import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isNtpSynchronised } from './ntp.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 20, 12);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lastmile-ntp-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('X46: what systemd-timesyncd says', () => {
  it.each([
    ['half an hour ago', now - hour / 2, true],
    ['two hours ago: not by the clock that we have now', now - 2 * hour, false],
    ['in two hours: the clock went back since', now + 2 * hour, false],
  ])('synchronised %s', async (_when, at, isSynchronised) => {
    const path = join(folder, 'synchronized');
    await writeFile(path, '');
    await utimes(path, at / 1000, at / 1000);
    expect(await isNtpSynchronised(now, path)).toBe(isSynchronised);
  });

  it('nothing, where there is none', async () => {
    expect(await isNtpSynchronised(now, join(folder, 'none'))).toBeNull();
  });
});
