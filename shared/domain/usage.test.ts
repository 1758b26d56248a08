import { describe, expect, it } from 'vitest';
import { GB, MB } from './units.ts';
import { observe } from './usage.ts';
import { describeFinding } from './usage-findings.ts';
import { decideHold, evidenceDecision, HOLD_DECISION_MS } from './usage-holds.ts';
import { sanityCapBytes } from './usage-limits.ts';
import { disagreement } from './usage-reconcile.ts';
import {
  closeSession,
  openSession,
  type Reading,
  rebaseline,
  type SessionUsage,
  setSessionRates,
} from './usage-session.ts';

const START = Date.UTC(2026, 9, 15, 12);
const WRAP = 2 ** 32;
const seconds = (count: number) => START + count * 1_000;

const session = (rate = 100_000): SessionUsage =>
  openSession({ startedAt: START, isAdopted: false, rates: { downKbps: rate, upKbps: rate } });

const reading = (downBytes: number, uptimeSeconds: number | null, change: Partial<Reading> = {}): Reading => ({
  key: 'a',
  downBytes,
  upBytes: 0,
  uptimeSeconds,
  hasGigawords: true,
  isStop: false,
  ...change,
});

const poll = (target: SessionUsage, downBytes: number, second: number, change: Partial<Reading> = {}) =>
  observe(target, reading(downBytes, second, change), 'interface', seconds(second));
const interim = (target: SessionUsage, downBytes: number, second: number, change: Partial<Reading> = {}) =>
  observe(target, reading(downBytes, second, change), 'radius', seconds(second));
const stop = (target: SessionUsage, downBytes: number | null, second: number, change: Partial<Reading> = {}) =>
  observe(target, { ...reading(0, second, change), downBytes, isStop: true }, 'radius', seconds(second));

const kinds = (observation: { readonly findings: readonly { readonly kind: string }[] }) =>
  observation.findings.map(({ kind }) => kind);

describe('X43: the largest total any source has shown, never the sum', () => {
  it('case 2: interim against API gives deltas 100, 50, 0, 50', () => {
    const one = session();
    const deltas = [
      poll(one, 100 * MB, 30),
      interim(one, 150 * MB, 45),
      poll(one, 140 * MB, 60),
      poll(one, 200 * MB, 90),
    ];
    expect(deltas.map(({ downDelta }) => downDelta / MB)).toEqual([100, 50, 0, 50]);
    expect(one.totalDown).toBe(200 * MB);
  });

  it('directions are counted apart', () => {
    const one = session();
    poll(one, 100 * MB, 30, { upBytes: 10 * MB });
    expect(interim(one, 90 * MB, 31, { upBytes: 12 * MB })).toMatchObject({ downDelta: 0, upDelta: 2 * MB });
    expect([one.totalDown, one.totalUp]).toEqual([100 * MB, 12 * MB]);
  });

  it('a delta was moved since the total was last known to hold', () => {
    const one = session();
    poll(one, 10 * MB, 30);
    poll(one, 10 * MB, 60); // idle: the total holds at 60 s too
    expect(poll(one, 20 * MB, 90)).toMatchObject({ fromAt: seconds(60), toAt: seconds(90) });
    interim(one, 15 * MB, 95); // behind the total: says nothing about now
    expect(poll(one, 30 * MB, 120)).toMatchObject({ fromAt: seconds(90), toAt: seconds(120) });
  });

  it('a session that began while the engine was down is counted in full, over its whole life', () => {
    const one = session();
    expect(poll(one, 5 * GB, 3_600)).toMatchObject({ downDelta: 5 * GB, fromAt: START, toAt: seconds(3_600) });
  });
});

