import { expect, it } from 'vitest';
import { causesShown, timesOf } from './causes.ts';

const cause = (reason: string, count: number, result: 'reject' | 'drop' | 'omission' = 'reject') => ({
  ...{ reason, label: reason, happened: '', remedy: '', result, count, lastAt: null },
});
const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((reason, at) => cause(reason, 60 - at * 10));

it('five causes are shown, the most frequent ones, and none that did not come', () => {
  expect(causesShown(all, undefined).map(({ reason }) => reason)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(causesShown([cause('a', 0), cause('b', 0)], undefined)).toEqual([]);
});

it('the chosen one always has its card', () => {
  expect(causesShown(all, 'f').map(({ reason }) => reason)).toEqual(['a', 'b', 'c', 'd', 'f']);
  expect(causesShown(all, 'b').map(({ reason }) => reason)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(causesShown([cause('a', 0)], 'a').map(({ reason }) => reason)).toEqual(['a']);
});

it('who was let in with less did not fail', () => {
  expect(timesOf([cause('a', 3), cause('b', 4, 'drop'), cause('c', 5, 'omission')])).toBe(7);
});
