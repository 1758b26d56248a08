import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeyFile, restoreKeyFile } from './key-file.ts';
import { recoveryKeyShown } from './recovery-notice.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lastmile-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the key file', () => {
  it('is made once, for its owner only, and read afterwards', async () => {
    const made = await openKeyFile(folder);
    expect(made.recoveryKey).toMatch(/^[A-Z2-7]{4}-/);
    expect((await stat(join(folder, 'lastmile.key'))).mode & 0o777).toBe(0o600);
    const read = await openKeyFile(folder);
    expect(read.key.equals(made.key)).toBe(true);
  });

  it('gives its recovery key until that was shown, and never again', async () => {
    const made = await openKeyFile(folder);
    expect((await openKeyFile(folder)).recoveryKey).toBe(made.recoveryKey);
    await recoveryKeyShown(folder);
    expect((await openKeyFile(folder)).recoveryKey).toBeUndefined();
    expect(await readdir(folder)).toEqual(['lastmile.key']);
  });

  it('gives no recovery key where the file was there before anything was to be shown', async () => {
    await writeFile(join(folder, 'lastmile.key'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    expect((await openKeyFile(folder)).recoveryKey).toBeUndefined();
  });

  it('gives two processes that start at once the same key', async () => {
    const opened = await Promise.all([openKeyFile(folder), openKeyFile(folder)]);
    expect(opened[0].key.equals(opened[1].key)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('is refused when others may read it', async () => {
    await openKeyFile(folder);
    await chmod(join(folder, 'lastmile.key'), 0o640);
    await expect(openKeyFile(folder)).rejects.toThrow(/mode 640.*chmod 600/);
  });

  it('is refused when it holds no key', async () => {
    await writeFile(join(folder, 'lastmile.key'), 'hello', { mode: 0o600 });
    await expect(openKeyFile(folder)).rejects.toThrow(/holds no key/);
  });

  it('is not made where a cloud client would upload it: the folder is refused first', async () => {
    const synchronised = join(folder, 'Dropbox', 'lastmile');
    await expect(openKeyFile(synchronised)).rejects.toThrow(/synchronised by Dropbox.*--data-dir/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what to do when the folder cannot be one', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openKeyFile(join(folder, 'file'))).rejects.toThrow(/is a file, not a folder.*--data-dir/);
  });

  it('is never made anew beside a database that needs the old one', async () => {
    await writeFile(join(folder, 'lastmile.db'), '');
    await expect(openKeyFile(folder)).rejects.toThrow(/recovery key/);
  });

  it('W7: comes back from the printed recovery key, and never replaces a file', async () => {
    const made = await openKeyFile(folder);
    await expect(restoreKeyFile(folder, made.recoveryKey!)).rejects.toThrow(/exists already/);
    const other = await mkdtemp(join(tmpdir(), 'lastmile-key-'));
    try {
      await expect(restoreKeyFile(other, `A${made.recoveryKey!.slice(0, -1)}`)).rejects.toThrow(/letters|mistake/);
      expect((await restoreKeyFile(other, made.recoveryKey!)).equals(made.key)).toBe(true);
      expect(await readFile(join(other, 'lastmile.key'), 'utf8')).toBe(
        await readFile(join(folder, 'lastmile.key'), 'utf8'),
      );
    } finally {
      await rm(other, { recursive: true, force: true });
    }
  });
});
