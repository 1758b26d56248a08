import { expect, it } from 'vitest';
import { createCoaCounters } from './counters.ts';

it('counts by request and result, a NAK by its cause', () => {
  const counters = createCoaCounters();
  const took = { tries: 1, ms: 1 };
  counters.note('CoA-Request', { kind: 'ack', ...took });
  counters.note('CoA-Request', { kind: 'ack', ...took });
  counters.note('CoA-Request', { kind: 'nak', ...took, errorCause: 'Session-Context-Not-Found' });
  counters.note('Disconnect-Request', { kind: 'nak', ...took, errorCause: undefined });
  expect(counters.all()).toEqual([
    { code: 'CoA-Request', result: 'ack', count: 2 },
    { code: 'CoA-Request', result: 'nak Session-Context-Not-Found', count: 1 },
    { code: 'Disconnect-Request', result: 'nak without Error-Cause', count: 1 },
  ]);
});
