import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotFound } from '../../errors.ts';
import type { FindingInput } from '../../findings.ts';
import { testActor as actor, aFold, aNas, defaultScope as scope } from '../../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

const t0 = Date.UTC(2026, 10, 20, 12);

let inside: WriterInside;
beforeEach(async () => {
  inside = writerInside();
  await inside.run('nas.create', { scope, actor, nas: aNas({ name: 'tower-1' }), at: t0 });
});
afterEach(() => inside.close());

const found = (of: Partial<FindingInput> = {}): FindingInput => ({
  ...{ tenantId: 1, kind: 'counter-wrapped', source: 'radius', nasId: 1, subscriberId: null, username: 'ali' },
  ...{ sessionKey: '1:a', holdId: 0, evidence: { says: 'first' }, at: t0 },
  ...of,
});
const list = async (query = {}) => (await inside.reads.findings.list(scope, query)).items;
const resolve = (id: number, tenantId = 1) =>
  inside.run('finding.resolve', { scope: { tenantId }, actor, id, at: t0 + 9 });

describe('a finding', () => {
  it('is one row per case while it is open, counted, with the newest evidence and both times', async () => {
    const again = found({ evidence: { says: 'second' }, at: t0 + 5 });
    await inside.run('fold.commit', aFold({ findings: [found(), again, found({ kind: 'stop-without-octets' })] }));
    await inside.run('finding.note', found({ sessionKey: '1:b' }));
    expect(await list({ kind: 'counter-wrapped' })).toMatchObject([
      { sessionKey: '1:a', count: 2, firstAt: t0, lastAt: t0 + 5, evidence: { says: 'second' }, nasName: 'tower-1' },
      { sessionKey: '1:b', count: 1 },
    ]);
    expect(await list()).toHaveLength(3);
  });

  it('put away is audited, and seen again it is a new one', async () => {
    await inside.run('finding.note', found());
    await inside.run('finding.note', found({ sessionKey: '1:b' }));
    const [one, two] = (await list()).toSorted((a, b) => a.id - b.id);
    expect(await resolve(one!.id)).toEqual({ kind: 'counter-wrapped', nasId: 1, isLastOfNas: false });
    expect(await resolve(two!.id)).toMatchObject({ isLastOfNas: true });
    expect(await list({ open: true })).toEqual([]);
    expect(await list({ open: false })).toMatchObject([{ resolution: 'done' }, { resolution: 'done' }]);
    await inside.run('finding.note', found());
    expect(await list({ open: true })).toMatchObject([{ count: 1 }]);
    const { items } = await inside.reads.audit.list(scope, { action: 'finding.resolve' });
    expect(items).toMatchObject([{ entity: 'nas', entityId: 1 }, { entity: 'nas' }]);
  });

  it('X46: of a NAS itself ends by itself, alone, and the next time it is a new one', async () => {
    const clock = (nasId: number) =>
      found({ kind: 'clock', source: '', nasId, username: '', sessionKey: '', evidence: { says: 'wrong' } });
    const over = (nasId: number, of = 1) =>
      inside.run('finding.over', { tenantId: of, nasId, kind: 'clock', at: t0 + 60 });
    for (const one of [clock(1), clock(2), found()]) await inside.run('finding.note', one);
    expect(await over(1, 2)).toEqual({ ended: 0 });
    expect(await over(1)).toEqual({ ended: 1 });
    expect(await over(1)).toEqual({ ended: 0 });
    expect(await list({ open: false })).toMatchObject([
      { kind: 'clock', nasId: 1, resolution: 'over', resolvedAt: t0 + 60, resolvedBy: null },
    ]);
    expect(await list({ open: true })).toHaveLength(2);
    await inside.run('finding.note', clock(1));
    expect(await list({ open: true, kind: 'clock', nasId: 1 })).toMatchObject([{ count: 1, resolvedAt: null }]);
  });

  it('of another tenant, put away already, or in quarantine cannot be put away', async () => {
    await inside.run('finding.note', found());
    await inside.run('finding.note', found({ kind: 'quarantined', holdId: 1 }));
    const all = await list();
    const one = all.find(({ kind }) => kind === 'counter-wrapped')!;
    const held = all.find(({ kind }) => kind === 'quarantined')!;
    await expect(resolve(one.id, 2)).rejects.toThrow(NotFound);
    await expect(resolve(held.id)).rejects.toThrow(NotFound);
    const reseller = { tenantId: 1, resellerId: 1 };
    await expect(inside.run('finding.resolve', { scope: reseller, actor, id: one.id, at: t0 })).rejects.toThrow(
      NotFound,
    );
    await resolve(one.id);
    await expect(resolve(one.id)).rejects.toThrow(NotFound);
  });

  it('X28: undecided holds are found by age, until the fold ends them', async () => {
    await inside.run('finding.note', found({ kind: 'quarantined', holdId: 1 }));
    await inside.run('finding.note', found({ kind: 'quarantined', holdId: 2, at: t0 + 10 }));
    const { engine } = inside.reads;
    expect(await engine.undecidedHolds(t0 - 1, 9)).toEqual([]);
    expect(await engine.undecidedHolds(t0, 9)).toEqual([{ sessionKey: '1:a', holdId: 1 }]);
    const end = { sessionKey: '1:a', kind: 'quarantined', resolution: 'voided', by: 'nour', at: t0 + 20 } as const;
    await inside.run('fold.commit', aFold({ ended: [{ ...end, holdId: 1 }] }));
    expect(await engine.undecidedHolds(t0 + 99, 9)).toEqual([{ sessionKey: '1:a', holdId: 2 }]);
    expect(await list({ open: false })).toMatchObject([{ holdId: 1, resolution: 'voided', resolvedBy: 'nour' }]);
  });
});
