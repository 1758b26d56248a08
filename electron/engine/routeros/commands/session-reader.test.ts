import { afterEach, describe, expect, it } from 'vitest';
import { connectRouter } from '../connection.ts';
import { startFakeRouter } from '../testing/fake-router.ts';
import { formatDuration } from '../values.ts';
import type { RouterRequest, Row } from '../words.ts';
import { createSessionReader } from './session-reader.ts';

interface Session {
  user: string;
  mac: string;
  sessionId: string;
  uptimeSeconds: number;
  interfaceName: string;
  txBytes: number;
  service?: string;
}

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A router with these sessions; change the array and the next print shows it. */
async function connectToRouterWith(sessions: Session[]) {
  const print =
    (rowOf: (session: Session) => Row, isIn: (session: Session, request: RouterRequest) => boolean) =>
    ({ row, done }: { row(row: Row): void; done(): void }, request: RouterRequest) => {
      for (const session of sessions) if (isIn(session, request)) row(rowOf(session));
      done();
    };
  const router = await startFakeRouter({
    handlers: {
      '/ppp/active/print': print(
        ({ user, mac, sessionId, uptimeSeconds, service = 'pppoe' }) => ({
          name: user,
          service,
          'caller-id': mac,
          address: '10.20.30.40',
          uptime: formatDuration(uptimeSeconds),
          'session-id': sessionId,
          radius: 'true',
        }),
        () => true,
      ),
      '/interface/pppoe-server/print': print(
        ({ user, mac, uptimeSeconds, interfaceName }) => ({
          name: interfaceName,
          user,
          'remote-address': mac,
          uptime: formatDuration(uptimeSeconds),
        }),
        ({ user, service }, { queries }) => !service && (queries.length === 0 || queries.includes(`?user=${user}`)),
      ),
      '/interface/print': print(
        ({ interfaceName, txBytes }) => ({ name: interfaceName, 'rx-byte': `${txBytes + 1}`, 'tx-byte': `${txBytes}` }),
        ({ service }) => !service,
      ),
    },
  });
  ends.push(router.close);
  const connection = await connectRouter({ ...router, user: 'poller', password: 'secret' });
  ends.push(connection.close);
  const askedSince = (from: number) => router.requests.slice(from).map(({ command }) => command);
  return { router, connection, askedSince };
}

const session = (index: number, more: Partial<Session> = {}): Session => ({
  user: `ahmad.khalil${index}`,
  mac: `AA:BB:CC:DD:${String(index >> 8).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0').toUpperCase()}`,
  sessionId: `0x81D0${index.toString(16).padStart(4, '0').toUpperCase()}`,
  uptimeSeconds: 788_645,
  interfaceName: `<pppoe-ahmad.khalil${index}>`,
  txBytes: 98_765_432_100 + index,
  ...more,
});

