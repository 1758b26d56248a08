/** Every number of a rule that code, tests or documents use is explained in `docs/rules.md`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/runtime.mjs';

/** F068, X45, N7, W9, Z5, P09, D3, pain 11, case 2 (and "cases 9, 10": each). */
const single = /(?<![A-Za-z0-9_%#])(?:F\d{3}|[XN]\d{1,2}|W\d{1,2}|Z\d|P\d{2}|D3)(?![A-Za-z0-9_])/g;
const counted = /\b(pain|case)s? ((?:\d{1,2}(?:, | and )?)+)/g;

function rulesIn(text: string): string[] {
  const listed = [...text.matchAll(counted)].flatMap(([, kind, numbers = '']) =>
    [...numbers.matchAll(/\d+/g)].map(([number]) => `${kind} ${number}`),
  );
  return [...(text.match(single) ?? []), ...listed];
}

it('each number that is used is explained', () => {
  const page = readFileSync(join(root, 'docs/rules.md'), 'utf8');
  const explained = new Set([...page.matchAll(/^\| ([A-Z]\d+|pain \d+|case \d+) \|/gm)].map(([, rule]) => rule));
  explained.add('D3');
  expect(explained.size).toBeGreaterThan(300);
  const folders = ['electron', 'shared', 'renderer', 'tests', 'scripts', 'ARCHITECTURE.md', 'README.md'];
  const files = execFileSync('git', ['ls-files', ...folders], { cwd: root, encoding: 'utf8' }).split('\n');
  // Numbers of vectors and of drawn paths are not rules.
  const texts = files.filter((file) => /\.(tsx?|md)$/.test(file) && !/^tests\/vectors\//.test(file));
  const missing = texts.flatMap((file) => {
    const unknown = rulesIn(readFileSync(join(root, file), 'utf8')).filter((rule) => !explained.has(rule));
    return [...new Set(unknown)].map((rule) => `${file}: ${rule}`);
  });
  expect(missing).toEqual([]);
});
