import { describe, expect, it } from 'vitest';
import { type KeyPress, matches, mayRun, printed } from './match.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('matching a key to a binding', () => {
  it.each([
    ['j', press('j'), true],
    ['j', press('J', { shiftKey: true }), false],
    ['J', press('J', { shiftKey: true }), true],
    ['j', press('j', { ctrlKey: true }), false],
    ['j', press('j', { altKey: true }), false],
    ['?', press('?', { shiftKey: true }), true],
    ['?', press('?'), true],
    ['Mod k', press('k', { ctrlKey: true }), true],
    ['Mod k', press('K', { metaKey: true, shiftKey: true }), true],
    ['Mod k', press('k'), false],
    ['Enter', press('Enter'), true],
    ['Enter', press('Enter', { shiftKey: true }), false],
    ['Shift Enter', press('Enter', { shiftKey: true }), true],
    ['Mod Enter', press('Enter', { ctrlKey: true }), true],
    ['Space', press(' '), true],
    ['Escape', press('Escape'), true],
  ])('%s against %o is %s', (binding, key, expected) => expect(matches(binding, key)).toBe(expected));
});

describe('when a key belongs to what has the focus', () => {
  it.each([
    ['j', 'page', true],
    ['j', 'control', true],
    ['j', 'text', false],
    ['Enter', 'control', false],
    ['Space', 'control', false],
    ['Shift Enter', 'control', true],
    ['Escape', 'text', true],
    ['Mod k', 'text', true],
    ['/', 'text', false],
  ] as const)('%s on a %s: %s', (binding, focus, expected) => expect(mayRun(binding, focus)).toBe(expected));
});

it.each([
  ['Mod k', false, 'Ctrl K'],
  ['Mod k', true, '⌘ K'],
  ['J', false, 'Shift J'],
  ['Shift Enter', false, 'Shift Enter'],
  ['Escape', false, 'Esc'],
  ['/', false, '/'],
  ['PageDown', false, 'Pg ↓'],
])('%s is printed %s → %s', (binding, mac, text) => expect(printed(binding, mac)).toBe(text));
