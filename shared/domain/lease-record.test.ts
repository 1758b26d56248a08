import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lease } from './ip-lease.ts';
import { planGrant } from './lease-record.ts';
import { poolSpace } from './pool-space.ts';

const pool = { id: 1, tenantId: 1 };
const spaceOf = (ranges: readonly string[]) => {
  const space = poolSpace({ kind: 'ipv4', ranges, prefixLength: null, reserved: ['10.0.0.9'] });
  if (!space.ok) throw new Error('no pool');
  return space.value;
};
const space = spaceOf(['10.0.0.0/27', '10.0.1.4-10.0.1.20']);
const leaseOf = (address: string, state: Lease['state'], since: number): Lease => ({
  ...{ tenantId: 1, address, poolId: 1, state, since, subscriberId: 7, username: 'ali', nasId: 1, loginClass: 'lm-a' },
  ...{ sessions: [], until: null },
});

describe('what may be granted', () => {
  it('is at most half of what is free, as if every address had been looked at', () => {
    const states = fc.constantFrom('free', 'free', 'static', 'idle', 'held', 'given', 'granted', 'cooling');
    const count = fc.nat(30);
    const from = fc.nat(space.size - 1);
    fc.assert(
      fc.property(
        fc.array(states, { minLength: space.size, maxLength: space.size }),
        count,
        from,
        (all, count, from) => {
          const record = new Map<string, Lease>();
          const statics = new Set<string>();
          const free: string[] = [];
          const kept: string[] = [];
          for (let step = 0; step < space.size; step++) {
            const index = (from + step) % space.size;
            const [address, state] = [space.at(index), all[index]!];
            if (state === 'static') statics.add(address);
            else if (state !== 'free') record.set(address, leaseOf(address, state as Lease['state'], step));
            if (space.isReserved(index)) continue;
            if (state === 'free') free.push(address);
            if (state === 'idle') kept.push(address);
          }
          const grantable = [...free, ...kept];
          const wanted = grantable.slice(0, Math.min(count, Math.ceil(grantable.length / 2)));
          const { leases, isDry } = planGrant(pool, space, record, (address) => statics.has(address), count, 5, from);
          expect(leases.map(({ address }) => address)).toEqual(wanted);
          expect(isDry).toBe(wanted.length === grantable.length);
        },
      ),
    );
  });

  it('of 65,536 addresses looks at no more than it needs', () => {
    let looks = 0;
    const isStatic = (): boolean => {
      looks++;
      return false;
    };
    expect(planGrant(pool, spaceOf(['10.0.0.0/16']), new Map(), isStatic, 100, 5).leases).toHaveLength(100);
    expect(looks).toBe(200);
  });
});
