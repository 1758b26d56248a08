/**
 * Builds the console and the portal into out/renderer/, each under its own path, and says what they weigh.
 * Node 24 runs it (`npm run build`, `ensureRenderer`); everything it says goes to standard error.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { buildConfig } from '../vite.renderer.config.ts';

/** What the portal's first page may weigh, compressed: it is loaded on phones over the link that is being watched. */
const portalLimitKb = 150;

/**
 * Bytes after gzip of what a first visit loads: the page, its scripts and styles, and one font subset.
 *
 * @param {string} folder
 */
function firstVisitBytes(folder) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const linked = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css|woff2))"/g)].map(([, address = '']) => address);
  const files = linked.map((address) => join(folder, 'assets', address.split('/assets/')[1] ?? ''));
  const weights = files.map((file) => {
    const content = readFileSync(file);
    return file.endsWith('.woff2') ? content.length : gzipSync(content).length;
  });
  return gzipSync(html).length + weights.reduce((sum, bytes) => sum + bytes, 0);
}

for (const face of /** @type {const} */ (['console', 'portal'])) {
  const config = buildConfig(face);
  await build({ ...config, logLevel: 'warn' });
  const folder = String(config.build?.outDir);
  const firstKb = firstVisitBytes(folder) / 1024;
  const files = readdirSync(join(folder, 'assets')).length;
  process.stderr.write(`${face}: ${firstKb.toFixed(1)} kB compressed on a first visit, ${files} files\n`);
  if (face === 'portal' && firstKb > portalLimitKb) {
    process.stderr.write(`The portal is over its ${portalLimitKb} kB.\n`);
    process.exitCode = 1;
  }
}
