import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cloudService, fileSystemType, prepareFolder } from './folder.ts';

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'lastmile-folder-')));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe('the data folder', () => {
  it('is made for its owner only, with everything above it', () => {
    const folder = prepareFolder(join(base, 'a', 'b'));
    expect(folder).toBe(join(base, 'a', 'b'));
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is refused where nothing can be written, with the path and what to do', () => {
    writeFileSync(join(base, 'file'), '');
    expect(() => prepareFolder(join(base, 'file', 'data'))).toThrow(/file is a file, not a folder.*--data-dir/);
    expect(() => prepareFolder(join(base, 'file'))).toThrow(/file is a file, not a folder.*--data-dir/);
  });

  // mkdir in /proc says ENOENT although the parent exists, on which Node's recursive mkdir turns for ever.
  it.runIf(process.platform === 'linux')('is refused among the kernel’s own files instead of hanging', () => {
    for (const path of ['/proc/lastmile', '/proc/self/deep/down', '/sys/lastmile']) {
      expect(() => prepareFolder(path)).toThrow(/keeps no files \((proc|sysfs)\).*--data-dir/);
    }
  });

  it('is refused where its path is longer than SQLite takes, before anything is made', () => {
    const long = join(base, ...Array.from({ length: 30 }, () => 'a'.repeat(20)));
    expect(() => prepareFolder(long)).toThrow(/path has \d+ octets; a database takes at most \d+.*--data-dir/);
    expect(() => prepareFolder(join(base, 'n'.repeat(300)))).toThrow(/n has a name that is too long.*--data-dir/);
    expect(readdirSync(base)).toEqual([]);
  });

  it.each(['EACCES', 'EROFS'])('is refused where making it fails with %s, which is said', (code) => {
    const make = (): never => {
      throw Object.assign(new Error('refused'), { code });
    };
    const sentence = new RegExp(`data cannot be written \\(${code}\\).*--data-dir`);
    expect(() => prepareFolder(join(base, 'data'), make)).toThrow(sentence);
  });

  it('is refused inside a synchronised folder, also behind a link', () => {
    expect(() => prepareFolder(join(base, 'OneDrive - Example ISP', 'noc'))).toThrow(/synchronised by OneDrive/);
    mkdirSync(join(base, 'Dropbox'));
    symlinkSync(join(base, 'Dropbox'), join(base, 'data'));
    expect(() => prepareFolder(join(base, 'data'))).toThrow(/synchronised by Dropbox/);
  });

  it.each([
    ['/home/a/Dropbox/noc', 'Dropbox'],
    ['C:\\Users\\a\\Google Drive\\noc', 'Google Drive'],
    ['/Users/a/Library/Mobile Documents/noc', 'iCloud'],
    ['/home/dropbox-fan/noc', undefined],
    ['/home/a/onedrive-backup/noc', undefined],
  ])('%s belongs to %s', (path, service) => expect(cloudService(path)).toBe(service));

  const mounts = [
    '/dev/sda1 / ext4 rw 0 0',
    'server:/x /srv nfs4 rw 0 0',
    'server:/y /srv/my\\040files cifs rw 0 0',
    '/dev/sdb1 /srv/local xfs rw 0 0',
    'tech@host: /mnt/site fuse.sshfs rw 0 0',
    'drvfs /mnt/c 9p rw 0 0',
  ].join('\n');
  it.each([
    ['/home/a', 'ext4'],
    ['/srv', 'nfs4'],
    ['/srv/deep/down', 'nfs4'],
    ['/srv/my files/x', 'cifs'],
    ['/srv/local/x', 'xfs'],
    ['/srvx', 'ext4'],
    ['/mnt/site/noc', 'fuse.sshfs'],
    ['/mnt/c/noc', '9p'],
  ])('%s lies on %s', (path, type) => expect(fileSystemType(path, mounts)).toBe(type));
});
