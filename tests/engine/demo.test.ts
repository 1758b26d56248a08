/**
 * `npm run demo` shows the product: half a minute after its start no view has an empty list. Which lists there are is
 * read from the console's sources, so that a new one is not forgotten here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/runtime.mjs';
import { operations } from '../../shared/contract/contract.ts';
import type { ReadyMessage } from '../../shared/contract/engine-messages.ts';
import { ApiSession } from './support/api-session.ts';

type Name = keyof typeof operations;
interface Ids {
  readonly subscriber: number;
  readonly nas: number;
  readonly pool: number;
}

const dayMs = 86_400_000;
/** The last day, as the views that ask for a period begin. */
const period = () => `from=${Date.now() - dayMs}&to=${Date.now()}`;
const day = (ago: number) => new Date(Date.now() - ago * dayMs).toISOString().slice(0, 10);

/** Where each list is read, and what of the answer is the list. */
const lists: { readonly [N in Name]?: (ids: Ids) => string } = {
  'alert.list': () => '/alerts',
  'audit.list': ({ subscriber }) => `/audit?entity=subscriber&entityId=${subscriber}`,
  'auth-log.causes': () => '/auth-log/causes',
  'auth-log.list': () => '/auth-log',
  'cdr.list': () => '/cdr',
  'certificate.list': () => '/certificates',
  'change.list': () => '/changes',
  'drop.list': () => '/drops',
  'finding.list': () => '/findings',
  'fup.list': () => '/fup?fup=active',
  'group.list': () => '/groups',
  'lease.list': () => '/ip-leases',
  'nas.doctor': ({ nas }) => `/nas/${nas}/doctor`,
  'nas.doctor-list': () => '/doctor',
  'nas.ip-pools': ({ nas }) => `/nas/${nas}/ip-pools`,
  'nas.list': () => '/nas',
  'nas.unknown-sources': () => '/unknown-sources',
  'overview.top': () => `/overview/top?${period()}`,
  'overview.traffic': () => `/overview/traffic?${period()}`,
  'pool.list': () => '/ip-pools',
  'radius.dictionary': () => '/radius/dictionary',
  'realm.list': () => '/realms',
  'service.list': () => '/services',
  'session.list': () => '/sessions',
  'subscriber.hours': ({ subscriber }) => `/subscribers/${subscriber}/hours?${period()}`,
  'subscriber.list': () => '/subscribers',
  'subscriber.receipts': ({ subscriber }) => `/subscribers/${subscriber}/receipts?${period()}`,
  'subscriber.sessions': ({ subscriber }) => `/subscribers/${subscriber}/sessions?${period()}`,
  'subscriber.usage': ({ subscriber }) => `/subscribers/${subscriber}/usage?fromDay=${day(30)}&toDay=${day(0)}`,
};

/** Lists that say nothing until somebody acts, and no view is empty without them. */
const empty: readonly Name[] = [
  'fup.undoable', // a reset of the last minutes
  'ip-history.find', // a question about one address
];

/** On an idle machine it takes 25 s. The engine stage runs another file beside this one. */
const deadlineMs = 60_000;

let demo: ChildProcess;
let api: ApiSession;
let startedAt: number;

beforeAll(async () => {
  startedAt = performance.now();
  demo = spawn(process.execPath, [fileURLToPath(new URL('../../electron/engine/demo/main.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LASTMILE_ADMIN_PASSWORD: 'lastmile-demo' },
  });
  const [line] = await once(createInterface({ input: demo.stdout! }), 'line');
  const { console } = JSON.parse(String(line)) as ReadyMessage;
  api = await ApiSession.login(console, 'admin', 'lastmile-demo');
});
afterAll(async () => {
  const ended = once(demo, 'exit');
  demo.kill('SIGTERM');
  await ended;
});

/** Reads until there is something. @throws with the last answer after the deadline */
async function filled<T>(path: string, has: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await api.get<T>(path);
    if (has(answer)) return answer;
    if (performance.now() - startedAt > deadlineMs)
      throw new Error(`${path} is ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
const hasItems = ({ items }: { items: readonly unknown[] }) => items.length > 0;

const sources = readdirSync(join(root, 'renderer', 'console'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
  .map((file) => readFileSync(join(root, 'renderer', 'console', file), 'utf8'));
/** Operations that answer with items, and that the console's sources name. */
const shown = (Object.keys(operations) as Name[]).filter((name) => {
  const { method, output } = operations[name];
  return (
    method === 'GET' &&
    'shape' in output &&
    'items' in output.shape &&
    sources.some((text) => text.includes(`'${name}'`))
  );
});

it('every list of a view is known here', () => {
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter((name) => lists[name] === undefined && !empty.includes(name))).toEqual([]);
});

it('half a minute after the start there is something in each', { timeout: 2 * deadlineMs }, async () => {
  const [ended] = (await filled<{ items: { subscriberId: number }[] }>('/cdr', hasItems)).items;
  const { items: sick } = await filled<{ items: { nasId: number; findings: number }[] }>('/doctor', ({ items }) =>
    items.some(({ findings }) => findings > 0),
  );
  const { items: pools } = await api.get<{ items: { id: number }[] }>('/ip-pools');
  const ids = {
    subscriber: ended!.subscriberId,
    nas: sick.find(({ findings }) => findings > 0)!.nasId,
    pool: pools[0]!.id,
  };
  for (const name of shown) {
    const path = lists[name]?.(ids);
    if (path !== undefined) await filled(path, hasItems);
  }
  await filled<{ addresses: readonly unknown[] }>(`/ip-pools/${ids.pool}/map`, ({ addresses }) => addresses.length > 0);
  await filled<{ families: readonly unknown[] }>('/storage', ({ families }) => families.length > 0);
  const { items: waiting } = await filled<{ items: { says: string }[] }>('/changes', ({ items }) =>
    items.some(({ says }) => says.includes('did not answer')),
  );
  expect(waiting.length).toBeGreaterThan(1);
});
