/**
 * A small town over some hours, from a seed: lines dial in, move bytes, redial and vanish; routers reboot and hand out
 * the same session ids again; packets are lost, late, repeated and shuffled; polls are missed; the engine is killed in
 * the middle of commits. An oracle beside it knows what each source has shown. At the end every login is one row with
 * exactly its bytes, and what was charged is their sum to the byte (pains 2, 3 and 5; X43, X47, X67).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountingFact } from '../../electron/engine/store/accounting-fact.ts';
import {
  aPlan,
  aReading,
  aSubscriber,
  Lab,
  MB,
  packetsOf,
  record,
  second,
  t0,
} from '../../electron/engine/usage/testing/lab.ts';

/** mulberry32: 32 bits of state are enough for a town. */
function createRandom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (limit: number) => Math.floor(next() * limit), chance: (share: number) => next() < share };
}

interface Login {
  readonly username: string;
  readonly acctSessionId: string;
  readonly startAt: number;
  readonly packets: ReturnType<typeof packetsOf>;
  down: number;
  up: number;
  /** What any source has shown at most: what the oracle expects of a login without a Stop. */
  shownDown: number;
  shownUp: number;
  isStopped: boolean;
  /** Whether the fold has heard of it at all. */
  isKnown: boolean;
}

const cycleMs = 30 * second;
const users = ['ali', 'bea', 'cem', 'dia', 'eli', 'fay'];

async function town(seed: number, cycles: number) {
  const random = createRandom(seed);
  // A gigabit plan: what is plausible is not the question here.
  const plan = aPlan({
    downKbps: 1_000_000,
    upKbps: 1_000_000,
    dailyTiers: [{ n: 1, fromBytes: 3_000 * MB, downKbps: 500_000, upKbps: 500_000 }],
  });
  const lab = new Lab({ services: [plan], subscribers: users.map((name, i) => aSubscriber(i + 1, name)) });
  await lab.open();
  const logins: Login[] = [];
  const online = new Map<string, Login>();
  const late: AccountingFact[] = [];
  let now = t0;
  /** Each line has ids of its own, so that after a reboot they are used again by the same user: the harder case. */
  const nextId = new Map<string, number>();
  let boots = 0;
  let bootedAt = t0 - 1_000 * second;

  const show = (login: Login): void => {
    login.shownDown = Math.max(login.shownDown, login.down);
    login.shownUp = Math.max(login.shownUp, login.up);
    login.isKnown = true;
  };
  /** On its way to the journal: at once, later, twice, or (an interim) never. */
  const transmit = (fact: AccountingFact, login?: Login): AccountingFact[] => {
    if (fact.status === 'Interim-Update' && random.chance(0.15)) return [];
    if (login) show(login);
    if (random.chance(0.15)) late.push(fact);
    if (random.chance(0.15)) {
      late.push(fact);
      return [];
    }
    return [fact];
  };
  const delayed = (fact: AccountingFact): AccountingFact => ({
    ...fact,
    at: now,
    delaySeconds: (now - fact.at) / second,
  });
  const dial = (username: string): AccountingFact[] => {
    const serial = (nextId.get(username) ?? 0) + 1;
    nextId.set(username, serial);
    const acctSessionId = (0x81000000 + 0x1000 * users.indexOf(username) + serial).toString(16);
    const loginClass = `lm-${username}-${boots}-${acctSessionId}`;
    const packets = packetsOf({ username, acctSessionId, startAt: now, loginClass });
    const login: Login = {
      username,
      acctSessionId,
      startAt: now,
      packets,
      down: 0,
      up: 0,
      shownDown: 0,
      shownUp: 0,
      isStopped: false,
      isKnown: false,
    };
    logins.push(login);
    online.set(username, login);
    login.isKnown = true;
    // Polling may meet a line before its Start comes. Not where its id is used again: then only the Start can tell.
    return boots === 0 ? transmit(packets.start()) : [packets.start()];
  };
  const secondsOf = ({ startAt }: Login): number => (now - startAt) / second;

  for (let cycle = 0; cycle < cycles; cycle++) {
    now += cycleMs;
    lab.now = now;
    const facts: AccountingFact[] = [];
    if (random.chance(0.02)) {
      // The router reboots: nobody says goodbye, and ids begin again. Half of them say Accounting-On.
      online.clear();
      nextId.clear();
      boots++;
      bootedAt = now - 20 * second;
      if (random.chance(0.5)) facts.push(record({ status: 'Accounting-On', at: now }));
    }
    for (const username of users) {
      const login = online.get(username);
      if (!login) {
        if (random.chance(0.6)) facts.push(...dial(username));
        continue;
      }
      login.down += random.below(40 * MB);
      login.up += random.below(4 * MB);
      if (random.chance(0.3))
        facts.push(...transmit(login.packets.interim(secondsOf(login), login.down, login.up), login));
      if (!random.chance(0.06)) continue;
      login.isStopped = true;
      facts.push(...transmit(login.packets.stop(secondsOf(login), login.down, login.up), login));
      online.delete(username);
      if (random.chance(0.5)) facts.push(...dial(username));
    }
    for (let i = late.length - 1; i >= 0; i--) if (random.chance(0.3)) facts.push(delayed(late.splice(i, 1)[0]!));
    if (random.chance(0.3)) facts.sort(() => random.below(3) - 1);

    if (random.chance(0.08)) {
      // A NAS gives up after a few tries: nothing that was sent to one engine is repeated to the next one.
      await lab.send(...late.splice(0).map(delayed));
      let left = random.below(3);
      const when = random.chance(0.5) ? ('before' as const) : ('after' as const);
      lab.store.killer = () => (left-- === 0 ? when : undefined);
    }
    lab.store.append(...facts);
    for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (lab.store.isDead) await lab.restart();
    await lab.settled();

    if (random.chance(0.85)) {
      const readings = [...online.values()].map((login) =>
        aReading({
          username: login.username,
          acctSessionId: login.acctSessionId,
          mac: 'AA:BB:CC:00:00:01',
          interfaceName: `<pppoe-${login.username}>`,
          uptimeSeconds: secondsOf(login),
          downBytes: login.down,
          upBytes: login.up,
        }),
      );
      const listing = lab.list(now, readings, { bootedAt }).then(() => 'folded' as const);
      const turns = (async () => {
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
        return 'late' as const;
      })();
      const end = await Promise.race([listing, turns]);
      // Killed with the listing half stored, the next engine reads the router again.
      if (end === 'late' && lab.store.isDead) await (await lab.restart()).list(now, readings, { bootedAt });
      else await listing;
      for (const login of online.values()) show(login);
    }
    lab.store.killer = () => undefined;
    await lab.usage.catchUp();
    await lab.settled();
  }
  now += cycleMs;
  await lab.send(...late.map(delayed));
  // The last lines hang up.
  await lab.send(
    ...[...online.values()].map((login) => {
      login.isStopped = true;
      show(login);
      return login.packets.stop(secondsOf(login), login.down, login.up);
    }),
  );
  // And the router lists nobody any more.
  for (let i = 1; i <= 2; i++) await lab.list(now + i * cycleMs, []);
  return { lab, logins };
}

