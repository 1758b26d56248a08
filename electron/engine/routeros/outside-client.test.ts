import { RouterOSAPI } from 'node-routeros';
import { afterEach, expect, it } from 'vitest';
import { type FakeRouter, type FakeRouterOptions, startFakeRouter } from './testing/fake-router.ts';

/**
 * Our codec as a router, judged from outside: node-routeros 1.6.9 is an independent client with its own parser. What it
 * cannot do (`!empty`, UTF-8, a late terminator, lost connections) is left out, so a failure here is ours.
 */
let router: FakeRouter;
let api: RouterOSAPI;
afterEach(async () => {
  await router.close();
});

async function connectOutsideClient(options: FakeRouterOptions): Promise<void> {
  router = await startFakeRouter(options);
  api = new RouterOSAPI({ host: router.host, port: router.port, user: 'poller', password: 'secret', timeout: 300 });
  api.on('error', () => {});
  await api.connect();
}

const interfaces = Array.from({ length: 500 }, (_, index) => ({
  '.id': `*${index.toString(16).toUpperCase()}`,
  name: `<pppoe-user${index}>`,
  // Lengths around the borders of the one- and two-octet prefix (127/128 with "=comment=").
  comment: 'c'.repeat(100 + (index % 40)),
  'rx-byte': String(index * 1_000_000_007),
}));

it('an independent client logs in and reads 500 rows that our codec wrote', async () => {
  await connectOutsideClient({
    handlers: {
      '/interface/print': (answer) => {
        for (const row of interfaces) answer.row(row);
        answer.done();
      },
    },
  });
  expect(await api.write('/interface/print', ['=.proplist=.id,name,comment,rx-byte', '?type=pppoe-in'])).toEqual(
    interfaces,
  );
  expect(router.requests.at(-1)).toMatchObject({
    command: '/interface/print',
    attributes: { '.proplist': '.id,name,comment,rx-byte' },
    queries: ['?type=pppoe-in'],
  });
});

it('a word of 20,000 bytes, which has a three-octet prefix, arrives in both directions', async () => {
  const source = ':log info x;'.repeat(1700);
  await connectOutsideClient({
    handlers: {
      '/system/script/add': (answer, { attributes }) => {
        answer.row({ source: attributes.source! });
        answer.done({ ret: '*1' });
      },
    },
  });
  expect(await api.write('/system/script/add', [`=source=${source}`])).toMatchObject([{ source }, { ret: '*1' }]);
  expect(router.requests.at(-1)!.attributes.source).toBe(source);
});

it('an independent client reads our trap, and goes on', async () => {
  await connectOutsideClient({});
  await expect(api.write('/nonsense')).rejects.toThrow('no such command prefix');
  expect(await api.write('/system/identity/print')).toEqual([{ name: 'fake' }]);
});

it('an independent client is refused with a wrong password', async () => {
  await expect(connectOutsideClient({ password: 'another' })).rejects.toThrow('Username or password is invalid');
});

it('200 commands at once by an independent client are told apart by its tags', async () => {
  await connectOutsideClient({
    handlers: {
      '/x': (answer, { attributes }) => {
        answer.row({ id: attributes.id! });
        answer.done();
      },
    },
  });
  const ids = Array.from({ length: 200 }, (_, id) => `${id}`);
  const rows = await Promise.all(ids.map((id) => api.write('/x', [`=id=${id}`])));
  expect(rows).toEqual(ids.map((id) => [{ id }]));
});