describe('first sight of a session in mid-life', () => {
  const adopted = () =>
    openSession({ startedAt: START, isAdopted: true, rates: { downKbps: 100_000, upKbps: 100_000 } });

  it('the first reading is the baseline; an interim with a larger total counts the difference only', () => {
    const one = adopted();
    expect(poll(one, 40 * GB, 86_400).downDelta).toBe(0);
    expect(interim(one, 40 * GB + 3 * MB, 86_401).downDelta).toBe(3 * MB);
    expect(poll(one, 40 * GB + 10 * MB, 86_430).downDelta).toBe(7 * MB);
    expect(stop(one, 40 * GB + 12 * MB, 86_440)).toMatchObject({ downDelta: 2 * MB, isClosed: true });
    expect(one.totalDown).toBe(12 * MB);
  });

  it('a queue joins at the total known so far, whatever it shows', () => {
    const one = session();
    poll(one, 100 * MB, 30);
    expect(observe(one, reading(7 * GB, null, { key: '*1' }), 'queue', seconds(31)).downDelta).toBe(0);
    expect(observe(one, reading(7 * GB + 5 * MB, null, { key: '*1' }), 'queue', seconds(61)).downDelta).toBe(5 * MB);
    expect(poll(one, 104 * MB, 62).downDelta).toBe(0);
  });

  it('X62: a queue that was made again begins a new epoch', () => {
    const one = session();
    observe(one, reading(7 * GB, null, { key: '*1' }), 'queue', seconds(30));
    observe(one, reading(7 * GB + 5 * MB, null, { key: '*1' }), 'queue', seconds(60));
    const again = observe(one, reading(3 * MB, null, { key: '*2' }), 'queue', seconds(90));
    expect(again.downDelta).toBe(3 * MB);
    expect(kinds(again)).toEqual(['counter-restarted']);
    expect(one.totalDown).toBe(8 * MB);
  });
});

describe('case 3, X43: a Stop settles by a signed receipt', () => {
  it('below live: 1,010,000,000 against a Stop of 1,000,000,000', () => {
    const one = session();
    poll(one, 1_010_000_000, 300);
    expect(stop(one, 1_000_000_000, 310)).toMatchObject({
      downDelta: -10_000_000,
      receipt: { downBytes: -10_000_000, upBytes: 0 },
      findings: [],
      isClosed: true,
    });
    expect(one.totalDown).toBe(1_000_000_000);
  });

  it('above live: the bytes since the last reading', () => {
    const one = session();
    poll(one, 1_000 * MB, 300);
    expect(stop(one, 1_050 * MB, 310)).toMatchObject({
      downDelta: 50 * MB,
      receipt: { downBytes: 50 * MB, upBytes: 0 },
    });
  });

  it('up in one direction and down in the other', () => {
    const one = session();
    poll(one, 1_000 * MB, 300, { upBytes: 100 * MB });
    const settled = stop(one, 1_001 * MB, 310, { upBytes: 99 * MB });
    expect(settled).toMatchObject({ downDelta: MB, upDelta: -MB, findings: [] });
    expect([one.totalDown, one.totalUp]).toEqual([1_001 * MB, 99 * MB]);
  });

  it('also where its own interims had shown more', () => {
    const one = session();
    interim(one, 1_000 * MB, 300, { upBytes: 100 * MB });
    expect(stop(one, 1_001 * MB, 310, { upBytes: 99 * MB })).toMatchObject({
      downDelta: MB,
      upDelta: -MB,
      findings: [],
    });
  });

  it('in the same second as the last interim', () => {
    const one = session();
    interim(one, 1_000 * MB, 300);
    expect(stop(one, 1_000 * MB, 300)).toMatchObject({
      downDelta: 0,
      receipt: { downBytes: 0, upBytes: 0 },
      isClosed: true,
    });
  });

  it('a gap beyond what sources may differ is a finding, and the live total stands', () => {
    const one = session();
    poll(one, 3 * GB, 300);
    const settled = stop(one, 0, 310);
    expect(settled).toMatchObject({ downDelta: 0, isClosed: true });
    expect(kinds(settled)).toEqual(['stop-below-live']);
    expect(describeFinding(settled.findings[0]!)).toContain('0 B down');
    expect(one.totalDown).toBe(3 * GB);
  });

  it('pain 4: a Stop without octets keeps the last known value', () => {
    const one = session();
    interim(one, 700 * MB, 300);
    const settled = stop(one, null, 310);
    expect(settled).toMatchObject({ downDelta: 0, receipt: null, isClosed: true });
    expect(kinds(settled)).toEqual(['stop-without-octets']);
    expect(one.totalDown).toBe(700 * MB);
  });
});

