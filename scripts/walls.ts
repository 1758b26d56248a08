/**
 * The walls of the house as data: which room may import what. An allow-list per room, so whatever is not named is
 * refused. ARCHITECTURE.md ("Rooms and walls") says why; `check-walls.ts` holds every source file against it.
 *
 * Biome's `noRestrictedImports` was measured first (2.5.15) and does not carry this: its patterns see the text of a
 * specifier, so `../packet.ts` means another room from `radius/` and the same room from `radius/dictionaries/`; it
 * misses `./../aaa/x.ts`, type imports (`import('…').T`) and worker files (`new URL('…', import.meta.url)`).
 */

export interface Room {
  /** How a refusal names the room. */
  readonly name: string;
  /** Paths that belong to it: a folder ends with `/`, `*` is one path segment. The first room that matches wins. */
  readonly holds: readonly string[];
  /** Paths of ours that it may import besides itself, written likewise; `all` = everything of ours. */
  readonly ours: readonly string[] | 'all';
  /** npm packages, by name without a subpath; a trailing `*` stands for a scope or a family. */
  readonly packages: readonly string[] | 'all';
  /** Node's own modules, without `node:`. */
  readonly node: readonly string[] | 'all';
  /** True where a specifier may be computed at run time, so that no wall can be checked through it. */
  readonly computedImports?: boolean;
}

const domain = 'shared/domain/';
const shared = 'shared/';
/** The store's words: commands and reads as types, the facts, the closed set of errors. No connection, no SQL. */
const storeWords = [
  'accounting-fact',
  'commands',
  'errors',
  'facts-protocol',
  'findings',
  'fold-commit',
  'installation',
  'reads',
].map((file) => `electron/engine/store/${file}.ts`);
/** What a capability shows to others: its service, and the few modules that were made to be shared; nothing behind. */
const services = [
  'electron/engine/*/service.ts',
  'electron/engine/*/*-service.ts',
  'electron/engine/alerts/finding-alerts.ts', // under which key a finding is an alert
  'electron/engine/directory/directory.ts', // who exists: the copy that follows the change feed
  'electron/engine/fleet/fleet.ts', // the routers' connections
  'electron/engine/fleet/figures.ts', // how their RADIUS did
  'electron/engine/fleet/health.ts', // how well a router is: the same word on the strip, in the list and in alerts
  'electron/engine/live/session-out.ts', // a session as the API and the live topics show it
  'electron/engine/coa/client.ts',
  'electron/engine/usage/session-book.ts', // who is online
  'electron/engine/quota/enforcement.ts', // what running sessions should have, and wait for
  'electron/engine/quota/rate-push.ts', // how a rate, or an end, reaches a running session
  'electron/engine/quota/session-push.ts',
  'electron/engine/subscribers/plan-of.ts', // rows to rules: the one way from a subscriber to a plan and a speed
  'electron/engine/subscribers/speed-of.ts',
];

const plainNode = ['buffer', 'crypto', 'events', 'perf_hooks', 'timers', 'timers/promises', 'util'];
const files = ['fs', 'fs/promises', 'os', 'path', 'stream', 'stream/promises', 'url', 'zlib'];
const faces = [
  'react',
  'react-dom',
  '@mantine/*',
  '@tabler/icons-react',
  '@tanstack/*',
  '@fontsource-variable/inter',
  'uplot',
  'wouter',
  'zustand',
];

const capability = {
  ours: [
    'electron/engine/store/client.ts',
    ...storeWords,
    'electron/engine/routeros/',
    'electron/engine/radius/',
    'electron/engine/aaa/client.ts',
    'electron/engine/aaa/counters.ts',
    ...services,
    shared,
  ],
  packages: ['csv-parse', 'ipaddr.js', 'pino', 'prom-client', 'temporal-polyfill', 'zod'],
  node: [...plainNode, ...files, 'net', 'worker_threads'],
};

