import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePattern } from './safe-pattern.ts';

function matches(pattern: string, text: string): boolean {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.value.matches(text);
}

describe('a pattern that cannot hang the server', () => {
  it.each([
    ['ether', 'ether2', true],
    ['^ether', 'my-ether2', false],
    ['ether$', 'ether2', false],
    ['^ether[0-9]+$', 'ether12', true],
    ['^ether[0-9]+$', 'ether', false],
    ['^AA:BB:CC:', 'AA:BB:CC:DD:EE:01', true],
    ['^[^:]*$', 'a:b', false],
    ['^a.c$', 'abc', true],
    ['^a\\.c$', 'abc', false],
    ['^colou?r$', 'color', true],
    ['', 'anything', true],
    ['^$', '', true],
    ['^$', 'x', false],
    ['^[]x]$', ']', true],
    ['^[a-]$', '-', true],
    ['^م.*ة$', 'مدرسة', true],
  ])('%s in %s: %s', (pattern, text, found) => {
    expect(matches(pattern, text)).toBe(found);
  });

  it.each([
    '(a+)+$',
    'a|b',
    'a{3}',
    '*a',
    'a**',
    '[a',
    '[z-a]',
    'a\\',
    '\\d',
    'a^b',
    'a$b',
    '[[:digit:]]',
    'x'.repeat(254),
  ])('%s is refused with the reason', (pattern) => {
    const parsed = parsePattern(pattern);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.fault).toMatch(/^(cannot|has|ends|does|must) /);
  });

  it('agrees with JavaScript where both understand the pattern', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\.');
    const step = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?')).map((parts) => parts.join(''));
    const pattern = fc
      .tuple(fc.constantFrom('', '^'), fc.array(step, { maxLength: 5 }), fc.constantFrom('', '$'))
      .map(([start, steps, end]) => start + steps.join('') + end);
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '.'), { maxLength: 10 }).map((list) => list.join(''));
    fc.assert(
      fc.property(pattern, text, (source, said) => {
        expect(matches(source, said)).toBe(new RegExp(source, 's').test(said));
      }),
    );
  });

  it('takes as many steps as pattern times text, whatever is written', () => {
    // Backtracking would need more steps here than the universe has nanoseconds.
    expect(matches(`${'.*'.repeat(126)}x`, 'a'.repeat(253))).toBe(false);
  });
});