describe('X67: what is closed', () => {
  it('a Stop is final: a late Interim or another Stop changes nothing', () => {
    const one = session();
    stop(one, 500 * MB, 300);
    const before = structuredClone(one);
    expect(interim(one, 600 * MB, 290)).toMatchObject({ downDelta: 0, isReopened: false });
    expect(stop(one, 700 * MB, 320)).toMatchObject({ downDelta: 0, receipt: null, isClosed: false });
    expect(one).toEqual(before);
  });

  it.each(['sweeper', 'poll'] as const)(
    'a session closed by the %s reopens on its next Interim, as the same one',
    (by) => {
      const one = session();
      interim(one, 500 * MB, 300);
      closeSession(one, by);
      expect(interim(one, 500 * MB, 300)).toMatchObject({ isReopened: false }); // a retransmission is not life
      expect(one.closedBy).toBe(by);
      expect(interim(one, 520 * MB, 600)).toMatchObject({ isReopened: true, downDelta: 20 * MB });
      expect(one.closedBy).toBeNull();
    },
  );

  it('pain 2: and on its Stop, whose octets are then the sum', () => {
    const one = session();
    interim(one, 500 * MB, 300);
    closeSession(one, 'sweeper');
    expect(stop(one, 530 * MB, 600)).toMatchObject({ isReopened: true, isClosed: true, downDelta: 30 * MB });
    expect(one).toMatchObject({ closedBy: 'stop', totalDown: 530 * MB });
  });

  it('an idle session lives as well', () => {
    const one = session();
    interim(one, 500 * MB, 300);
    closeSession(one, 'sweeper');
    expect(interim(one, 500 * MB, 600)).toMatchObject({ isReopened: true, downDelta: 0 });
  });

  it('a Stop is not undone by the sweeper', () => {
    const one = session();
    stop(one, 1, 10);
    closeSession(one, 'sweeper');
    expect(one.closedBy).toBe('stop');
  });
});

describe('replays and reordering', () => {
  it('an older Interim changes nothing, whenever it arrives', () => {
    const one = session();
    interim(one, 100 * MB, 300);
    interim(one, 200 * MB, 600);
    const before = structuredClone(one);
    expect(observe(one, reading(100 * MB, 300), 'radius', seconds(900)).downDelta).toBe(0);
    expect(observe(one, reading(200 * MB, 600), 'radius', seconds(901)).downDelta).toBe(0);
    expect(one).toEqual(before);
  });

  it('without Acct-Session-Time only larger octets are news', () => {
    const one = session();
    interim(one, 100 * MB, 300, { uptimeSeconds: null });
    expect(observe(one, reading(60 * MB, null), 'radius', seconds(600)).findings).toEqual([]);
    expect(observe(one, reading(130 * MB, null), 'radius', seconds(900)).downDelta).toBe(30 * MB);
  });

  it('a router reading of the same or an earlier instant changes nothing', () => {
    const one = session();
    poll(one, 100 * MB, 60);
    expect(observe(one, reading(120 * MB, 60), 'interface', seconds(60)).downDelta).toBe(0);
    expect(observe(one, reading(90 * MB, 30), 'interface', seconds(30)).downDelta).toBe(0);
  });

  it('X46: under a clock that was set back, the router’s uptime still tells new from old', () => {
    const one = session();
    poll(one, 100 * MB, 3_600);
    expect(observe(one, reading(110 * MB, 3_630), 'interface', seconds(30))).toMatchObject({
      downDelta: 10 * MB,
      fromAt: seconds(30),
      toAt: seconds(30),
    });
  });

  it('interims held up by an outage arrive together and are not suspicious', () => {
    const one = session(10_000);
    interim(one, 1 * MB, 300);
    const late = [600, 900].map((second, index) =>
      observe(one, reading((index + 1) * 350 * MB, second), 'radius', seconds(900 + index)),
    );
    expect(late.map(({ downDelta, quarantined }) => [downDelta / MB, quarantined])).toEqual([
      [349, null],
      [350, null],
    ]);
  });
});

