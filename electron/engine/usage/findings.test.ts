/** Findings and the quarantine through the fold: one finding per case, and what becomes of a jump (pains 3 and 4). */
import { describe, expect, it } from 'vitest';
import { HOLD_DECISION_MS } from '../../../shared/domain/usage-holds.ts';
import type { Actor } from '../store/commands.ts';
import { aReading, aRouter, GB, hour, type Lab, MB, openLab, packetsOf, second, t0 } from './testing/lab.ts';

const ali = packetsOf({ username: 'ali', acctSessionId: '81000001', startAt: t0 });
const at = (seconds: number): number => t0 + seconds * second;
const operator: Actor = { kind: 'operator', id: 7, name: 'nour' };
const shown = (seconds: number, downBytes: number, upBytes = 0) =>
  aReading({ uptimeSeconds: seconds, downBytes, upBytes });
/** Cases, as the table keeps them: sightings of one are one row. */
const cases = (lab: Lab): string[] => [
  ...new Set(
    lab.state.findings.map(({ found }) => `${found.kind} ${found.source} ${found.sessionKey} ${found.holdId}`),
  ),
];
const kinds = (lab: Lab): string[] => cases(lab).map((one) => one.split(' ')[0]!);

describe('pain 4, N3: one finding per case', () => {
  it.each([true, false])(
    'a session that crosses 2^32 twice, Gigawords %s: the true total; without them from the router’s counters, flagged once',
    async (gigawords) => {
      const lab = await openLab();
      const wrap = (bytes: number): number => (gigawords ? bytes : bytes % 2 ** 32);
      const lossy = <T extends object>(fact: T): T => {
        const { gigawords: _, ...rest } = fact as T & { gigawords?: boolean };
        return gigawords ? fact : (rest as T);
      };
      await lab.send(ali.start());
      // 90 MB per 30 s pass on a 10M line, so it takes hours: 2^33 and a little more.
      const delivered = (seconds: number): number => Math.round(seconds * 1.1 * MB);
      const end = 8_400;
      for (let seconds = 30; seconds <= end; seconds += 30) {
        await lab.list(at(seconds), [shown(seconds, delivered(seconds))]);
        if (seconds % 300 === 0) await lab.send(lossy(ali.interim(seconds, wrap(delivered(seconds)))));
      }
      await lab.send(lossy(ali.stop(end, wrap(delivered(end)))));
      expect(delivered(end)).toBeGreaterThan(2 ** 33);
      expect(lab.sessions).toMatchObject([{ closedBy: 'stop', downBytes: delivered(end) }]);
      expect(kinds(lab)).toEqual(gigawords ? [] : ['counter-wrapped']);
    },
  );

  it('a Stop without octets keeps the last known total', async () => {
    const lab = await openLab();
    const { downBytes: _down, upBytes: _up, ...stop } = ali.stop(120, 0);
    await lab.send(ali.start(), ali.interim(60, 20 * MB, 2 * MB), stop);
    expect(lab.sessions).toMatchObject([{ closedBy: 'stop', downBytes: 20 * MB, upBytes: 2 * MB }]);
    expect(kinds(lab)).toEqual(['stop-without-octets']);
  });

  it('a NAS that has its directions the wrong way round and is not marked: told as such, and not as a Stop below live', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    for (let seconds = 300; seconds <= 3_000; seconds += 300) {
      const [down, up] = [seconds * MB, seconds * 0.1 * MB];
      await lab.list(at(seconds), [shown(seconds, down, up)]);
      await lab.send(ali.interim(seconds, up, down));
    }
    await lab.send(ali.stop(3_000, 300 * MB, 3_000 * MB));
    expect(kinds(lab)).toEqual(['directions-swapped']);
    expect(lab.state.findings[0]!.found.evidence).toMatchObject({ says: expect.stringContaining('mark the NAS') });
  });

  it('X62: sources are compared hourly and not every cycle, and agree within their tolerance', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    const cycle = async (seconds: number, radius: number) => {
      await lab.list(at(seconds), [shown(seconds, 900 * MB)]);
      await lab.send(ali.interim(seconds, radius));
      await lab.usage.catchUp();
    };
    await cycle(1_800, 500 * MB);
    expect(cases(lab)).toEqual([]);
    await cycle(3_600, 500 * MB + 1);
    expect(kinds(lab)).toEqual(['sources-disagree']);
    await cycle(3_630, 500 * MB + 2);
    expect(lab.state.findings).toHaveLength(1);
    await cycle(7_230, 899 * MB);
    expect(lab.state.findings).toHaveLength(1);
  });
});

