/**
 * Holds every source file against the table in `walls.ts`. Part of `npm run lint`; exits 1 with one line per refusal.
 *
 * Imports are read from the syntax tree (Vite's parser), so all forms count: static, type-only, re-exported, dynamic,
 * `require`, type imports, and worker files named by `new URL('…', import.meta.url)`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { inTests, type Room, rooms, testing } from './walls.ts';

export interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

interface Import {
  /** Undefined when it is computed at run time. */
  readonly specifier: string | undefined;
  readonly offset: number;
}

/** A path and what it stands for: `a/b/` everything below, `a/b.ts` that file; `*` one segment. */
function covers(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const isFolder = pattern.endsWith('/');
  if (isFolder) wanted.pop();
  if (isFolder ? given.length <= wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, i) => matchesSegment(segment, given[i] ?? ''));
}

const matchesSegment = (wanted: string, given: string): boolean => {
  const star = wanted.indexOf('*');
  if (star < 0) return wanted === given;
  return given.startsWith(wanted.slice(0, star)) && given.endsWith(wanted.slice(star + 1));
};

/** The room of a path and the folder or file by which it is told from its twins (each capability is its own room). */
function roomOf(path: string): { room: Room; home: string } | undefined {
  for (const room of rooms) {
    const pattern = room.holds.find((held) => covers(held, path));
    if (pattern === undefined) continue;
    const depth = pattern.split('/').length - (pattern.endsWith('/') ? 1 : 0);
    const home = pattern.endsWith('*/') ? path.split('/').slice(0, depth).join('/') : room.name;
    return { room, home };
  }
  return undefined;
}

/** Every import of a source text, in any form. Throws on a syntax error: a file that cannot be read cannot be judged. */
export function importsOf(path: string, source: string): Import[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: Import[] = [];
  const take = (node: unknown, offset: number): void => {
    const value = isNode(node) && node.type === 'Literal' ? node.value : undefined;
    found.push({ specifier: typeof value === 'string' ? value : undefined, offset });
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isNode(node)) return;
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
      case 'ImportExpression':
      case 'TSImportType':
        if (node.source) take(node.source, node.start);
        break;
      case 'TSExternalModuleReference':
        take(node.expression, node.start);
        break;
      case 'CallExpression':
        if (loads(node.callee)) take((node.arguments as unknown[])[0], node.start);
        break;
      case 'NewExpression': {
        const [file, base] = node.arguments as unknown[];
        if (isNamed(node.callee, 'URL') && isMetaUrl(base) && namesSource(file)) take(file, node.start);
        break;
      }
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'type' && typeof child === 'object') visit(child);
  };
  visit(program);
  return found;
}

type Node = { readonly type: string; readonly start: number; readonly [field: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
const isNamed = (node: unknown, name: string): boolean => isNode(node) && node.name === name;
/** `require(…)`, `import.meta.resolve(…)` and `process.getBuiltinModule(…)`: doors beside the door. */
const loads = (callee: unknown): boolean =>
  isNamed(callee, 'require') ||
  (isNode(callee) &&
    callee.type === 'MemberExpression' &&
    (isNamed(callee.property, 'getBuiltinModule') ||
      (isNamed(callee.property, 'resolve') && isNode(callee.object) && callee.object.type === 'MetaProperty')));
const isMetaUrl = (node: unknown): boolean =>
  isNode(node) && node.type === 'MemberExpression' && isNode(node.object) && node.object.type === 'MetaProperty';
/** A file that would be run, as against one that is read (a picture, a router script). */
const namesSource = (node: unknown): boolean => isNode(node) && /\.(ts|tsx|js|mjs)$/.test(String(node.value));

/** `@mantine/core/styles.css` → `@mantine/core`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Why `path` may not import `specifier`, or undefined where it may. Paths are relative to the root, with `/`. */
function refuse(path: string, specifier: string | undefined): string | undefined {
  const own = roomOf(path);
  if (!own) return 'lives in no room: add its folder to scripts/walls.ts';
  const { room, home } = own;
  const isTest = inTests.matches.test(path);
  const named = home === room.name ? `"${room.name}"` : `"${home}" (${room.name})`;
  if (specifier === undefined) {
    return room.computedImports
      ? undefined
      : `${named} may not compute what it imports: no wall can be seen through it`;
  }
  if (/^\.{1,2}\//.test(specifier)) {
    const target = posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''));
    if (room.ours === 'all') return undefined;
    if (testing.test(target) && !isTest) return `${named} may not import ${target}: only tests may`;
    if (roomOf(target)?.home === home) return undefined;
    const allowed = [...room.ours, ...(isTest ? inTests.ours : [])];
    if (allowed.some((pattern) => covers(pattern, target))) return undefined;
    return `${named} may not import ${target}`;
  }
  if (isBuiltin(specifier)) {
    const module_ = specifier.replace(/^node:/, '');
    if (room.node === 'all' || isTest || room.node.includes(module_)) return undefined;
    return `${named} may not import node:${module_}`;
  }
  const wanted = packageOf(specifier);
  if (room.packages === 'all') return undefined;
  const allowed = [...room.packages, ...(isTest ? inTests.packages : [])];
  if (allowed.some((pattern) => matchesSegment(pattern, wanted))) return undefined;
  return `${named} may not import "${wanted}"`;
}

/** The refusals of one source text as if it stood at `path` (relative to the root, with `/`). */
export function checkSource(path: string, source: string): Refusal[] {
  const refusals: Refusal[] = [];
  if (!roomOf(path)) refusals.push({ file: path, line: 1, reason: refuse(path, undefined) ?? '' });
  else {
    for (const { specifier, offset } of importsOf(path, source)) {
      const reason = refuse(path, specifier);
      if (reason) refusals.push({ file: path, line: source.slice(0, offset).split('\n').length, reason });
    }
  }
  return refusals;
}

/** Every source file under `root`, relative, with `/`. */
export function sourceFiles(root: string): string[] {
  const skipped = new Set(['node_modules', 'out', 'dist', 'coverage', 'test-results', 'playwright-report']);
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && !skipped.has(entry.name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? readdirSync(join(root, entry.name), { recursive: true, withFileTypes: true })
            .filter((file) => file.isFile())
            .map((file) => relative(root, join(file.parentPath, file.name)).split(sep).join('/'))
        : [entry.name],
    )
    .filter((path) => /\.(ts|tsx|mts|cts|js|mjs|cjs|jsx)$/.test(path))
    .sort();
}

export const checkTree = (root: string): Refusal[] =>
  sourceFiles(root).flatMap((path) => checkSource(path, readFileSync(join(root, path), 'utf8')));

if (import.meta.main) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  const refusals = checkTree(root);
  for (const { file, line, reason } of refusals) process.stderr.write(`${file}:${line} ${reason}\n`);
  const files = sourceFiles(root).length;
  if (refusals.length > 0) {
    process.stderr.write(
      `\nWalls: ${refusals.length} forbidden imports. What each room may import stands in scripts/walls.ts.\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`Walls: ${files} files, every import allowed by its room.\n`);
}