describe('pain 3: counters that restart', () => {
  it('a falling uptime of the same source proves it, and the new value counts in full', () => {
    const one = session();
    poll(one, 100 * MB, 600);
    const restarted = observe(one, reading(7 * MB, 20), 'interface', seconds(630));
    expect(restarted.downDelta).toBe(7 * MB);
    expect(kinds(restarted)).toEqual(['counter-restarted']);
    expect(observe(one, reading(9 * MB, 50), 'interface', seconds(660)).downDelta).toBe(2 * MB);
  });

  it('also when the new uptime has caught up with the old one after missed polls', () => {
    const one = session();
    poll(one, 100 * MB, 30);
    const restarted = observe(one, reading(3 * MB, 30), 'interface', seconds(90)); // 90 s would be expected
    expect(restarted.downDelta).toBe(3 * MB);
    expect(kinds(restarted)).toEqual(['counter-restarted']);
  });

  it('so does a new key, and a late reading of the old key is old', () => {
    const one = session();
    interim(one, 100 * MB, 600);
    expect(observe(one, reading(7 * MB, 10, { key: 'b' }), 'radius', seconds(610)).downDelta).toBe(7 * MB);
    expect(observe(one, reading(110 * MB, 605, { key: 'a' }), 'radius', seconds(611)).downDelta).toBe(0);
    expect(observe(one, reading(9 * MB, 40, { key: 'b' }), 'radius', seconds(640)).downDelta).toBe(2 * MB);
    expect(one.totalDown).toBe(109 * MB);
  });

  it('a restart of one source does not lift it over what another one shows', () => {
    const one = session();
    interim(one, 150 * MB, 60);
    poll(one, 100 * MB, 61);
    expect(poll(one, 10 * MB, 90, { key: 'b' }).downDelta).toBe(0); // 110 of 150
    expect(poll(one, 60 * MB, 120, { key: 'b' }).downDelta).toBe(10 * MB);
  });

  it('a fall without proof is not believed, said once, and over when the source is back', () => {
    const one = session();
    poll(one, 100 * MB, 30);
    const fallen = poll(one, 5 * MB, 60);
    expect(fallen.downDelta).toBe(0);
    expect(kinds(fallen)).toEqual(['counter-fell']);
    expect(poll(one, 6 * MB, 90).findings).toEqual([]);
    expect(poll(one, 130 * MB, 120)).toMatchObject({ downDelta: 30 * MB, findings: [] });
  });

  it('a second of difference between menus of one router is no restart', () => {
    const one = session();
    poll(one, 100 * MB, 60);
    expect(observe(one, reading(101 * MB, 58), 'interface', seconds(61)).downDelta).toBe(MB);
  });

  it('X30: re-baselining forgets the counters and counts nothing of them', () => {
    const one = session();
    poll(one, 100 * MB, 30);
    poll(one, 41 * GB, 60);
    rebaseline(one);
    expect(one.holds[0]!.decision).toBe('voided');
    expect(poll(one, 50 * GB, 90).downDelta).toBe(0);
    expect(interim(one, 50 * GB + 2 * MB, 91).downDelta).toBe(2 * MB);
    expect(poll(one, 50 * GB + 10 * MB, 120).downDelta).toBe(8 * MB);
    expect(one.totalDown).toBe(110 * MB);
  });
});

