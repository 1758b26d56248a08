import { describe, expect, it } from 'vitest';
import { type BulkRun, bulkWords } from './bulk-disconnect.ts';

const run = (over: Partial<BulkRun>): BulkRun => ({
  ...{ total: 40, done: 40, disconnected: 40, alreadyGone: 0, failures: [], isRunning: false, stopped: null },
  ...over,
});

describe('what a bulk disconnect says', () => {
  it('while it runs there is no verdict', () => {
    expect(bulkWords(run({ isRunning: true, done: 20, disconnected: 20 }))).toEqual({
      ...{ title: 'Disconnecting 40 sessions', detail: '20 disconnected', severity: undefined },
    });
  });

  it('all of it worked, also where some were gone', () => {
    expect(bulkWords(run({ disconnected: 39, alreadyGone: 1 }))).toMatchObject({
      ...{ severity: 'ok', detail: '39 disconnected; 1 were gone already' },
    });
  });

  it('who may still be online is named with the reason', () => {
    const failures = [{ id: 7, username: 'ali', detail: 'tower:3799 did not answer' }];
    expect(bulkWords(run({ disconnected: 39, failures }))).toMatchObject({
      severity: 'high',
      detail: '39 disconnected; 1 may still be online (ali: tower:3799 did not answer)',
    });
  });

  it('stopped is no success', () => {
    expect(
      bulkWords(run({ done: 20, disconnected: 20, stopped: 'Stopped: the others were not touched.' })),
    ).toMatchObject({
      ...{ severity: 'high', title: '20 of 40 sessions asked for' },
    });
  });
});
