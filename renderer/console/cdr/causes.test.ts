import { expect, it } from 'vitest';
import { endingOf } from './causes.ts';

it.each([
  ['User-Request', 'stop', 'hung up', 'User-Request'],
  ['Stale-Session-Cleanup', 'sweeper', 'no more updates', 'Stale-Session-Cleanup'],
  ['', 'poll', 'not on the router any more', null],
  ['NAS-Reboot', 'nas-reboot', 'router restarted', 'NAS-Reboot'],
  ['Vendor-Thing', 'stop', null, 'Vendor-Thing'],
  ['', 'stop', null, null],
] as const)('F047: %s closed by %s is "%s"', (terminateCause, closedBy, words, name) => {
  expect(endingOf({ terminateCause, closedBy })).toEqual({ words, name });
});