describe('pain 4: 32 bits', () => {
  /** 300 MB every 30 s: crosses 2^32 twice in 15 minutes. */
  const delivered = (second: number) => second * 10 * MB;
  const low = (bytes: number) => ({ downBytes: bytes % WRAP, hasGigawords: false });

  it('with Gigawords nothing wraps', () => {
    const one = session();
    for (let second = 30; second <= 900; second += 30) interim(one, delivered(second), second);
    expect(one.totalDown).toBe(9 * GB);
  });

  it('without, the wraps are seen, flagged once, and the total is true', () => {
    const one = session();
    const findings: string[] = [];
    for (let second = 30; second <= 900; second += 30) {
      findings.push(...kinds(interim(one, 0, second, low(delivered(second)))));
    }
    expect(findings).toEqual(['counter-wrapped']);
    expect(one.totalDown).toBe(9 * GB);
    expect(one.radius).toMatchObject({ is32Bit: true, is64Bit: false });
    expect(stop(one, (9 * GB) % WRAP, 905, { hasGigawords: false })).toMatchObject({ downDelta: 0, findings: [] });
  });

  it('without, and with wraps between two interims, the router’s counters give the total', () => {
    const one = session();
    const findings: string[] = [];
    for (let second = 30; second <= 1_800; second += 30) {
      poll(one, delivered(second), second);
      if (second % 600 === 0) findings.push(...kinds(interim(one, 0, second, low(delivered(second)))));
    }
    expect(one.totalDown).toBe(18 * GB);
    const settled = stop(one, delivered(1_805) % WRAP, 1_805, { hasGigawords: false });
    findings.push(...kinds(settled));
    expect(findings).toEqual(['counter-wrapped']);
    expect(one.totalDown).toBe(delivered(1_805));
  });

  it('a source is not called 32-bit without evidence: octets that fall to nothing are no wrap', () => {
    const one = session();
    interim(one, 0, 300, low(GB));
    expect(kinds(interim(one, 0, 600, low(20 * MB)))).toEqual(['counter-fell']);
    expect(interim(one, 0, 3_600, low(300 * MB)).downDelta).toBe(0); // not later either, when time would make it plausible
    expect(one.radius).toMatchObject({ is32Bit: false });
    expect(one.totalDown).toBe(GB);
  });

  it('a source that showed Gigawords never wraps', () => {
    const one = session();
    interim(one, 4.2 * GB, 600, { hasGigawords: true });
    expect(kinds(interim(one, 10 * MB, 620, { hasGigawords: false }))).toEqual(['counter-fell']);
  });
});

