/**
 * Makes out/desktop/: the folder that Electron runs and that the installers carry. Shell, engine and rules go over one
 * to one, types stripped and imports pointed at the new names. Not bundled: the engine starts its threads by file, and
 * a stack trace names the line of the source. Only the preload is one CommonJS file, as the sandbox asks.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { build, type ESTree, parseSync } from 'vite';
import { root } from './runtime.mjs';

const output = join(root, 'out', 'desktop');
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

/** Copies a source folder, every TypeScript file as JavaScript. */
function carry(folder: string): void {
  for (const name of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    const from = join(name.parentPath, name.name);
    if (!name.isFile() || left.test(from)) continue;
    const to = join(output, from.slice(root.length));
    mkdirSync(dirname(to), { recursive: true });
    if (/\.ts$/.test(from)) writeFileSync(to.replace(/\.ts$/, '.js'), toJavaScript(from, readFileSync(from, 'utf8')));
    else cpSync(from, to);
  }
}

if (import.meta.main) {
  rmSync(output, { recursive: true, force: true });
  for (const folder of ['electron', 'shared']) carry(folder);
  cpSync(join(root, 'resources'), join(output, 'resources'), { recursive: true });
  if (existsSync(join(root, 'out/renderer')))
    cpSync(join(root, 'out/renderer'), join(output, 'out/renderer'), { recursive: true });
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: join(root, 'electron/preload.ts'),
      outDir: join(output, 'electron'),
      emptyOutDir: false,
      rollupOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
    },
  });
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = { name, version, license, private: true, type: 'module', main: 'electron/main.js' };
  writeFileSync(join(output, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
