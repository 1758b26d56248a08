/**
 * Goal: whichever way a snapshot's parts and the changes of the sessions come, the table ends the same.
 * Method: the sessions and a random history of them; parts are cut anywhere, changes stand anywhere between them.
 */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import type { Delta } from '../../../shared/contract/topics.ts';
import { createSessionFold } from './session-fold.ts';
import { createSessionRows } from './session-rows.ts';

type Change = Delta<'sessions'>;

const session = (id: number, downBytes = 0, username = `user${id}`): LiveSession => ({
  id,
  acctSessionId: `s${id}`,
  subscriberId: id,
  username,
  fullName: null,
  serviceId: 1,
  serviceName: 'Fiber',
  nasId: 1,
  nasName: 'tower',
  nasIpAddress: '10.0.0.1',
  nasPortId: '',
  framedIpAddress: '100.64.0.1',
  framedIpv6Prefix: '',
  delegatedIpv6Prefix: '',
  callingStationId: '',
  calledStationId: '',
  startAt: 1,
  updateAt: 1,
  stopAt: null,
  sessionSeconds: 0,
  downBytes,
  upBytes: 0,
  terminateCause: '',
  closedBy: '',
  fupLevel: 0,
  monthlyFupLevel: 0,
  rate: null,
  appliedRateLimit: null,
  isRateVerified: false,
  change: null,
});
const change = (some: Partial<Change>): Change => ({ at: 1, opened: [], changed: [], ticks: [], closed: [], ...some });

function folding() {
  const rows = createSessionRows();
  const onPart = vi.fn();
  const onReady = vi.fn();
  const onChanged = vi.fn();
  const fold = createSessionFold({ rows, onPart, onReady, onChanged });
  /** What the table shows, by id; trends say how often a row was told and differ by design. */
  const table = () =>
    [...rows.all()]
      .map(({ session: { id, username }, downBps, downBytes }) => ({ id, username, downBps, downBytes }))
      .sort((a, b) => a.id - b.id);
  return { rows, fold, onPart, onReady, onChanged, table };
}

const someId = fc.integer({ min: 1, max: 12 });
const someChange: fc.Arbitrary<Change> = fc.oneof(
  someId.map((id) => change({ closed: [id] })),
  fc.tuple(someId, fc.nat(99)).map(([id, bytes]) => change({ opened: [session(id, bytes)] })),
  fc.tuple(someId, fc.nat(99)).map(([id, bytes]) => change({ changed: [session(id, bytes, `renamed${bytes}`)] })),
  fc.tuple(someId, fc.nat(99)).map(([id, bytes]) => change({ ticks: [[id, bytes, null, bytes, bytes]] })),
);

describe('the sessions from a snapshot in parts', () => {
  it('any cut and any interleaving of parts and changes end in the same table', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(someId),
        fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }),
        fc.array(someChange, { maxLength: 12 }),
        fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
        (ids, sizes, changes, turns) => {
          const sessions = ids.map((id) => session(id));
          const whole = folding();
          whole.fold.snapshot({ at: 1, sessions }, 0);
          for (const one of changes) whole.fold.delta(one);

          const inParts = folding();
          const cuts: LiveSession[][] = [];
          let rest = sessions;
          for (const size of sizes) {
            cuts.push(rest.slice(0, size));
            rest = rest.slice(size);
          }
          cuts.push(rest);
          const parts = cuts.slice(1);
          const later = [...changes];
          inParts.fold.snapshot({ at: 1, sessions: cuts[0] }, parts.length);
          for (const isPart of turns) {
            const next = isPart ? parts.shift() : undefined;
            if (next) inParts.fold.part({ sessions: next });
            else if (later.length > 0) inParts.fold.delta(later.shift());
          }
          for (const part of parts) inParts.fold.part({ sessions: part });
          for (const one of later) inParts.fold.delta(one);

          expect(inParts.table()).toEqual(whole.table());
          expect(inParts.onReady).toHaveBeenCalledTimes(1);
        },
      ),
    );
  });

  it('one that broke off anywhere leaves nothing in the next one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(someId),
        fc.uniqueArray(someId),
        fc.integer({ min: 0, max: 3 }),
        fc.array(someChange, { maxLength: 6 }),
        (before, after, came, changes) => {
          const { fold, table } = folding();
          fold.snapshot({ at: 1, sessions: before.map((id) => session(id, 5)) }, 4);
          for (let part = 0; part < came; part++) fold.part({ sessions: [session(20 + part)] });
          for (const one of changes) fold.delta(one);
          fold.snapshot({ at: 2, sessions: after.map((id) => session(id, 7)) }, 0);
          expect(table().map(({ id, downBytes }) => [id, downBytes])).toEqual(
            after.toSorted((a, b) => a - b).map((id) => [id, 7]),
          );
        },
      ),
    );
  });

  it('is ready with its last part and not before, and what was shown stays until then', () => {
    const { fold, onReady, table } = folding();
    fold.snapshot({ at: 1, sessions: [session(1), session(2)] }, 0);
    expect(onReady).toHaveBeenCalledTimes(1);
    fold.snapshot({ at: 2, sessions: [session(2)] }, 2);
    fold.part({ sessions: [session(3)] });
    expect(onReady).toHaveBeenCalledTimes(1);
    expect(table().map(({ id }) => id)).toEqual([1, 2, 3]);
    fold.part({ sessions: [] });
    expect(onReady).toHaveBeenCalledTimes(2);
    expect(table().map(({ id }) => id)).toEqual([2, 3]);
  });

  it('a part without a snapshot, and one that is not the contract, are thrown back and change nothing', () => {
    const { fold, table } = folding();
    expect(() => fold.part({ sessions: [session(1)] })).toThrow('a part of no snapshot');
    fold.snapshot({ at: 1, sessions: [session(1)] }, 1);
    for (const strange of [{}, { sessions: null }, 'sessions']) expect(() => fold.part(strange)).toThrow(TypeError);
    expect(table().map(({ id }) => id)).toEqual([1]);
  });

  it('only what is more than numbers is told as a change', () => {
    const { fold, onChanged } = folding();
    fold.snapshot({ at: 1, sessions: [session(1)] }, 0);
    fold.delta(change({ ticks: [[1, 5, 5, 5, 5]] }));
    expect(onChanged).not.toHaveBeenCalled();
    fold.delta(change({ closed: [1] }));
    expect(onChanged).toHaveBeenCalledTimes(1);
  });

  it('another operator starts with nothing', () => {
    const { fold, table } = folding();
    fold.snapshot({ at: 1, sessions: [session(1)] }, 3);
    fold.reset();
    expect(table()).toEqual([]);
    expect(() => fold.part({ at: 1, sessions: [session(2)] })).toThrow(RangeError);
  });
});

it('says that some sessions are here before all are, and of a snapshot in one piece only that all are', () => {
  const { fold, onPart, onReady, table } = folding();
  fold.snapshot({ at: 1, sessions: [session(1)] }, 1);
  expect(table()).toHaveLength(1);
  expect([onPart.mock.calls.length, onReady.mock.calls.length]).toEqual([1, 0]);
  fold.part({ at: 1, sessions: [session(2)] });
  expect([onPart.mock.calls.length, onReady.mock.calls.length]).toEqual([1, 1]);
  fold.snapshot({ at: 1, sessions: [session(1)] }, 0);
  expect([onPart.mock.calls.length, onReady.mock.calls.length]).toEqual([1, 2]);
});
