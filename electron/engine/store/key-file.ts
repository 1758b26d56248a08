/**
 * The key that seals secrets, as a file: `<dataDir>/lastmile.key`, 32 octets in hex, readable by its owner only. Used
 * where no keychain holds it (headless engine, Linux without a keyring).
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, link, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { openReading } from './connection.ts';
import { StorageUnavailable } from './errors.ts';
import { prepareFolder } from './folder.ts';
import { isKeyOf } from './key-check.ts';
import { parseRecoveryKey, recoveryKeyText, restoreKeyCommand } from './recovery-key.ts';
import { isRecoveryKeyUnshown, recoveryKeyIsToBeShown } from './recovery-notice.ts';
import { createSealer } from './seal.ts';

export const keyFileName = 'lastmile.key';

export interface OpenedKey {
  readonly key: Buffer;
  /** The text to print and put away, until `recoveryKeyShown` of `recovery-notice.ts`. */
  readonly recoveryKey: string | undefined;
}

/**
 * Reads the key of a data folder, or makes one when the folder has neither key nor database.
 *
 * @throws StorageUnavailable when the folder is refused (`prepareFolder`), when others may read the key, when it is no
 *   key, or when a database exists without its key (a new key could not open a single secret in it).
 */
export async function openKeyFile(dataDir: string): Promise<OpenedKey> {
  // Before the store would do it: a key must not lie for a moment where a cloud client uploads it.
  prepareFolder(dataDir);
  const path = join(dataDir, keyFileName);
  const found = await readKey(path);
  if (found) return opened(dataDir, found);
  if (await exists(join(dataDir, 'lastmile.db'))) {
    throw new StorageUnavailable(
      `${path} is missing, and the database beside it is sealed with it. Put the file back from a backup, or write it anew from the printed recovery key: ${restoreKeyCommand}.`,
    );
  }
  await recoveryKeyIsToBeShown(dataDir).catch((error: Error) => {
    throw new StorageUnavailable(`${dataDir} cannot be written: ${error.message}`);
  });
  const key = randomBytes(32);
  if (await writeKey(path, key)) return opened(dataDir, key);
  // Another process made one between our look and our write: that one counts.
  const theirs = await readKey(path);
  if (!theirs) throw new StorageUnavailable(`${path} cannot be written.`);
  return opened(dataDir, theirs);
}

/** The key of a data folder, read and nothing else; undefined where there is no file. @throws StorageUnavailable */
export const readKeyFile = (dataDir: string): Promise<Buffer | undefined> => readKey(join(dataDir, keyFileName));

const opened = async (dataDir: string, key: Buffer): Promise<OpenedKey> => ({
  key,
  recoveryKey: (await isRecoveryKeyUnshown(dataDir)) ? recoveryKeyText(key) : undefined,
});

/**
 * Writes `lastmile.key` from a typed recovery key; an existing file is never replaced.
 * @throws StorageUnavailable also where the key is not the one of the folder's database
 */
export async function restoreKeyFile(dataDir: string, typed: string): Promise<Buffer> {
  const parsed = parseRecoveryKey(typed);
  if (!parsed.ok) {
    const { fault } = parsed;
    if (fault.kind === 'letter') {
      throw new StorageUnavailable(`"${fault.letter}" (place ${fault.at + 1}) is no letter of a recovery key.`);
    }
    if (fault.kind === 'length') {
      throw new StorageUnavailable(`The recovery key has ${fault.letters} letters; it needs ${fault.expected}.`);
    }
    throw new StorageUnavailable('The recovery key has a typing mistake: its checksum does not fit.');
  }
  const database = join(dataDir, 'lastmile.db');
  if ((await exists(database)) && !opens(database, parsed.value)) {
    throw new StorageUnavailable(
      `${database} was sealed with another key: this is the recovery key of another installation.`,
    );
  }
  const path = join(dataDir, keyFileName);
  if (!(await writeKey(path, parsed.value))) {
    throw new StorageUnavailable(`${path} exists already. Move it away first if it is the wrong one.`);
  }
  return parsed.value;
}

function opens(database: string, key: Uint8Array): boolean {
  const db = openReading(database);
  try {
    return isKeyOf(db, createSealer(key));
  } catch (error) {
    throw new StorageUnavailable(`${database} cannot be read: ${(error as Error).message}`);
  } finally {
    db.close();
  }
}

async function readKey(path: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    const { mode } = await stat(path);
    // Windows has no such bits: the folder's access list protects it there.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new StorageUnavailable(
        `${path} may be read by others (mode ${(mode & 0o777).toString(8)}). It opens every password: run chmod 600 on it and start again.`,
      );
    }
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StorageUnavailable(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (!/^[0-9a-f]{64}\s*$/.test(text)) {
    throw new StorageUnavailable(
      `${path} holds no key. Put it back from a backup; or move it away and write it anew from the recovery key: ${restoreKeyCommand}.`,
    );
  }
  return Buffer.from(text.trim(), 'hex');
}

/** Appears whole or not at all; false when the file exists already. */
async function writeKey(path: string, key: Buffer): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(`${key.toString('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(draft, 0o600);
    // FAT has no links; there a copy that refuses to replace comes next to it.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      return copyFile(draft, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new StorageUnavailable(`${path} cannot be written: ${(error as Error).message}`);
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
