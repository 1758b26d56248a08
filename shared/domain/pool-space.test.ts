import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, it } from 'vitest';
import { poolSpace } from './pool-space.ts';

it('RFC 5952: a prefix is spelled as every other program spells it', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.constant(1), fc.nat(0xffff)), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(groups, (all) => {
      const written = `${all.map((group) => group.toString(16)).join(':')}`;
      const space = poolSpace({ kind: 'ipv6-prefix', ranges: [`${written}/128`], prefixLength: 128, reserved: [] });
      expect(space.ok && space.value.at(0)).toBe(`${ipaddr.IPv6.parse(written).toString()}/128`);
    }),
    { numRuns: 1000 },
  );
});
