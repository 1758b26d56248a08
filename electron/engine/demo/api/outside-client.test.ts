/**
 * The simulated API judged from outside: node-routeros 1.6.9 is an independent client with its own parser. It dies of
 * `!empty`, which RouterOS says since 7.18, so the router is of version 7.16 where there may be no rows.
 */
import { RouterOSAPI } from 'node-routeros';
import { afterEach, describe, expect, it } from 'vitest';
import { connectRouter } from '../../routeros/connection.ts';
import { createSentenceDecoder, encodeSentence } from '../../routeros/sentence.ts';
import { openTransport } from '../../routeros/transport.ts';
import { modelOf } from '../models.ts';
import { startTestIsp, type TestIsp } from '../testing/isp.ts';

let test: TestIsp;
afterEach(() => test.end());

async function startVersion(version: string): Promise<RouterOSAPI> {
  test = await startTestIsp({ routers: [{ model: { ...modelOf(0), version } }] });
  const { address, apiPort, users } = test.isp.routers[0]!;
  const { name, password } = users[0]!;
  const api = new RouterOSAPI({ host: address, port: apiPort, user: name, password, timeout: 300 });
  api.on('error', () => {});
  await api.connect();
  return api;
}

describe('node-routeros', () => {
  it('logs in, prints with property list and query, and reads the rows', async () => {
    const api = await startVersion('7.16.1');
    for (const { username } of test.isp.subscribers) await test.isp.mustLogIn(username, 0);
    const { username, mac } = test.isp.subscribers[3]!;
    expect(await api.write('/ppp/active/print', ['=.proplist=name,caller-id,radius', `?name=${username}`])).toEqual([
      { name: username, 'caller-id': mac, radius: 'true' },
    ]);
    expect(await api.write('/interface/print', ['?type=pppoe-in'])).toHaveLength(10);
    expect(await api.write('/interface/print', ['?type=pppoe-in', '?type=ether', '?#|'])).toHaveLength(13);
  });

  it('adds, finds and removes a queue', async () => {
    const api = await startVersion('7.16.1');
    const added = await api.write('/queue/simple/add', ['=name=bw-x', '=target=10.0.0.2', '=max-limit=1M/2M']);
    expect(added).toMatchObject([{ ret: '*1' }]);
    expect(await api.write('/queue/simple/print', ['?name=bw-x'])).toMatchObject([{ 'max-limit': '1000000/2000000' }]);
    await api.write('/queue/simple/remove', ['=.id=*1']);
    expect(await api.write('/queue/simple/print', ['?name=bw-x'])).toEqual([]);
  });

  it('gets traps, and is refused with a wrong password', async () => {
    const api = await startVersion('7.16.1');
    await expect(api.write('/nonsense/print')).rejects.toThrow('no such command prefix');
    await expect(api.write('/ppp/active/print', ['=stats='])).rejects.toThrow('unknown parameter stats');
    const { address, apiPort } = test.isp.routers[0]!;
    const stranger = new RouterOSAPI({ host: address, port: apiPort, user: 'noc', password: 'wrong', timeout: 300 });
    stranger.on('error', () => {});
    await expect(stranger.connect()).rejects.toThrow('Username or password is invalid');
  });

  it('reads a table without rows from 7.16', async () => {
    const api = await startVersion('7.16.1');
    expect(await api.write('/ppp/active/print')).toEqual([]);
  });
});

/** The first words of the sentences that answer `/ppp/active/print` of an empty router. */
async function repliesOf(version: string): Promise<string[]> {
  test = await startTestIsp({ routers: [{ model: { ...modelOf(0), version } }] });
  const { address, apiPort, users } = test.isp.routers[0]!;
  const socket = await openTransport({ host: address, port: apiPort, tls: undefined }, new AbortController().signal);
  const decoder = createSentenceDecoder();
  const kinds: string[] = [];
  const ended = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      for (const { words } of decoder.push(chunk).sentences) kinds.push(words[0] ?? '');
      if (kinds.filter((kind) => kind === '!done').length === 2) resolve();
    });
  });
  socket.write(encodeSentence(['/login', `=name=${users[0]!.name}`, `=password=${users[0]!.password}`]));
  socket.write(encodeSentence(['/ppp/active/print', '.tag=1']));
  await ended;
  socket.destroy();
  return kinds;
}

it.each([
  ['7.16.1', ['!done', '!done']],
  ['7.17', ['!done', '!done']],
  ['7.18', ['!done', '!empty', '!done']],
  ['7.21.3', ['!done', '!empty', '!done']],
])('RouterOS %s says about no rows: %j', async (version, kinds) => {
  expect(await repliesOf(version)).toEqual(kinds);
});

it('our own client takes !empty for what it is', async () => {
  test = await startTestIsp({ routers: [{ model: { ...modelOf(0), version: '7.21.3' } }] });
  const { address, apiPort, users } = test.isp.routers[0]!;
  const client = await connectRouter({ host: address, port: apiPort, user: 'noc', password: users[0]!.password });
  expect((await client.command(['/ppp/active/print'])).rows).toEqual([]);
  expect((await client.command(['/system/identity/print'])).rows).toHaveLength(1);
  client.close();
});
