/** Sources carried over one to one as JavaScript: types blanked, imports pointed at the new names, lines kept. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { type ESTree, parseSync } from 'vite';
import { root } from './runtime.mjs';

/** Not shipped: tests and their doubles, benchmarks, and declarations for packages without types. */
const left = /\.test\.tsx?$|\.bench\.ts$|\/testing\/|\.d\.ts$/;

/** Types replaced by blanks, so that lines and columns stay; `./x.ts` becomes `./x.js` wherever a file is named. */
export function toJavaScript(path: string, source: string): string {
  const stripped = stripTypeScriptTypes(source, { mode: 'strip' });
  if (stripped.length !== source.length) throw new Error(`${path}: stripping its types moved its text`);
  let script = stripped;
  for (const { start, end } of namesOfFiles(path, source).sort((a, b) => b.start - a.start)) {
    const name = stripped.slice(start, end); // blank where it was a type import
    script = script.slice(0, start) + name.replace(/\.tsx?(['"])$/, '.js$1') + script.slice(end);
  }
  return script;
}

type Place = { readonly start: number; readonly end: number };

/** Where a source names another by a literal: imports of every form, and `new URL('./thread.ts', import.meta.url)`. */
function namesOfFiles(path: string, source: string): Place[] {
  const places: Place[] = [];
  const take = (node: unknown): void => {
    const literal = node as { type?: string; value?: unknown } & Place;
    if (literal?.type === 'Literal' && /^\.{1,2}\/.*\.tsx?$/.test(String(literal.value))) places.push(literal);
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, source: from, arguments: args } = node as { type?: string; source?: unknown; arguments?: unknown[] };
    if (/^(Import|Export)/.test(type ?? '')) take(from);
    if (type === 'NewExpression' || type === 'CallExpression') take(args?.[0]);
    for (const child of Object.values(node)) if (typeof child === 'object') visit(child);
  };
  visit(parseSync(path, source).program satisfies ESTree.Program);
  return places;
}

/** Copies a source folder of ours below `output`, every TypeScript file as JavaScript. */
export function carry(folder: string, output: string): void {
  for (const name of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    const from = join(name.parentPath, name.name);
    if (!name.isFile() || left.test(from)) continue;
    const to = join(output, from.slice(root.length));
    mkdirSync(dirname(to), { recursive: true });
    if (/\.ts$/.test(from)) writeFileSync(to.replace(/\.ts$/, '.js'), toJavaScript(from, readFileSync(from, 'utf8')));
    else cpSync(from, to);
  }
}