describe('reading the sessions of a router, round after round', () => {
  it('looks up the interfaces once, then only those of new sessions', async () => {
    const sessions = [session(1), session(2)];
    const { router, connection, askedSince } = await connectToRouterWith(sessions);
    const reader = createSessionReader();
    const first = await reader.read(connection.command);
    expect(first.readings.map(({ user, downBytes, upBytes }) => [user, downBytes, upBytes])).toEqual([
      ['ahmad.khalil1', 98_765_432_101, 98_765_432_102],
      ['ahmad.khalil2', 98_765_432_102, 98_765_432_103],
    ]);
    expect(first.active.isComplete).toBe(true);
    expect(askedSince(1).toSorted()).toEqual([
      '/interface/pppoe-server/print',
      '/interface/print',
      '/ppp/active/print',
    ]);

    sessions[0]!.txBytes += 500;
    for (const one of sessions) one.uptimeSeconds += 30;
    let from = router.requests.length;
    const second = await reader.read(connection.command);
    expect(askedSince(from).toSorted()).toEqual(['/interface/print', '/ppp/active/print']);
    expect(second.readings[0]).toMatchObject({ downBytes: 98_765_432_601, uptimeSeconds: 788_675 });

    sessions.push(session(3));
    from = router.requests.length;
    const third = await reader.read(connection.command);
    expect(third.readings).toHaveLength(3);
    expect(router.requests.slice(from).find(({ queries }) => queries.includes('?user=ahmad.khalil3'))?.queries).toEqual(
      ['?user=ahmad.khalil3'],
    );
  });

  it('after a redial finds the new interface, beside the ghost of the old one', async () => {
    const old = session(1);
    const sessions = [old];
    const { connection } = await connectToRouterWith(sessions);
    const reader = createSessionReader();
    await reader.read(connection.command);
    sessions.push({ ...old, sessionId: '0x81D0FFFF', uptimeSeconds: 3, interfaceName: '<pppoe-x-1>', txBytes: 7 });
    const both = await reader.read(connection.command);
    expect(both.readings.map(({ acctSessionId, interfaceName }) => [acctSessionId, interfaceName]).toSorted()).toEqual([
      ['81d00001', '<pppoe-ahmad.khalil1>'],
      ['81d0ffff', '<pppoe-x-1>'],
    ]);
    sessions.shift();
    expect((await reader.read(connection.command)).readings).toMatchObject([
      { acctSessionId: '81d0ffff', downBytes: 7 },
    ]);
  });

  it('looks again when the uptime falls under the same session id, as after a reboot', async () => {
    const only = session(1);
    const { router, connection, askedSince } = await connectToRouterWith([only]);
    const reader = createSessionReader();
    await reader.read(connection.command);
    Object.assign(only, { uptimeSeconds: 2, interfaceName: 'elsewhere' });
    const from = router.requests.length;
    expect((await reader.read(connection.command)).readings).toMatchObject([{ interfaceName: 'elsewhere' }]);
    expect(askedSince(from)).toContain('/interface/pppoe-server/print');
  });

  it('looks again after an interface was renamed, one round later', async () => {
    const only = session(1);
    const { connection } = await connectToRouterWith([only]);
    const reader = createSessionReader();
    await reader.read(connection.command);
    only.interfaceName = 'renamed';
    expect(await reader.read(connection.command)).toMatchObject({ readings: [], skipped: { noCounters: 1 } });
    expect((await reader.read(connection.command)).readings).toMatchObject([{ interfaceName: 'renamed' }]);
  });

  it('reads all bindings for a name that a query might not match byte for byte', async () => {
    const { router, connection } = await connectToRouterWith([session(1, { user: 'علي' })]);
    expect((await createSessionReader().read(connection.command)).readings).toHaveLength(1);
    expect(router.requests.find(({ command }) => command === '/interface/pppoe-server/print')!.queries).toEqual([]);
  });

  it('counts sessions of other services and does not look for them', async () => {
    const { connection, askedSince } = await connectToRouterWith([session(1, { service: 'l2tp' })]);
    const round = await createSessionReader().read(connection.command);
    expect(round).toMatchObject({ readings: [], skipped: { otherService: 1, noBinding: 0 } });
    expect(round.active.rows).toHaveLength(1);
    expect(askedSince(1)).toHaveLength(2);
  });

  it('pain 21: 500 sessions cost at most 3 prints, and at most 150 KB a round once they are known', async () => {
    const sessions = Array.from({ length: 500 }, (_, index) => session(index));
    const { router, connection } = await connectToRouterWith(sessions);
    const reader = createSessionReader();
    const costOfRound = async () => {
      const [bytes, calls] = [connection.traffic(), router.requests.length];
      const { readings } = await reader.read(connection.command);
      const { sentBytes, receivedBytes } = connection.traffic();
      expect(readings).toHaveLength(500);
      return {
        bytes: sentBytes + receivedBytes - bytes.sentBytes - bytes.receivedBytes,
        calls: router.requests.length - calls,
      };
    };
    const first = await costOfRound();
    expect(first.calls).toBe(3);
    expect(first.bytes).toBeLessThan(200_000);

    // A busy half minute: four of them redial.
    for (let index = 0; index < 4; index++)
      Object.assign(sessions[index * 100]!, { uptimeSeconds: 5, txBytes: 1, sessionId: `0x81D1000${index}` });
    const later = await costOfRound();
    expect(later.calls).toBe(3);
    expect(later.bytes).toBeLessThan(150_000);
  });
});