export const rooms: readonly Room[] = [
  {
    name: 'shared/domain',
    holds: [domain],
    ours: [],
    packages: ['temporal-polyfill', 'ipaddr.js'],
    node: [],
  },
  { name: 'shared/contract', holds: ['shared/contract/'], ours: [domain], packages: ['zod'], node: [] },
  {
    // The engine's own, its hosts, its instruments (which look at every part), and the demo's entry.
    name: 'composition root',
    holds: [
      'electron/engine/*.ts',
      'electron/engine/host/',
      'electron/engine/metrics/',
      'electron/engine/demo/main.ts',
    ],
    ours: ['electron/engine/', shared, 'package.json'],
    packages: ['fastify', 'ipaddr.js', 'pino', 'pino-pretty', 'prom-client', 'temporal-polyfill', 'zod'],
    node: 'all',
  },
  { name: 'radius', holds: ['electron/engine/radius/'], ours: [domain], packages: [], node: ['buffer', 'crypto'] },
  {
    name: 'aaa', // no file, no SQLite, no router: the data plane never blocks
    holds: ['electron/engine/aaa/'],
    ours: ['electron/engine/radius/', ...storeWords, shared],
    packages: ['ipaddr.js'],
    node: [...plainNode, 'dgram', 'net', 'os', 'tls', 'url', 'worker_threads'],
  },
  {
    name: 'routeros',
    holds: ['electron/engine/routeros/'],
    ours: [shared],
    packages: ['ipaddr.js'],
    node: [...plainNode, 'net', 'tls'],
  },
  {
    name: 'store',
    holds: ['electron/engine/store/'],
    ours: [shared],
    packages: ['better-sqlite3', 'kysely', 'temporal-polyfill', 'ipaddr.js', 'zod'],
    node: 'all',
  },
  {
    name: 'api and portal',
    holds: ['electron/engine/api/', 'electron/engine/portal/'],
    ours: ['electron/engine/api/', ...services, ...storeWords, shared],
    packages: ['fastify', '@fastify/*', 'fastify-type-provider-zod', 'ipaddr.js', 'pino', 'prom-client', 'ws', 'zod'],
    node: [...plainNode, ...files, 'http', 'https', 'net', 'tls'],
  },
  {
    name: 'demo',
    holds: ['electron/engine/demo/'],
    ours: ['electron/engine/radius/', 'electron/engine/routeros/', shared],
    packages: ['ipaddr.js', 'temporal-polyfill'],
    node: 'all',
  },
  {
    name: 'coa', // a capability with a socket: CoA-Request and Disconnect-Request go out from here
    holds: ['electron/engine/coa/'],
    ours: capability.ours,
    packages: capability.packages,
    node: [...capability.node, 'dgram'],
  },
  {
    name: 'certificates', // the only code that makes certificates
    holds: ['electron/engine/certificates/'],
    ours: capability.ours,
    packages: [...capability.packages, '@peculiar/x509', 'reflect-metadata'],
    node: capability.node,
  },
  { name: 'capability', holds: ['electron/engine/*/'], ...capability }, // each other folder is a room of its own
  {
    name: 'cli', // talks to a running engine by its API, opens the database only when none runs
    holds: ['electron/cli/'],
    ours: ['electron/engine/', shared],
    packages: ['csv-parse', 'ipaddr.js', 'pino', 'temporal-polyfill', 'zod'],
    node: 'all',
  },
  {
    name: 'shell', // the only code that imports `electron`; it starts the engine by path and talks in messages
    holds: ['electron/main.ts', 'electron/preload.ts', 'electron/shell/'],
    ours: ['electron/main.ts', 'electron/preload.ts', 'electron/shell/', 'shared/contract/'],
    packages: ['electron', 'zod'],
    node: 'all',
  },
  { name: 'renderer/ui', holds: ['renderer/ui/'], ours: [shared], packages: [...faces, 'temporal-polyfill'], node: [] },
  {
    name: 'renderer/console',
    holds: ['renderer/console/'],
    ours: ['renderer/ui/', shared],
    packages: [...faces, 'temporal-polyfill'],
    node: [],
  },
  {
    name: 'renderer/portal',
    holds: ['renderer/portal/'],
    ours: ['renderer/ui/', shared],
    packages: [...faces, 'temporal-polyfill'],
    node: [],
  },
  {
    name: 'renderer/gallery', // pieces and pages side by side with sample data, for whoever works on them; not shipped
    holds: ['renderer/gallery/'],
    ours: ['renderer/', shared],
    packages: [...faces, 'temporal-polyfill'],
    node: [],
  },
  { name: 'tests', holds: ['tests/'], ours: 'all', packages: 'all', node: 'all', computedImports: true },
  {
    name: 'scripts',
    holds: ['scripts/', 'vite.renderer.config.ts', 'vitest.config.ts', 'playwright.config.ts'],
    ours: 'all',
    packages: 'all',
    node: 'all',
    computedImports: true,
  },
];

/** What a test, or a room's `testing/` folder, may import on top: test tools, independent clients, the simulated ISP. */
export const inTests = {
  matches: /\.test\.tsx?$|\.bench\.ts$|\/testing\//,
  ours: ['tests/', 'electron/engine/demo/'],
  packages: ['vitest', 'fast-check', 'radius', 'node-routeros', 'ws', 'better-sqlite3', 'ipaddr.js', 'pino'],
} as const;

/** Doubles and helpers for tests only: nothing that ships may import them. */
export const testing = /\/testing\//;
