/** Every view of the console is opened by the browser tests, and drawn by the script of the pictures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/runtime.mjs';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const paths = [...read('renderer/console/views.ts').matchAll(/^ {4}path: '([^']+)'/gm)].map(([, path]) => path!);

it.each([
  ['tests/e2e/views.spec.ts', (path: string) => `'${path}'`],
  // A page's address ends with an id there.
  ['scripts/screenshots.ts', (path: string) => (path.endsWith('/:id') ? path.replace(':id', '${') : `'${path}'`)],
])('each is in %s', (file, written) => {
  expect(paths.length).toBeGreaterThan(15);
  const text = read(file);
  expect(paths.filter((path) => !text.includes(written(path)))).toEqual([]);
});