describe('pain 3, N19: a 40 GB jump', () => {
  const jump = 40 * GB;
  async function held(): Promise<Lab> {
    const lab = await openLab({ nas: [aRouter()] });
    await lab.send(ali.start());
    await lab.list(at(30), [shown(30, 5 * MB)]);
    await lab.list(at(60), [shown(60, jump + 5 * MB)]);
    await lab.list(at(90), [shown(90, jump + 8 * MB)]);
    return lab;
  }
  const key = (lab: Lab): string => lab.sessions[0]!.sessionKey;

  it('waits with its evidence and counts nothing; what follows it counts', async () => {
    const lab = await held();
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 8 * MB, fupLevel: 0 });
    expect(lab.state.findings.map(({ found }) => found)).toMatchObject([
      {
        ...{
          kind: 'quarantined',
          source: 'interface',
          subscriberId: 1,
          username: 'ali',
          sessionKey: key(lab),
          holdId: 1,
        },
        evidence: {
          delta: { downBytes: jump, upBytes: 0 },
          cap: { downBytes: 100 * MB },
          before: { downBytes: 5 * MB, upBytes: 0 },
          ...{ fromAt: at(30), toAt: at(60), elapsedMs: 30_000 },
        },
      },
    ]);
  });

  it('approved: charged to its day, once, the tier follows and its rate is told; audited, the finding ends', async () => {
    const lab = await held();
    expect(await lab.usage.decide(key(lab), 1, 'approve', operator)).toEqual({
      ...{ countedBytes: jump, levelBefore: 0, levelAfter: 1 },
    });
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: jump + 8 * MB, fupLevel: 1 });
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['4M/4M']);
    expect(lab.state.findings).toMatchObject([{ end: { resolution: 'approved', by: 'nour' } }]);
    expect(lab.state.audit).toMatchObject([{ action: 'quarantine.approve', entityId: 1, actor: { name: 'nour' } }]);
    expect(lab.receiptSum()).toMatchObject({ down: jump + 8 * MB });
    expect(await lab.usage.decide(key(lab), 1, 'approve', operator)).toBeUndefined();
    expect(await lab.usage.decide(key(lab), 1, 'void', operator)).toBeUndefined();
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: jump + 8 * MB });
  });

  it('approved the day after: the bytes go to the day they belong to', async () => {
    const lab = await held();
    lab.now = at(20 * 3_600);
    await lab.usage.catchUp();
    await lab.usage.decide(key(lab), 1, 'approve', operator);
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 0, fupLevel: 0 });
    const [day] = [...lab.state.daily.values()];
    expect(day).toMatchObject({ day: '2026-11-20', countedBytes: jump + 8 * MB });
  });

  it('voided: never counted, not at the Stop either', async () => {
    const lab = await held();
    expect(await lab.usage.decide(key(lab), 1, 'void', operator)).toMatchObject({ countedBytes: 0 });
    await lab.send(ali.stop(120, 9 * MB));
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 9 * MB, fupLevel: 0 });
    expect(lab.state.findings).toMatchObject([{ end: { resolution: 'voided' } }]);
  });

  it('is decided in a session that ended and was forgotten by a restart', async () => {
    const lab = await held();
    await lab.list(at(120), []);
    await lab.list(at(150), []);
    await lab.restart();
    expect(lab.online).toEqual([]);
    expect(await lab.usage.decide(key(lab), 1, 'approve', operator)).toMatchObject({ countedBytes: jump });
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: jump + 8 * MB });
  });

  it.each([
    ['shows it', jump + 9 * MB, 'approved', jump + 9 * MB],
    ['does not', 9 * MB, 'voided', 9 * MB],
  ])('X28: after 24 h without a decision RADIUS, which %s, decides', async (_case, radius, resolution, daily) => {
    const lab = await held();
    await lab.send(ali.interim(100, radius));
    lab.now = at(60) + HOLD_DECISION_MS - hour;
    await lab.usage.catchUp();
    expect(lab.state.findings.find(({ found }) => found.kind === 'quarantined')!.end).toBeUndefined();
    lab.now = at(60) + HOLD_DECISION_MS + second;
    await lab.usage.catchUp();
    expect(lab.state.findings.find(({ found }) => found.kind === 'quarantined')).toMatchObject({
      end: { resolution, by: 'RADIUS evidence' },
    });
    const [day] = [...lab.state.daily.values()];
    expect(day).toMatchObject({ day: '2026-11-20', countedBytes: daily });
  });

  it('a decision that nothing waits for any more does not stay open for ever', async () => {
    const lab = await held();
    lab.usage.book.byKey(key(lab))!.usage.holds.length = 0;
    lab.now = at(60) + HOLD_DECISION_MS + second;
    await lab.usage.catchUp();
    expect(lab.state.findings.find(({ found }) => found.kind === 'quarantined')!.end).toMatchObject({
      resolution: 'voided',
    });
  });
});
