/** Goal: no message is long, and the messages of a round say together what the round said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import { sessionsPerMessage, ticksPerMessage } from '../../../shared/contract/topics.ts';
import { noChanges, type SessionChanges, sessionMessages } from './session-messages.ts';

const sessions = (count: number) => Array.from({ length: count }, (_, id) => ({ id }) as LiveSession);
const ticks = (count: number): SessionChanges['ticks'] => Array.from({ length: count }, (_, id) => [id, 1, 1, 1, 1]);

describe('messages of a round', () => {
  it('nothing changed: none', () => {
    expect([...sessionMessages(noChanges())]).toEqual([]);
  });

  it('a few changes are one message', () => {
    const few = { opened: sessions(2), changed: sessions(3), ticks: ticks(4), closed: [5] };
    expect([...sessionMessages(few)]).toEqual([few]);
  });

  it('ten thousand ticks are five messages, and what closed is in the last', () => {
    const messages = [...sessionMessages({ ...noChanges(), ticks: ticks(10_000), closed: [7] })];
    expect(messages.map((message) => message.ticks.length)).toEqual([2_000, 2_000, 2_000, 2_000, 2_000]);
    expect(messages.map(({ closed }) => closed)).toEqual([[], [], [], [], [7]]);
  });

  it('put together they are the round, whatever happened in it', () => {
    const most = fc.integer({ min: 0, max: 3 * sessionsPerMessage });
    fc.assert(
      fc.property(most, most, fc.integer({ min: 0, max: 3 * ticksPerMessage }), fc.nat(9), (a, b, c, d) => {
        const round = { opened: sessions(a), changed: sessions(b), ticks: ticks(c), closed: Array(d).fill(1) };
        const messages = [...sessionMessages(round)];
        for (const { opened, changed, ticks: some } of messages) {
          expect(opened.length + changed.length).toBeLessThanOrEqual(sessionsPerMessage);
          expect(some.length).toBeLessThanOrEqual(ticksPerMessage);
        }
        expect({
          opened: messages.flatMap(({ opened }) => opened),
          changed: messages.flatMap(({ changed }) => changed),
          ticks: messages.flatMap((message) => message.ticks),
          closed: messages.flatMap(({ closed }) => closed),
        }).toEqual(round);
      }),
      { numRuns: 30 },
    );
  });
});
