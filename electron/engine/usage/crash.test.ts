import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { FakeStore } from './testing/fake-store.ts';
import { aReading, aSubscriber, GB, Lab, MB, openLab, packetsOf, record, second, t0 } from './testing/lab.ts';

const names = ['ali', 'mona', 'omar'];
const population = () => names.map((name, i) => aSubscriber(i + 1, name));

/** Lives of three lines over `count` records: logins, interims, Stops, reboots, repeats and late ones. */
function journal(seed: readonly number[]): AccountingFact[] {
  const facts: AccountingFact[] = [];
  const lines = names.map((username, i) => ({
    username,
    login: 0,
    startAt: 0,
    bytes: 0,
    isUp: false,
    hasClass: i > 0,
  }));
  let at = t0;
  for (const dice of seed) {
    at += 20 * second + (dice % 7) * second;
    const line = lines[dice % lines.length]!;
    const packets = packetsOf({
      username: line.username,
      acctSessionId: `8100000${line.login}`,
      startAt: line.startAt,
      ...(line.hasClass ? { loginClass: `lm-${line.username}-${line.login}` } : {}),
    });
    const seconds = (at - line.startAt) / second;
    const what = dice % 11;
    if (!line.isUp) {
      Object.assign(line, { login: line.login + 1, startAt: at, bytes: 0, isUp: true });
      const loginClass = line.hasClass ? { loginClass: `lm-${line.username}-${line.login}` } : {};
      facts.push({ ...packets.start(), at, acctSessionId: `8100000${line.login}`, ...loginClass });
      continue;
    }
    line.bytes += (dice % 97) * 100_000;
    if (what < 6) facts.push(packets.interim(seconds, line.bytes, Math.floor(line.bytes / 10)));
    else if (what < 8) {
      facts.push(packets.stop(seconds, line.bytes, Math.floor(line.bytes / 10)));
      line.isUp = false;
    } else if (what < 10) {
      const again = facts[dice % facts.length]!;
      facts.push({ ...again, at, delaySeconds: (at - again.at) / second + (again.delaySeconds ?? 0) });
    } else {
      facts.push(record({ status: 'Accounting-On', at }));
      for (const one of lines) one.isUp = false;
    }
  }
  return facts;
}

/** Everything that the fold wrote, without the receipts' order and the moment of the writing. */
const outcome = (lab: Lab) => ({
  cursor: lab.state.cursor,
  sessions: lab.sessions,
  counters: names.map((_, i) => lab.counters(i + 1)),
  rates: names.map((_, i) => lab.state.rateOf(i + 1)),
  hourly: [...lab.state.hourly.values()].map((row) => JSON.stringify(row)).sort(),
  daily: [...lab.state.daily.values()],
  receipts: lab.state.receipts.map((row) => JSON.stringify(row)).sort(),
});

const seeds = fc.array(fc.nat(10_000), { minLength: 5, maxLength: 60 });

