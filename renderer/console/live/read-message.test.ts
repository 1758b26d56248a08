/**
 * Goal: the page reads the envelope of a live message as the contract does, without the contract's schemas.
 * Method: messages of every kind, whole and with each of their fields spoilt, held against both.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem } from '../../../shared/contract/problem.ts';
import { LiveMessage } from '../../../shared/contract/topics.ts';
import { readMessage } from './read-message.ts';

const data = { online: 3 };
const messages: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['a snapshot', { kind: 'snapshot', topic: 'status', seq: 0, at: 1, data }],
  ['the beginning of a long one', { kind: 'snapshot', topic: 'sessions', seq: 0, at: 1, parts: 2, data }],
  ['a part', { kind: 'part', topic: 'sessions', seq: 1, at: 1, data }],
  ['a delta', { kind: 'delta', topic: 'session:7', seq: 1, at: 1, data }],
  ['a refusal', { kind: 'refused', topic: 'sessions', problem: problem('forbidden', 'Not yours.') }],
];
const judged = (message: unknown) => LiveMessage.safeParse(message).success;
const taken = (message: unknown) => readMessage(JSON.stringify(message)) !== undefined;

describe('a live message', () => {
  it.each(messages)('%s is read as it is', (_what, message) => {
    expect(judged(message)).toBe(true);
    expect(readMessage(JSON.stringify(message))).toEqual(message);
  });

  it('is judged as the contract judges it, whatever stands in a field', () => {
    const spoilt = fc
      .tuple(fc.constantFrom(...messages.map(([, message]) => message)), fc.jsonValue())
      .chain(([message, value]) =>
        fc.constantFrom(...Object.keys(message)).map((field) => ({ ...message, [field]: value })),
      );
    fc.assert(fc.property(spoilt, (message) => void expect(taken(message)).toBe(judged(message))));
  });

  it('without one of its fields is none', () => {
    for (const [, message] of messages) {
      for (const field of Object.keys(message).filter((name) => name !== 'data' && name !== 'parts')) {
        const { [field]: _, ...rest } = message;
        expect([field, taken(rest)]).toEqual([field, false]);
      }
    }
  });

  it.each(['', 'null', '7', '"status"', '[]', '{', '<html>'])('%j is none', (text) => {
    expect(readMessage(text)).toBeUndefined();
  });
});
