/**
 * Secrets kept by the operating system's keychain, in a file of sealed values beside the window's settings.
 *
 * On Linux without a keyring Electron still "encrypts", with a password that is in its source: the `basic_text`
 * backend. That hides nothing, so nothing is kept then and the operator is told (Z8); the engine falls back to its key
 * file, which at least only its owner can read.
 */
import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { z } from 'zod';

/** The part of Electron's `safeStorage` that is used. */
export interface Sealer {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(sealed: Buffer): Promise<{ readonly result: string }>;
  getSelectedStorageBackend(): string;
}

export interface Vault {
  /** Why nothing is kept here, as a sentence for the operator; undefined where secrets are kept. */
  readonly trouble: string | undefined;
  /** The secret of that name, or null. A value that cannot be opened (another user, another machine) is null too. */
  get(name: string): Promise<string | null>;
  /** Keeps a secret: it is on the disk when this resolves. Does nothing where `trouble` says why. */
  set(name: string, value: string): Promise<void>;
}

const Sealed = z.record(z.string(), z.base64());

export async function openVault(file: string, sealer: Sealer, platform: NodeJS.Platform): Promise<Vault> {
  const trouble = await troubleOf(sealer, platform);
  const sealed = new Map(Object.entries(readSealed(file)));
  return {
    trouble,
    async get(name) {
      const value = sealed.get(name);
      if (trouble !== undefined || value === undefined) return null;
      try {
        return (await sealer.decryptStringAsync(Buffer.from(value, 'base64'))).result;
      } catch {
        return null;
      }
    },
    async set(name, value) {
      if (trouble !== undefined) return;
      const added = new Map(sealed).set(name, (await sealer.encryptStringAsync(value)).toString('base64'));
      const draft = await open(`${file}.new`, 'w', 0o600);
      try {
        await draft.writeFile(JSON.stringify(Object.fromEntries(added)));
        await draft.sync();
      } finally {
        await draft.close();
      }
      await rename(`${file}.new`, file);
      sealed.set(name, added.get(name)!);
    },
  };
}

async function troubleOf(sealer: Sealer, platform: NodeJS.Platform): Promise<string | undefined> {
  const remedy = 'The key that protects subscribers’ passwords stays in a file that only your account can read.';
  if (!(await sealer.isAsyncEncryptionAvailable())) return `This computer offers no keychain. ${remedy}`;
  if (platform === 'linux' && sealer.getSelectedStorageBackend() === 'basic_text') {
    return `This desktop has no keyring (GNOME Keyring or KWallet), so nothing could be hidden in it. ${remedy}`;
  }
  return undefined;
}

/** An unreadable file is an empty vault: the engine then refuses to start and names the command for the recovery key. */
function readSealed(file: string): Record<string, string> {
  try {
    return Sealed.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
