import { describe, expect, it } from 'vitest';
import { StaticSpace } from './static-space.ts';

const spaceOf = (...texts: string[]): StaticSpace => {
  const space = new StaticSpace();
  for (const text of texts) space.add(text);
  return space;
};

describe('what belongs to somebody by name (X33)', () => {
  it.each([
    ['the same IPv4 address', '100.64.0.7', '100.64.0.7', true],
    ['another IPv4 address', '100.64.0.7', '100.64.0.8', false],
    ['the same prefix', '2001:db8:0:100::/56', '2001:db8:0:100::/56', true],
    ['the same prefix, written in full', '2001:0DB8:0000:0100:0:0:0:0/56', '2001:db8:0:100::/56', true],
    ['a prefix inside a static one', '2001:db8:5::/48', '2001:db8:5:ff00::/56', true],
    ['the prefix after a static one', '2001:db8:5::/48', '2001:db8:6::/56', false],
    ['a prefix around a static one', '2001:db8:5:1::/64', '2001:db8:5::/56', true],
    ['a prefix beside a static one', '2001:db8:5:100::/64', '2001:db8:5::/56', false],
    ['anything under everything', '::/0', '2001:db8::/56', true],
    ['an IPv4 address and a prefix', '::/0', '100.64.0.7', false],
  ])('%s', (_case, known, asked, touches) => expect(spaceOf(known).touches(asked)).toBe(touches));

  it('what two have stays until both have lost it, also where it is asked for in another length', () => {
    const space = spaceOf('2001:db8:5:1::/64', '2001:db8:5:1::/64', '100.64.0.7', '100.64.0.7');
    const asked = ['2001:db8:5::/56', '100.64.0.7'];
    space.remove('2001:db8:5:1::/64');
    space.remove('100.64.0.7');
    expect(asked.map((one) => space.touches(one))).toEqual([true, true]);
    space.remove('2001:DB8:5:1:0::/64');
    space.remove('100.64.0.7');
    expect(asked.map((one) => space.touches(one))).toEqual([false, false]);
  });
});