describe('exactly once', () => {
  it('a crash before or after any commit, and the replay from the cursor, change nothing of the result', async () => {
    await fc.assert(
      fc.asyncProperty(
        seeds,
        fc.array(
          fc.record({
            commit: fc.nat(6),
            when: fc.constantFrom('before' as const, 'after' as const),
            batch: fc.integer({ min: 1, max: 20 }),
          }),
          { maxLength: 6 },
        ),
        async (seed, crashes) => {
          const facts = journal(seed);
          const calm = await openLab({ subscribers: population() });
          await calm.send(...facts);

          const rough = new Lab({ subscribers: population() });
          await rough.open();
          rough.now = calm.now;
          let sent = 0;
          for (const { commit, when, batch } of crashes) {
            let left = commit;
            rough.store.killer = () => (left-- === 0 ? when : undefined);
            rough.store.append(...facts.slice(sent, sent + batch));
            sent += Math.min(batch, facts.length - sent);
            for (let turn = 0; turn < 60 && !rough.store.isDead; turn++)
              await new Promise((resolve) => setImmediate(resolve));
            await rough.restart();
          }
          await rough.send(...facts.slice(sent));
          expect(outcome(rough)).toEqual(outcome(calm));
          expect(rough.errors).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with polls in between, whatever is lost with a crash is counted by the next listing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ mb: fc.nat(30), crash: fc.constantFrom('before', 'after', 'none'), hasInterim: fc.boolean() }),
          { minLength: 1, maxLength: 12 },
        ),
        async (cycles) => {
          const lab = await openLab();
          const line = packetsOf({ username: 'ali', acctSessionId: '81000001', startAt: t0, loginClass: 'lm-1' });
          await lab.send(line.start());
          let bytes = 0;
          for (const [i, { mb, crash, hasInterim }] of cycles.entries()) {
            const seconds = (i + 1) * 30;
            bytes += mb * MB;
            if (hasInterim) await lab.send(line.interim(seconds - 1, bytes));
            if (crash !== 'none') lab.store.killer = () => crash as 'before' | 'after';
            const listing = lab.list(t0 + seconds * second, [aReading({ uptimeSeconds: seconds, downBytes: bytes })]);
            if (crash === 'none') await listing;
            else {
              for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
              await lab.restart();
            }
          }
          await lab.send(line.stop(cycles.length * 30 + 10, bytes));
          expect(lab.counters().dailyQuotaUsed).toBe(bytes);
          expect(lab.receiptSum().counted).toBe(bytes);
          expect(lab.sessions).toMatchObject([{ downBytes: bytes }]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a disk that refuses', () => {
  const line = packetsOf({ username: 'ali', acctSessionId: '81000001', startAt: t0, loginClass: 'lm-1' });
  let lab: Lab;
  afterEach(() => lab.usage.close().catch(() => undefined));

  it('the same commit is tried until it is taken, and everything is counted once', async () => {
    lab = await openLab();
    lab.store.refusals = 3;
    await lab.send(line.start(), line.interim(60, 10 * MB), line.stop(90, 20 * MB));
    expect(lab.counters().dailyQuotaUsed).toBe(20 * MB);
    expect(lab.receiptSum().counted).toBe(20 * MB);
    expect(lab.errors.some((text) => text.includes('waits for the disk'))).toBe(true);
  });

  it('listeners hear nothing before the commit is taken', async () => {
    lab = await openLab({
      subscribers: [
        aSubscriber(1, 'ali', { counters: { ...aSubscriber(1, 'ali').counters, dailyQuotaUsed: 5 * GB - MB } }),
      ],
    });
    await lab.send(line.start());
    lab.store.refusals = Number.POSITIVE_INFINITY;
    lab.store.append(line.interim(60, 10 * MB));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(lab.rates).toEqual([]);
    lab.store.refusals = 0;
    await lab.settled();
    expect(lab.rates).toHaveLength(1);
  });

  it('closing does not wait for it, and the next start begins where the last commit was', async () => {
    lab = await openLab();
    await lab.send(line.start());
    lab.store.refusals = Number.POSITIVE_INFINITY;
    lab.store.append(line.interim(60, 10 * MB));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    const waiting = [lab.usage.catchUp().catch(() => undefined), lab.usage.catchUp().catch(() => undefined)];
    await lab.usage.close();
    await Promise.all(waiting);
    lab.store.refusals = 0;
    expect(lab.state.cursor).toBe(1);
    await lab.restart();
    expect(lab.counters().dailyQuotaUsed).toBe(10 * MB);
  });

  it('while it refuses, catching up is asked once and not once per cycle', async () => {
    lab = await openLab();
    lab.store.refusals = 2;
    lab.store.append(line.start());
    await new Promise((resolve) => setImmediate(resolve));
    const first = lab.usage.catchUp();
    const others = Array.from({ length: 100 }, () => lab.usage.catchUp());
    expect(new Set([first, ...others]).size).toBe(1);
    await first;
  });
});

describe('steps', () => {
  const line = packetsOf({ username: 'ali', acctSessionId: '81000001', startAt: t0, loginClass: 'lm-1' });

  it('accounting that never ends does not hold up listings and resets', async () => {
    const lab = await openLab();
    await lab.send(line.start());
    let seconds = 0;
    // With every commit the next record is there already.
    lab.store.killer = () => {
      if (seconds < 2_000) lab.store.append(line.interim(++seconds, seconds));
      return undefined;
    };
    lab.store.append(line.interim(++seconds, 1));
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    await lab.usage.catchUp();
    expect(seconds).toBeLessThan(200);
    lab.store.killer = () => undefined;
  });

  it('a clock that NAS records contradict is told once, and once when it is right again (X46)', async () => {
    const told: unknown[] = [];
    const listeners = {
      onClockFinding: (nasId: number) => told.push(nasId),
      onClockRight: (nasId: number) => told.push(`${nasId} right`),
    };
    const lab = new Lab({ listeners });
    await lab.open();
    const wrong = { eventAt: Date.UTC(1970, 0, 2) };
    await lab.send({ ...line.start(), ...wrong }, { ...line.interim(30, MB), ...wrong });
    expect(told).toEqual([1]);
    await lab.send(line.interim(60, MB), { ...line.interim(90, MB), ...wrong }, line.interim(120, MB));
    expect(told).toEqual([1]);
    await lab.send(line.interim(90 + 1800, MB), { ...line.interim(90 + 1830, MB), ...wrong });
    expect(told).toEqual([1, '1 right', 1]);
  });

  it('after the end nothing is begun', async () => {
    const lab = await openLab();
    await lab.usage.close();
    await expect(lab.usage.catchUp()).rejects.toThrow('closed');
    lab.store.append(line.start());
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(lab.state.cursor).toBe(0);
    expect(lab.errors).toEqual([]);
  });

  it('memory that could not be read back is read back before anything else is done', async () => {
    const lab = await openLab();
    await lab.send(line.start(), line.interim(30, 5 * MB));
    const { engine } = lab.store.reads;
    const subscribersByIds = engine.subscribersByIds.bind(engine);
    engine.subscribersByIds = async () => {
      throw new Error('database is locked');
    };
    const attempt = lab.usage.change(({ batch }) => {
      const account = lab.usage.accounts.get(1)!;
      batch.account(account);
      account.usage.dailyCountedBytes = 9 * GB;
      throw new Error('half-way');
    });
    await expect(attempt).rejects.toThrow();
    await expect(lab.usage.catchUp()).rejects.toThrow('locked');
    expect(lab.counters().dailyQuotaUsed).toBe(5 * MB);
    engine.subscribersByIds = subscribersByIds;
    await lab.usage.catchUp();
    await lab.send(line.interim(60, 10 * MB));
    expect(lab.counters().dailyQuotaUsed).toBe(10 * MB);
  });
});

describe('what breaks in the middle', () => {
  const line = packetsOf({ username: 'ali', acctSessionId: '81000001', startAt: t0, loginClass: 'lm-1' });

  it('a record that cannot be folded is logged and passed over; the others are folded', async () => {
    const lab = await openLab();
    const poison = { ...line.interim(30, MB), callingStationId: 'boom' };
    const find = lab.usage.book.find.bind(lab.usage.book);
    lab.usage.book.find = (fact, at) => {
      if (fact.callingStationId === 'boom') throw new Error('a bug of ours');
      return find(fact, at);
    };
    await lab.send(line.start(), poison, line.interim(60, 10 * MB));
    expect(lab.counters().dailyQuotaUsed).toBe(10 * MB);
    expect(lab.state.cursor).toBe(3);
    expect(lab.errors).toHaveLength(1);
  });

  it('a record whose commit the store rejects is passed over alone; nothing of the others is lost', async () => {
    const lab = await openLab({ subscribers: population() });
    const mona = packetsOf({ username: 'mona', acctSessionId: '81000002', startAt: t0, loginClass: 'lm-2' });
    lab.store.killer = (commit) => {
      if (commit.sessions.some(({ username, downBytes }) => username === 'mona' && downBytes === 7 * MB))
        throw new Error('a bug of the writer');
      return undefined;
    };
    await lab.send(
      line.start(),
      mona.start(),
      line.interim(30, 4 * MB),
      mona.interim(30, 7 * MB),
      line.interim(60, 10 * MB),
    );
    expect(lab.counters(1).dailyQuotaUsed).toBe(10 * MB);
    expect(lab.state.cursor).toBe(5);
    await lab.send(mona.interim(60, 9 * MB));
    expect(lab.counters(2).dailyQuotaUsed).toBe(9 * MB);
    expect(lab.receiptSum(1).counted).toBe(10 * MB);
  });

  it('a change that the store refuses leaves memory as the store has it', async () => {
    const lab = await openLab();
    const attempt = lab.usage.change(({ batch }) => {
      const account = lab.usage.accounts.get(1)!;
      account.usage.dailyCountedBytes = 9 * GB;
      batch.account(account);
      batch.undo(77);
    });
    await expect(attempt).rejects.toThrow('undone already');
    await lab.send(line.start(), line.interim(60, 10 * MB));
    expect(lab.counters().dailyQuotaUsed).toBe(10 * MB);
  });

  it('a change that throws half-way leaves nothing behind', async () => {
    const lab = await openLab();
    const attempt = lab.usage.change(({ batch }) => {
      const account = lab.usage.accounts.get(1)!;
      account.usage.dailyCountedBytes = 9 * GB;
      batch.account(account);
      throw new Error('half-way');
    });
    await expect(attempt).rejects.toThrow('half-way');
    await lab.usage.catchUp();
    expect(lab.usage.accounts.get(1)?.usage.dailyCountedBytes).toBe(0);
    expect(lab.counters().dailyQuotaUsed).toBe(0);
  });

  it('a listener that throws is logged, and the others hear', async () => {
    const lab = await openLab({
      subscribers: population().map((one) => ({ ...one, counters: { ...one.counters, dailyQuotaUsed: 5 * GB - MB } })),
    });
    const push = lab.rates.push.bind(lab.rates);
    lab.rates.push = (change) => {
      if (change.username === 'ali') throw new Error('listener');
      return push(change);
    };
    await lab.list(
      t0 + 60 * second,
      names.map((username, i) => aReading({ username, acctSessionId: `8100000${i}`, downBytes: 5 * MB })),
    );
    expect(lab.rates.map(({ username }) => username)).toEqual(['mona', 'omar']);
    expect(lab.state.sessions.size).toBe(3);
    expect(lab.errors).toHaveLength(1);
  });

  it('facts that cannot be read are tried again later, without a storm and without an unhandled rejection', async () => {
    const lab = await openLab();
    const { engine } = lab.store.reads as { engine: { facts: FakeStore['reads']['engine']['facts'] } };
    const facts = engine.facts.bind(engine);
    let calls = 0;
    engine.facts = async (after, limit) => {
      if (++calls <= 2) throw new Error('database is locked');
      return facts(after, limit);
    };
    const unhandled: unknown[] = [];
    const listener = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listener);
    await lab.send(line.start(), line.interim(60, 10 * MB));
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
    expect(calls).toBeLessThan(8);
    expect(lab.counters().dailyQuotaUsed).toBe(10 * MB);
  });
});