describe('X28, N19: the sanity cap and quarantine', () => {
  it.each([
    ['500M for 30 s', 500_000, 30_000, 2_812_500_000],
    ['10M for 30 s is under the floor', 10_000, 30_000, 100 * MB],
    ['unlimited on a 1G link for 30 s', null, 30_000, 3_750_000_000],
    ['no time at all', null, 0, 100 * MB],
  ])('the cap of %s', (_case, kbps, elapsedMs, cap) => expect(sanityCapBytes(kbps, 1_000_000, elapsedMs)).toBe(cap));

  it('case 16: 1.9 GB in 30 s on 500M is counted', () => {
    const one = session(500_000);
    poll(one, 0, 30);
    expect(poll(one, 1_900 * MB, 60)).toMatchObject({ downDelta: 1_900 * MB, quarantined: null });
  });

  it('case 16: 900 MB in 30 s on 10M goes to quarantine with its evidence; the next delta counts normally', () => {
    const one = session(10_000);
    poll(one, 5 * MB, 30);
    interim(one, 5 * MB, 31);
    const held = poll(one, 905 * MB, 60);
    expect(held).toMatchObject({ downDelta: 0, upDelta: 0 });
    expect(held.quarantined).toMatchObject({
      downBytes: 900 * MB,
      capDownBytes: 100 * MB,
      elapsedMs: 30_000,
      beforeDownBytes: 5 * MB,
      totals: { interface: { downBytes: 905 * MB }, radius: { downBytes: 5 * MB }, ppp: null, queue: null },
      decision: 'pending',
    });
    expect(poll(one, 910 * MB, 90)).toMatchObject({ downDelta: 5 * MB, quarantined: null });
    expect(one.totalDown).toBe(10 * MB);
  });

  it('the highest rate since the last counted reading is what counts', () => {
    const one = session(500_000);
    poll(one, 0, 30);
    setSessionRates(one, { downKbps: 4_000, upKbps: 1_000 }); // throttled in the middle of the interval
    expect(poll(one, 1_900 * MB, 60).quarantined).toBeNull();
    expect(poll(one, 3_800 * MB, 90).quarantined).not.toBeNull();
  });

  it('pain 3: a 40 GB jump can be approved, once', () => {
    const one = session(10_000);
    poll(one, 5 * MB, 30);
    const { quarantined } = poll(one, 40 * GB + 5 * MB, 60);
    poll(one, 40 * GB + 8 * MB, 90);
    expect(decideHold(one, quarantined!.id, 'approve')).toEqual({
      downDelta: 40 * GB,
      upDelta: 0,
      fromAt: seconds(30),
      toAt: seconds(60),
    });
    expect(decideHold(one, quarantined!.id, 'approve')).toBeNull();
    expect(one.totalDown).toBe(40 * GB + 8 * MB);
    expect(poll(one, 40 * GB + 10 * MB, 120).downDelta).toBe(2 * MB);
  });

  it('or voided: then it never counts, not at the Stop either', () => {
    const one = session(10_000);
    poll(one, 5 * MB, 30);
    const { quarantined } = poll(one, 40 * GB, 60);
    expect(decideHold(one, quarantined!.id, 'void')).toMatchObject({ downDelta: 0 });
    expect(poll(one, 40 * GB + 6 * MB, 90).downDelta).toBe(6 * MB);
    expect(stop(one, 12 * MB, 95).findings).toEqual([]);
    expect(one.totalDown).toBe(12 * MB);
  });

  it('a second source that shows the jump confirms it and does not count it', () => {
    const one = session(10_000);
    poll(one, 5 * MB, 30);
    const { quarantined } = poll(one, 40 * GB, 60);
    const confirmed = interim(one, 40 * GB + MB, 61);
    expect(confirmed).toMatchObject({ downDelta: MB, quarantined: null });
    expect(kinds(confirmed)).toEqual(['hold-confirmed']);
    expect(quarantined!.shownBy).toEqual(['interface', 'radius']);
    expect(decideHold(one, quarantined!.id, 'approve')).toMatchObject({ downDelta: 40 * GB - 5 * MB });
    expect(one.totalDown).toBe(40 * GB + MB);
  });

  it('a source that takes its jump back disproves it and goes on counting', () => {
    const one = session(10_000);
    poll(one, 5 * MB, 30);
    const { quarantined } = poll(one, 40 * GB, 60);
    const back = poll(one, 9 * MB, 90);
    expect(back).toMatchObject({ downDelta: 4 * MB });
    expect(kinds(back)).toEqual(['hold-disproved']);
    expect(quarantined!.isDisproved).toBe(true);
    expect(evidenceDecision(one, quarantined!, seconds(60) + HOLD_DECISION_MS)).toBe('void');
  });

  it('bytes that RADIUS has brought in since are not counted again by an approval', () => {
    const one = session(10_000);
    poll(one, 5 * MB, 30);
    const { quarantined } = poll(one, 905 * MB, 60);
    expect(interim(one, 1_000 * MB, 1_200).downDelta).toBe(995 * MB); // plausible over 20 minutes
    expect(decideHold(one, quarantined!.id, 'approve')).toMatchObject({ downDelta: 0 });
    expect(one.totalDown).toBe(1_000 * MB);
  });

  it('after 24 h without a decision the RADIUS evidence decides', () => {
    const decision = (radiusBytes: number | null, now: number) => {
      const one = session(10_000);
      poll(one, 5 * MB, 30);
      const { quarantined } = poll(one, 40 * GB, 60);
      if (radiusBytes !== null) interim(one, radiusBytes, 61);
      return evidenceDecision(one, quarantined!, now);
    };
    const dueAt = seconds(60) + HOLD_DECISION_MS;
    expect(decision(40 * GB, dueAt - 1)).toBeNull();
    expect(decision(40 * GB, dueAt)).toBe('approve');
    expect(decision(9 * MB, dueAt)).toBe('void');
    expect(decision(null, dueAt)).toBeNull();
  });

  it('a jump that no line can have moved is void after 24 h, whoever shows it', () => {
    const one = session(10_000);
    interim(one, 5 * MB, 30);
    const { quarantined } = interim(one, 2 ** 50, 60);
    interim(one, 2 ** 50 + MB, 90);
    expect(evidenceDecision(one, quarantined!, seconds(60) + HOLD_DECISION_MS)).toBe('void');
  });
});

