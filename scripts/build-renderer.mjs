/**
 * Builds the console and the portal into out/renderer/, each under its own path, and says what they weigh.
 * Node 24 runs it (`npm run build`, `ensureRenderer`); everything it says goes to standard error.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { buildConfig } from '../vite.renderer.config.ts';

/** What the portal's first page may weigh, compressed: it is loaded on phones over the link that is being watched. */
const portalLimitKb = 150;

/**
 * Bytes after gzip of what a first visit loads: the page, its scripts and styles, and one font subset.
 *
 * @param {string} folder
 * @param {string} base under which it is served
 */
function firstVisitBytes(folder, base) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const linked = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css|woff2))"/g)].map(([, address = '']) => address);
  const files = linked.map((address) => join(folder, address.slice(base.length)));
  const weights = files.map((file) => {
    const content = readFileSync(file);
    return file.endsWith('.woff2') ? content.length : gzipSync(content).length;
  });
  return gzipSync(html).length + weights.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * What the first look at the console must not wait for: zod builds its schemas when it is loaded, 300 ms of them. Forms
 * that judge what is typed bring it when they are opened.
 */
const heldBack = /\/node_modules\/zod\/|\/shared\/contract\/no-eval\.ts$/;
/** The page itself, and the views that a day is spent in. */
const firstLooks = /\/(index\.html|OverviewView\.tsx|SessionsView\.tsx|SubscribersView\.tsx|FupView\.tsx)$/;

/**
 * The first looks that load what is held back, each with the module that it loads.
 *
 * @param {readonly import('vite').Rolldown.OutputChunk[]} chunks
 */
function dearFirstLooks(chunks) {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  return chunks
    .filter(({ facadeModuleId }) => firstLooks.test(facadeModuleId ?? ''))
    .flatMap(({ facadeModuleId, fileName }) => {
      const files = new Set([fileName]); // grows while it is walked
      for (const file of files) for (const next of byFile.get(file)?.imports ?? []) files.add(next);
      const dear = [...files].flatMap((file) => byFile.get(file)?.moduleIds ?? []).find((id) => heldBack.test(id));
      return dear === undefined ? [] : [`${facadeModuleId} loads ${dear}`];
    });
}

/** Mantine's styles, one file for each component. Its classes are hashes, the same in its scripts and in its styles. */
const mantineStyles = fileURLToPath(new URL('../node_modules/@mantine/core/styles/', import.meta.url));
const mantineClass = /\bm_[0-9a-f]{8}\b/g;

/**
 * The style files of Mantine whose classes the scripts in `folder` give to elements while no style in it knows them: a
 * component is used whose rules nobody imported.
 *
 * @param {string} folder
 */
function unstyledMantine(folder) {
  /** @param {string} from  @param {string} ending */
  const classesOf = (from, ending) =>
    new Set(
      readdirSync(from)
        .filter((file) => file.endsWith(ending))
        .flatMap((file) => readFileSync(join(from, file), 'utf8').match(mantineClass) ?? []),
    );
  const given = classesOf(folder, '.js');
  const styled = classesOf(folder, '.css');
  return readdirSync(mantineStyles).filter(
    (file) =>
      file.endsWith('.layer.css') &&
      [...classesOf(mantineStyles, file)].some((name) => given.has(name) && !styled.has(name)),
  );
}

for (const face of /** @type {const} */ (['console', 'portal'])) {
  const config = buildConfig(face);
  const built = /** @type {import('vite').Rolldown.RolldownOutput} */ (await build({ ...config, logLevel: 'warn' }));
  const folder = String(config.build?.outDir);
  const firstKb = firstVisitBytes(folder, String(config.base)) / 1024;
  const files = readdirSync(join(folder, 'assets')).length;
  process.stderr.write(`${face}: ${firstKb.toFixed(1)} kB compressed on a first visit, ${files} files\n`);
  for (const dear of dearFirstLooks(built.output.filter((file) => file.type === 'chunk'))) {
    process.stderr.write(`${dear} before its first paint.\n`);
    process.exitCode = 1;
  }
  for (const file of unstyledMantine(join(folder, 'assets'))) {
    process.stderr.write(
      `${face} draws with Mantine's ${file}, which renderer/ui/theme/mantine-styles.ts does not import.\n`,
    );
    process.exitCode = 1;
  }
  if (face === 'portal' && firstKb > portalLimitKb) {
    process.stderr.write(`The portal is over its ${portalLimitKb} kB.\n`);
    process.exitCode = 1;
  }
}
