/**
 * The data folder: where a database may live, and where not.
 *
 * SQLite's write-ahead log needs shared memory and honest locks, so network file systems corrupt it
 * (sqlite.org/wal.html, "does not work over a network filesystem"), and a cloud client that uploads the three files at
 * different moments restores a mixture. Both are refused before the first file is made.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { StorageUnavailable } from './errors.ts';

export const databaseFileName = 'lastmile.db';

/** File systems that live on another machine, or behind a translation that has no working locks (9p: WSL's /mnt/c). */
const networkTypes = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'ncpfs', 'afs', 'ceph', 'lustre', 'beegfs', 'glusterfs', 'davfs'],
  ...['9p', 'drvfs', 'vboxsf', 'vmhgfs', 'prl_fs'],
  ...['fuse.sshfs', 'fuse.rclone', 'fuse.s3fs', 'fuse.glusterfs', 'fuse.davfs2', 'fuse.ceph', 'fuse.gvfsd-fuse'],
  ...['fuse.vmhgfs-fuse', 'fuse.curlftpfs', 'fuse.smbnetfs', 'fuse.google-drive-ocamlfuse', 'fuse.onedriver'],
]);

/** Folder names that synchronisation clients use, whole segments only: `/home/dropbox-fan` is nobody's cloud. */
const cloudSegments: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['OneDrive', /^onedrive( - .+)?$/i],
  ['Dropbox', /^dropbox( \(.+\))?$/i],
  ['Google Drive', /^(google ?drive|googledrive-.+|my drive)$/i],
  ['iCloud', /^(icloud ?drive|mobile documents|com~apple~clouddocs)$/i],
  ['Nextcloud', /^(nextcloud|owncloud)$/i],
  ['pCloud', /^pcloud ?drive$/i],
];

/** The synchronisation service that owns this path, by name. */
export function cloudService(path: string): string | undefined {
  for (const segment of path.split(/[\\/]/)) {
    for (const [name, pattern] of cloudSegments) if (pattern.test(segment)) return name;
  }
  return undefined;
}

/** The type of the network file system that `path` lies on. `mounts` is the text of /proc/self/mounts. */
export function networkFileSystem(path: string, mounts: string): string | undefined {
  let best = '';
  let type = '';
  for (const line of mounts.split('\n')) {
    const [, point, kind] = line.split(' ');
    if (!point || !kind) continue;
    const folder = point.replaceAll(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    const holds = path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
    // A later mount on the same point covers the earlier one.
    if (holds && folder.length >= best.length) [best, type] = [folder, kind];
  }
  return networkTypes.has(type) ? type : undefined;
}

/**
 * Makes the folder (0700) when it is not there and returns its real path.
 *
 * @throws StorageUnavailable with what to do, when it cannot be written or must not hold a database.
 */
export function prepareFolder(dataDir: string): string {
  const wanted = resolve(dataDir);
  // The nearest folder that exists decides where a new one would lie.
  let existing = wanted;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  refuseForeign(wanted, realpathSync.native(existing));
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    accessSync(wanted, constants.R_OK | constants.W_OK | constants.X_OK);
    const probe = join(wanted, `.probe-${process.pid}`);
    writeFileSync(probe, '', { mode: 0o600 });
    unlinkSync(probe);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC')
      throw new StorageUnavailable(`The disk of ${wanted} is full. Free some space and try again.`);
    throw new StorageUnavailable(
      `${wanted} cannot be written (${code ?? message}). Give this user the right to write there, or choose another folder with --data-dir.`,
    );
  }
  const real = realpathSync.native(wanted);
  refuseForeign(wanted, real);
  return real;
}

function refuseForeign(wanted: string, real: string): void {
  const service = cloudService(wanted) ?? cloudService(real);
  if (service) {
    throw new StorageUnavailable(
      `${wanted} is synchronised by ${service}, which would damage the database. Choose a folder outside of it with --data-dir.`,
    );
  }
  // A mapped network drive shows its UNC path as its real one.
  const network = process.platform === 'win32' ? real.startsWith(`${sep}${sep}`) && 'a network share' : mountedOn(real);
  if (network) {
    throw new StorageUnavailable(
      `${wanted} is on a network file system (${network}), where a database is not safe. Choose a folder on a disk of this machine with --data-dir.`,
    );
  }
}

function mountedOn(real: string): string | undefined {
  try {
    return networkFileSystem(real, readFileSync('/proc/self/mounts', 'utf8'));
  } catch {
    return undefined; // no /proc: nothing can be said
  }
}

/** Makes an empty database file for its owner only; SQLite gives its -wal and -shm files the same mode. */
export function createDatabaseFile(folder: string): string {
  const path = join(folder, databaseFileName);
  writeFileSync(path, '', { mode: 0o600, flag: 'a' });
  return path;
}