describe('a session’s row stays small, whatever its NAS says', () => {
  it('a counter that jumps with every record: 32 holds, and all of the bytes when they are approved', () => {
    const one = session(10_000);
    const size = (count: number): number => {
      for (let i = 1; i <= count; i++)
        interim(one, one.radius ? one.radius.downBytes + GB : GB, i + (one.radius?.uptimeSeconds ?? 0));
      return JSON.stringify(one).length;
    };
    const held = size(40);
    expect(one.holds).toHaveLength(32);
    expect(size(200)).toBeLessThan(held + 200);
    expect(one.totalDown).toBe(0);
    for (const { id } of [...one.holds]) decideHold(one, id, 'approve');
    expect(one.totalDown).toBe(240 * GB);
  });

  it('a jump that is one too many shows what it became part of, and is approved once', () => {
    const one = session(10_000);
    for (let i = 1; i <= 32; i++) interim(one, i * GB, i);
    const { quarantined } = interim(one, 33 * GB, 33);
    expect(quarantined).toMatchObject({ id: 32, downBytes: 2 * GB, fromAt: seconds(31), decision: 'pending' });
    expect(decideHold(one, 32, 'approve')).toMatchObject({ downDelta: 2 * GB });
    expect(interim(one, 34 * GB, 34).quarantined).toMatchObject({ id: 31, downBytes: 2 * GB });
  });

  it('what is decided makes room first', () => {
    const one = session(10_000);
    for (let i = 1; i <= 32; i++) interim(one, i * GB, i);
    poll(one, 32 * GB, 33); // the router shows the same jumps: none of them is RADIUS's alone
    decideHold(one, 5, 'void');
    expect(interim(one, 33 * GB, 34).quarantined).toMatchObject({ id: 33, downBytes: GB });
    expect(one.holds.map(({ id }) => id)).not.toContain(5);
    expect(one.holds).toHaveLength(32);
  });

  it('a NAS with another Acct-Session-Id in each record', () => {
    const one = session();
    for (let i = 1; i <= 500; i++) interim(one, i, i, { key: `id ${i}` });
    expect(one.radius?.pastKeys).toHaveLength(16);
  });
});

describe('N3: three-source reconciliation', () => {
  const withSources = (radius: [number, number], iface: [number, number], queue?: [number, number]) => {
    const one = session(10_000);
    if (queue) observe(one, reading(0, null, { key: 'q' }), 'queue', START);
    interim(one, radius[0], 3_600, { upBytes: radius[1] });
    observe(one, { ...reading(iface[0], 3_600), upBytes: iface[1] }, 'interface', seconds(3_600));
    if (queue) observe(one, { ...reading(queue[0], null, { key: 'q' }), upBytes: queue[1] }, 'queue', seconds(3_600));
    return disagreement(one);
  };

  it('sources within 2 % and ten seconds agree', () => {
    expect(withSources([1_000 * MB, 100 * MB], [1_020 * MB, 100 * MB])).toBeNull();
  });

  it('the one that differs from the other two is the odd one', () => {
    const found = withSources([1_000 * MB, 100 * MB], [1_000 * MB, 100 * MB], [200 * MB, 100 * MB]);
    expect(found).toMatchObject({ odd: { source: 'queue' }, likely: null });
  });

  it('swapped directions are recognised', () => {
    const found = withSources([100 * MB, 1_000 * MB], [1_000 * MB, 100 * MB], [1_000 * MB, 100 * MB]);
    expect(found).toMatchObject({ odd: { source: 'radius' }, likely: 'swapped' });
  });

  it('a source that is short by 2^32 is recognised', () => {
    const one = session();
    poll(one, 5 * GB, 3_600);
    interim(one, 5 * GB - WRAP, 3_600, { hasGigawords: false });
    expect(disagreement(one)).toMatchObject({ odd: { source: 'radius' }, likely: 'wrapped' });
  });
});
