import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../shared/contract/client.ts';
import { takeAnswer, takePart, takeTold } from './answers.ts';

describe('an answer', () => {
  it('that has its fields is taken as it is', () => {
    const answer = { items: [], total: 0 };
    expect(takeAnswer('subscriber.list', answer)).toBe(answer);
  });

  it.each([
    ['a field less', { items: [] }],
    ['null', null],
    ['a list', []],
    ['text', 'ok'],
  ])('with %s becomes a sentence', (_what, answer) => {
    expect(() => takeAnswer('subscriber.list', answer)).toThrow(ApiProblem);
    expect(() => takeAnswer('subscriber.list', answer)).toThrow(/does not understand/);
  });
});

describe('what the live socket tells', () => {
  const changes = { at: 1, opened: [], changed: [], ticks: [], closed: [] };

  it('with its fields is taken as it is', () => {
    const snapshot = { at: 1, sessions: [] };
    expect(takeTold('sessions', 'snapshot', snapshot)).toBe(snapshot);
    expect(takeTold('sessions', 'delta', changes)).toBe(changes);
    expect(takePart({ sessions: [] })).toEqual({ sessions: [] });
  });

  it('may lack what the contract lets out', () => {
    const status = {
      ...{ at: 1, timeZone: 'UTC', online: 0, subscribers: 0, downBps: null, upBps: null, authPerSecond: 0 },
      ...{ acctPerSecond: 0, p99Ms: null, unacknowledged: 0, routersUp: 0, routersDown: 0, routers: 0 },
      ...{ throttled: 0, openAlerts: 0 },
    };
    expect(takeTold('status', 'snapshot', status)).toBe(status);
  });

  it('without one of its fields is thrown back', () => {
    for (const field of Object.keys(changes)) {
      const { [field as keyof typeof changes]: _, ...rest } = changes;
      expect(() => takeTold('sessions', 'delta', rest)).toThrow(TypeError);
    }
    expect(() => takePart({})).toThrow(TypeError);
  });
});
