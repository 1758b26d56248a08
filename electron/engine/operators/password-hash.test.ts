import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decoyHash, hashPassword, TooBusy, verifyPassword } from './password-hash.ts';

const cheap = { N: 16, r: 1, p: 1 };

describe('password hash', () => {
  it('verifies its own password and no other', async () => {
    const stored = await hashPassword('correct horse', randomBytes, cheap);
    expect(await verifyPassword('correct horse', stored)).toBe(true);
    expect(await verifyPassword('correct horsf', stored)).toBe(false);
    expect(await verifyPassword('', stored)).toBe(false);
  });

  it('salts: the same password twice is two texts', async () => {
    expect(await hashPassword('x', randomBytes, cheap)).not.toBe(await hashPassword('x', randomBytes, cheap));
  });

  it('carries its cost, so that an older one still verifies after the cost has risen', async () => {
    const stored = await hashPassword('x', randomBytes, { N: 32, r: 2, p: 1 });
    expect(stored).toMatch(/^scrypt\$32\$2\$1\$/);
    expect(await verifyPassword('x', stored)).toBe(true);
  });

  it('RFC 7914 §12: password / NaCl, N 1024, r 8, p 16', async () => {
    const salt = Buffer.from('NaCl').toString('base64url');
    const hash = Buffer.from(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
      'hex',
    ).toString('base64url');
    expect(await verifyPassword('password', `scrypt$1024$8$16$${salt}$${hash}`)).toBe(true);
  });

  it('takes a composed and a decomposed letter for the same password', async () => {
    const stored = await hashPassword('caf\u00e9', randomBytes, cheap);
    expect(await verifyPassword('cafe\u0301', stored)).toBe(true);
  });

  it('has a decoy of the same form that nothing fits', async () => {
    expect(await verifyPassword('', decoyHash(randomBytes, cheap))).toBe(false);
    expect(decoyHash(randomBytes)).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  });

  it('throws on a stored text that is no hash of ours', async () => {
    await expect(verifyPassword('x', 'plain')).rejects.toThrow('not scrypt');
  });

  it('takes turns, and refuses a flood instead of queueing it without end', async () => {
    const stored = await hashPassword('x', randomBytes, { N: 4096, r: 8, p: 1 });
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => verifyPassword('x', stored)));
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBe(60 - 34);
    expect(refused.every((answer) => answer.reason instanceof TooBusy)).toBe(true);
    expect(await verifyPassword('x', stored)).toBe(true);
  });
});
