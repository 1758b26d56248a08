import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openVault, type Sealer } from './vault.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastmile-vault-'));
const file = join(folder, 'vault.json');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(file, { force: true }));

/** Turns the bits over: enough to see what went through it. `account` stands for the keychain's key. */
const keychain = (settings: { backend?: string; isAvailable?: boolean; account?: number } = {}): Sealer => {
  const account = settings.account ?? 0xff;
  return {
    isAsyncEncryptionAvailable: async () => settings.isAvailable ?? true,
    getSelectedStorageBackend: () => settings.backend ?? 'gnome_libsecret',
    encryptStringAsync: async (text) => Buffer.from([account, ...Buffer.from(text).map((octet) => octet ^ account)]),
    async decryptStringAsync(sealed) {
      if (sealed[0] !== account) throw new Error('sealed by another account');
      return { result: Buffer.from(sealed.subarray(1).map((octet) => octet ^ account)).toString() };
    },
  };
};

describe('the vault', () => {
  it('keeps a secret over a restart, sealed and for its owner only', async () => {
    const vault = await openVault(file, keychain(), 'linux');
    await vault.set('master-key', 'f00d');
    expect(readFileSync(file, 'utf8')).not.toContain('f00d');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await (await openVault(file, keychain(), 'linux')).get('master-key')).toBe('f00d');
  });

  it('has nothing under a name that was never kept', async () => {
    expect(await (await openVault(file, keychain(), 'win32')).get('master-key')).toBeNull();
  });

  it('Z8: a Linux desktop without a keyring is told, and nothing is kept', async () => {
    const vault = await openVault(file, keychain({ backend: 'basic_text' }), 'linux');
    expect(vault.trouble).toContain('no keyring');
    await vault.set('master-key', 'f00d');
    expect(() => readFileSync(file)).toThrow();
    expect(await vault.get('master-key')).toBeNull();
  });

  it('Z8: a secret kept while there was a keyring is not read through the plain backend', async () => {
    await (await openVault(file, keychain(), 'linux')).set('master-key', 'f00d');
    expect(await (await openVault(file, keychain({ backend: 'basic_text' }), 'linux')).get('master-key')).toBeNull();
  });

  it('a computer without a keychain is told likewise', async () => {
    expect((await openVault(file, keychain({ isAvailable: false }), 'win32')).trouble).toContain('no keychain');
  });

  it('what another account sealed, or a damaged file, is no secret rather than a crash', async () => {
    await (await openVault(file, keychain(), 'linux')).set('master-key', 'f00d');
    expect(await (await openVault(file, keychain({ account: 0x0f }), 'linux')).get('master-key')).toBeNull();
    writeFileSync(file, '{"master-key":');
    expect(await (await openVault(file, keychain(), 'linux')).get('master-key')).toBeNull();
  });
});
