import { describe, expect, it } from 'vitest';
import type { Actor, CommandInput, CommandName, CommandOutput } from '../store/commands.ts';
import { Conflict, NotFound } from '../store/errors.ts';
import type { FindingView } from '../store/findings.ts';
import type { FindingReads } from '../store/reads.ts';
import { createFindings } from './findings-service.ts';
import { aReading, GB, MB, openLab, second, t0 } from './testing/lab.ts';

const actor: Actor = { kind: 'operator', id: 1, name: 'nour' };
const scope = { tenantId: 1 };

/** A jump in quarantine, and the desk that decides about it; reads find what the fold has committed. */
async function desk() {
  const lab = await openLab();
  for (const [seconds, downBytes] of [[30, MB] as const, [60, 40 * GB] as const]) {
    await lab.list(t0 + seconds * second, [aReading({ uptimeSeconds: seconds, downBytes })]);
  }
  const byId: FindingReads['byId'] = async ({ tenantId }, id) => {
    const entry = lab.state.findings[id - 1];
    if (tenantId !== 1 || !entry) return undefined;
    const { found, end } = entry;
    const ended = { resolvedAt: end?.at ?? null, resolution: end?.resolution ?? null, resolvedBy: end?.by ?? null };
    return {
      ...found,
      ...ended,
      id,
      nasName: null,
      firstAt: found.at,
      lastAt: found.at,
      count: 1,
    } satisfies FindingView;
  };
  const list: FindingReads['list'] = async () => ({ items: [], total: 0 });
  /** What the writer would answer to commands; the rest is the fold's. */
  const sent: { readonly name: CommandName; readonly input: unknown }[] = [];
  let isLastOfNas = false;
  const command = async <N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> => {
    sent.push({ name, input });
    return { kind: 'counter-wrapped', nasId: 3, isLastOfNas } as unknown as CommandOutput<N>;
  };
  const store = { command, reads: { findings: { byId, list } } };
  const { decide, resolve } = createFindings({ store, usage: lab.usage, now: () => lab.now });
  const last = () => {
    isLastOfNas = true;
  };
  return { lab, decide, resolve, sent, last };
}

describe('N19: the decision about usage in quarantine', () => {
  it('is taken once; the second one is told what it was', async () => {
    const { lab, decide } = await desk();
    expect(await decide(scope, actor, 1, 'approve')).toMatchObject({ levelBefore: 0, levelAfter: 1 });
    await expect(decide(scope, actor, 1, 'void')).rejects.toThrow(
      new Conflict('This usage was decided already (approved).'),
    );
    expect(lab.counters().dailyQuotaUsed).toBe(40 * GB);
  });

  it('two at the same moment: one counts, the other is a Conflict', async () => {
    const { lab, decide } = await desk();
    const results = await Promise.allSettled([decide(scope, actor, 1, 'approve'), decide(scope, actor, 1, 'approve')]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(lab.counters().dailyQuotaUsed).toBe(40 * GB);
  });

  it('of nothing, and of another tenant, is "not found"', async () => {
    const { decide } = await desk();
    await expect(decide(scope, actor, 9, 'void')).rejects.toThrow(NotFound);
    await expect(decide({ tenantId: 2 }, actor, 1, 'void')).rejects.toThrow(NotFound);
  });
});

describe('a finding that is put away', () => {
  it('ends the alert of its kind and NAS with the last one of them', async () => {
    const { resolve, sent, last } = await desk();
    await resolve(scope, actor, 5);
    expect(sent.map(({ name }) => name)).toEqual(['finding.resolve']);
    last();
    await resolve(scope, actor, 6);
    expect(sent.at(-1)).toMatchObject({
      ...{ name: 'alert.resolve', input: { tenantId: 1, key: 'usage.counter-wrapped.3' } },
    });
  });
});
