import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { authLogDoc, withTables } from '../../scripts/auth-log-doc.ts';
import { authReasons } from '../../shared/domain/auth-reasons.ts';

describe('docs/auth-log.md', () => {
  const text = readFileSync(authLogDoc, 'utf8');

  it('lists the reasons of the code with its words; scripts/auth-log-doc.ts writes it', () => {
    expect(withTables(text)).toBe(text);
    const listed = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, reason]) => reason);
    expect(listed.toSorted()).toEqual(Object.keys(authReasons).toSorted());
  });

  it('each says what happened and what to do, as sentences', () => {
    for (const { label, happened, remedy } of Object.values(authReasons)) {
      expect(label).toMatch(/^[A-Z].{0,24}[^.]$/);
      for (const sentence of [happened, remedy]) expect(sentence).toMatch(/^[A-Z].+\.$/);
    }
  });
});
