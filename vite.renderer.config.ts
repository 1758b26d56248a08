import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import react from '@vitejs/plugin-react';
import { defineConfig, type InlineConfig, type Plugin, type UserConfig } from 'vite';

/** The two faces: each a small app of its own, built apart because they are served under different paths. */
const faces = {
  console: { base: '/', folder: 'console' },
  portal: { base: '/customer/', folder: 'portal' },
} as const;

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * A page stays unpainted until its own script has run: the remembered theme is known only then, and a light page must
 * not flash dark. `blocking` does that without an inline script, which the Content-Security-Policy would refuse.
 */
const paintAfterTheme: Plugin = {
  name: 'lastmile:paint-after-theme',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
};

/**
 * A page with an outline is painted before its scripts and styles are here: they are asked for as early, and stand
 * behind the outline, for what is in the head holds up the first paint. Scripts wait for the styles before them.
 */
const paintOutline: Plugin = {
  name: 'lastmile:paint-outline',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const behind: string[] = [];
      const take = (tag: string): string => {
        behind.push(tag.trim());
        return '';
      };
      const head = html
        .replaceAll(/ *<link rel="stylesheet" crossorigin [^>]*>\n/g, take)
        .replaceAll(/ *<script type="module" [^>]*><\/script>\n/g, take);
      const inOrder = behind.map((tag) => `    ${tag}\n`).join('');
      return head.replace(' </body>', ` ${inOrder.trimStart()}  </body>`.replace(/^ /, '   '));
    },
  },
};

/** Where a page imports zod from, see there. */
const zod = [{ find: /^zod$/, replacement: path('shared/contract/no-eval.ts') }];

/**
 * Runs the contract's outline at build time and puts its values in its place: a page that calls operations by their
 * names loads neither their schemas nor zod for it.
 */
const outlineAsData: Plugin = {
  name: 'lastmile:outline-as-data',
  apply: 'build',
  load: {
    filter: { id: /\/shared\/contract\/outline\.ts$/ },
    async handler(id) {
      const outline: Readonly<Record<string, unknown>> = await import(pathToFileURL(id).href);
      const constants = Object.entries(outline).map(([name, value]) => {
        const text = JSON.stringify(value);
        if (!isDeepStrictEqual(JSON.parse(text), value)) throw new TypeError(`${name} of ${id} is no plain data`);
        return `export const ${name} = ${text};\n`;
      });
      return { code: constants.join(''), moduleType: 'js' };
    },
  },
};

/** How one face is built. Everything is a hashed file of our own: no inline script, no data: URL, nothing fetched. */
export function buildConfig(face: keyof typeof faces): InlineConfig {
  const { base, folder } = faces[face];
  const paint = face === 'console' ? paintOutline : paintAfterTheme;
  return {
    configFile: false,
    root: path(`renderer/${folder}`),
    base,
    publicDir: path(`renderer/${folder}/public`),
    resolve: { alias: zod },
    plugins: [react(), outlineAsData, paint],
    build: {
      outDir: path(`out/renderer/${folder}`),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'baseline-widely-available',
      reportCompressedSize: false, // the build script measures
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // In a chunk of its own: only forms that judge what is typed load it.
              { name: 'zod', test: /node_modules\/zod\/|\/no-eval\.ts$/, priority: 2 },
              // What the page itself imports is one file: a first visit on a busy machine waits for each request.
              { name: 'page', tags: ['$initial'], priority: 1 },
              // So are the small parts of most views, and the tables with what stands around them.
              {
                name: 'parts',
                test: /\/renderer\/ui\/(?!chart|table\/.*\.tsx?$|filters\/FilterBar)/,
                minShareCount: 2,
              },
              { name: 'table', test: /\/renderer\/(ui\/table|ui\/filters|console\/list)\//, minShareCount: 2 },
            ],
          },
        },
      },
      chunkSizeWarningLimit: 800, // kB before compression: the console comes from this machine or the LAN
    },
  };
}

/** Where `npm run dev` finds the engine that answers. */
const engine = {
  console: process.env.LASTMILE_DEV_CONSOLE ?? 'http://127.0.0.1:8470',
  portal: process.env.LASTMILE_DEV_PORTAL ?? 'http://127.0.0.1:8480',
};

/** The engine accepts only its own Host and Origin, so the proxy speaks as the engine's own page. */
const proxyTo = (target: string) => ({ target, changeOrigin: true, ws: true, headers: { origin: target } });

/** The first word of an address and the page that answers it; everything else is a view of the console. */
const pages: Readonly<Record<string, string>> = {
  customer: '/portal/index.html',
  gallery: '/gallery/index.html',
  portal: '/portal/gallery/index.html',
};

/** One development server for all pages: an address that belongs to a view gets that page's index.html. */
const pagesInDevelopment: Plugin = {
  name: 'lastmile:pages',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const [, first = ''] = (request.url ?? '/').split(/[/?]/);
      if (request.headers.accept?.includes('text/html') && !first.startsWith('@')) {
        request.url = pages[first] ?? '/console/index.html';
      }
      next();
    });
  },
  // A page answers at many addresses, so what it loads must not be relative to the address.
  transformIndexHtml: {
    order: 'pre',
    handler: (html, { path: page }) =>
      html
        .replaceAll('"../../node_modules/', `"/@fs${path('node_modules/')}`)
        .replaceAll('"./', `"${page.slice(0, page.lastIndexOf('/') + 1)}`)
        .replaceAll(/"\/(before-paint\.js|outline\.css)"/g, '"/console/public/$1"'),
  },
};

export default defineConfig(({ command }): UserConfig => {
  if (command === 'build') return buildConfig('console'); // scripts/build-renderer.mjs builds both
  return {
    root: path('renderer'),
    appType: 'mpa',
    publicDir: false,
    cacheDir: path('node_modules/.vite'),
    resolve: { alias: zod },
    plugins: [react(), pagesInDevelopment],
    server: {
      host: '127.0.0.1',
      port: 5173,
      strictPort: true,
      fs: { allow: [path('.')] },
      proxy: {
        '/customer/api': proxyTo(engine.portal),
        '/api': proxyTo(engine.console),
        '/healthz': proxyTo(engine.console),
      },
    },
  };
});
