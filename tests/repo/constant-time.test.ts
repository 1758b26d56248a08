/** Digests and passwords are compared in a time that does not tell where they differ. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sameDigest } from '../../electron/engine/radius/secret.ts';

const folder = fileURLToPath(new URL('../../electron/engine/radius/', import.meta.url));
const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

/** What ends at the first difference. `every` over addresses' parts and `indexOf` of a backslash compare no secret. */
const early = /\.equals\(|Buffer\.compare|\.compare\(|\.localeCompare\(|toString\('hex'\) ===/;

describe('electron/engine/radius', () => {
  it('no module of it compares octets by a function that ends at the first difference', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.filter((name) => early.test(readFileSync(join(folder, name), 'utf8')))).toEqual([]);
  });

  it('what verifies ends in one verdict over all octets: sameDigest, or a difference that is gathered', () => {
    const verifying = sources.filter((name) => /export function verify/.test(readFileSync(join(folder, name), 'utf8')));
    expect(verifying.toSorted()).toEqual(['authenticator.ts', 'chap.ts', 'mschap.ts', 'pap.ts']);
    for (const name of verifying) {
      expect(readFileSync(join(folder, name), 'utf8'), name).toMatch(/sameDigest\(|difference \|=/);
    }
  });

  it('sameDigest sees a difference in any of the 16 octets, and beyond them none', () => {
    const digest = Uint8Array.from({ length: 20 }, (_, i) => i);
    expect(sameDigest(digest, 2, digest, 2)).toBe(true);
    for (let i = 0; i < 20; i++) {
      const other = Uint8Array.from(digest);
      other[i]! ^= 0x80;
      expect(sameDigest(digest, 2, other, 2), `octet ${i}`).toBe(i < 2 || i >= 18);
    }
  });
});
