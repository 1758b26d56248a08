/**
 * The built portal in memory, compressed: ten files, half a megabyte. A path is looked up and never opened, so there is
 * no way out of the folder; a phone on a slow line loads a third of the bytes; the disk is not touched per visitor.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface PageFile {
  readonly body: Buffer;
  /** Undefined where compressing gains nothing. */
  readonly gzip: Buffer | undefined;
  readonly type: string;
  readonly etag: string;
  /** Vite puts a hash of the content into the names below assets/. */
  readonly isImmutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface PageFiles {
  /** By path below the folder, with `/`. */
  get(path: string): PageFile | undefined;
  /** What every screen's address shows; undefined while the portal is not built. */
  page(): PageFile | undefined;
}

/** Reads `folder` at once, and again when its page was built anew. */
export function createPageFiles(folder: string | undefined): PageFiles {
  let files: ReadonlyMap<string, PageFile> = new Map();
  let builtAt = Number.NaN;
  const refresh = (): void => {
    const at =
      folder === undefined
        ? Number.NaN
        : (statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN);
    if (Object.is(at, builtAt)) return;
    builtAt = at;
    files = folder === undefined || Number.isNaN(at) ? new Map() : readAll(folder);
  };
  refresh();
  return {
    get: (path) => files.get(path),
    page() {
      refresh();
      return files.get('index.html');
    },
  };
}

function readAll(folder: string): ReadonlyMap<string, PageFile> {
  const found = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full).split(sep).join('/');
    const body = readFileSync(full);
    const gzip = type.startsWith('text/') || /xml|json/.test(type) ? gzipSync(body, { level: 9 }) : undefined;
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    found.set(path, { body, gzip, type, etag, isImmutable: path.startsWith('assets/') });
  }
  return found;
}
