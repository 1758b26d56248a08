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
  statSync,
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
  'a network share', // Windows: a UNC path
]);

/** File systems that show the kernel and store nothing. Making a folder there fails in ways that mislead. */
const kernelTypes = new Set([
  ...['proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'mqueue', 'debugfs', 'tracefs', 'securityfs', 'configfs', 'bpf'],
  ...['efivarfs', 'pstore', 'fusectl', 'binfmt_misc', 'nsfs'],
]);

/**
 * SQLite's unix files have names of at most 511 octets, and a database needs room for `-journal` behind its own
 * (os_unix.c, MAX_PATHNAME; measured: a database at 502 octets opens, at 507 it does not).
 */
const pathBytesMax = 511 - '-journal'.length - '/lastmile.db'.length;

/** NAME_MAX of Linux’s file systems. */
const nameBytesMax = 255;

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

/** The type of the file system that `path` lies on. `mounts` is the text of /proc/self/mounts. */
export function fileSystemType(path: string, mounts: string): string {
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
  return type;
}

/**
 * Makes the folder (0700) when it is not there and returns its real path. `make` makes one folder whose parent exists.
 *
 * @throws StorageUnavailable with what to do, when it cannot be written or must not hold a database.
 */
export function prepareFolder(dataDir: string, make: (path: string) => void = makeFolder): string {
  const wanted = resolve(dataDir);
  refuseLong(wanted);
  // The nearest one that exists decides where a new one would lie.
  let existing = wanted;
  const missing: string[] = [];
  for (; !existsSync(existing) && dirname(existing) !== existing; existing = dirname(existing))
    missing.unshift(existing);
  refuseForeign(wanted, realpathSync.native(existing));
  if (!statSync(existing).isDirectory()) throw otherFolder(`${existing} is a file, not a folder.`);
  try {
    // One by one: Node's recursive mkdir turns for ever where a parent exists and mkdir says ENOENT all the same.
    for (const path of missing) make(path);
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
  refuseLong(real);
  refuseForeign(wanted, real);
  return real;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else was faster: what it is shows when it is written to.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const otherFolder = (what: string): StorageUnavailable =>
  new StorageUnavailable(`${what} Choose another folder with --data-dir.`);

function refuseLong(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes > pathBytesMax) {
    throw otherFolder(`The data folder's path has ${bytes} octets; a database takes at most ${pathBytesMax}.`);
  }
  const long = path.split(sep).find((name) => Buffer.byteLength(name) > nameBytesMax);
  if (long !== undefined) throw otherFolder(`${path} has a name that is too long (at most ${nameBytesMax} octets).`);
}

function refuseForeign(wanted: string, real: string): void {
  const service = cloudService(wanted) ?? cloudService(real);
  if (service) {
    throw new StorageUnavailable(
      `${wanted} is synchronised by ${service}, which would damage the database. Choose a folder outside of it with --data-dir.`,
    );
  }
  // A mapped network drive shows its UNC path as its real one.
  const type = process.platform === 'win32' ? shareType(real) : mountedOn(real);
  if (kernelTypes.has(type)) throw otherFolder(`${wanted} is the kernel's own and keeps no files (${type}).`);
  if (networkTypes.has(type)) {
    throw new StorageUnavailable(
      `${wanted} is on a network file system (${type}), where a database is not safe. Choose a folder on a disk of this machine with --data-dir.`,
    );
  }
}

const shareType = (real: string): string => (real.startsWith(`${sep}${sep}`) ? 'a network share' : '');

function mountedOn(real: string): string {
  try {
    return fileSystemType(real, readFileSync('/proc/self/mounts', 'utf8'));
  } catch {
    return ''; // no /proc: nothing can be said
  }
}

/** Makes an empty database file for its owner only; SQLite gives its -wal and -shm files the same mode. */
export function createDatabaseFile(folder: string): string {
  const path = join(folder, databaseFileName);
  writeFileSync(path, '', { mode: 0o600, flag: 'a' });
  return path;
}