describe('a town', () => {
  it('is charged what its lines moved, each login once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const { lab, logins } = await town(seed, 60);
        expect(lab.findings.filter(({ kinds }) => kinds.includes('quarantined'))).toEqual([]);
        const known = logins.filter(({ isKnown }) => isKnown);
        const rows = lab.sessions.map((row) => [
          row.username,
          row.loginClass.split('-').slice(2).join('-'),
          row.downBytes,
          row.upBytes,
        ]);
        const expected = known.map((login) => {
          const loginClass = login.packets.start().loginClass!;
          const [down, up] = login.isStopped ? [login.down, login.up] : [login.shownDown, login.shownUp];
          return [login.username, loginClass.split('-').slice(2).join('-'), down, up];
        });
        expect(rows.sort()).toEqual(expected.sort());

        for (const [i, username] of users.entries()) {
          const mine = expected.filter(([name]) => name === username) as [string, string, number, number][];
          const down = mine.reduce((sum, [, , bytes]) => sum + bytes, 0);
          const up = mine.reduce((sum, [, , , bytes]) => sum + bytes, 0);
          const counters = lab.counters(i + 1);
          expect(counters).toMatchObject({
            monthlyDownloadUsed: down,
            monthlyUploadUsed: up,
            monthlyQuotaUsed: down + up,
            isOnline: false,
          });
          expect(lab.receiptSum(i + 1)).toEqual({ down, up, counted: down + up });
          const hours = [...lab.state.hourly.values()].filter(({ subscriberId }) => subscriberId === i + 1);
          expect(hours.reduce((sum, { countedBytes }) => sum + countedBytes, 0)).toBe(down + up);
          const isThrottled = counters.dailyQuotaUsed >= 3_000 * MB;
          expect(counters.fupLevel).toBe(isThrottled ? 1 : 0);
          expect(lab.state.rateOf(i + 1)).toBe(isThrottled ? '500M/500M' : '1000M/1000M');
        }
        expect(lab.online).toEqual([]);
        expect(lab.sessions.every(({ stopAt }) => stopAt !== null)).toBe(true);
        expect(lab.errors).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
