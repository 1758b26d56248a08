import { describe, expect, it } from 'vitest';
import { bindingWords, outcomeWords, poolWords } from './login-words.ts';

const check = {
  ...{ result: 'accept' as const, reason: null, detail: null, replyMessage: null, sessionSeconds: null, learns: null },
  ...{ rateLimit: '5M/10M', framedIpAddress: null, pool: null, pools: [], addressList: null },
  ...{ nasId: 1, nasName: 'tower', station: '4C:5E:0C:00:00:0A' },
};

describe('what a login would come to', () => {
  it.each([
    ['let in', {}, 'Let in', 'At 5M/10M, up/down.'],
    ['let in until it expires', { sessionSeconds: 3 * 86_400 }, 'Let in', 'At 5M/10M, up/down, for 3 days at most.'],
    ['for an hour and a half', { sessionSeconds: 5400 }, 'Let in', 'At 5M/10M, up/down, for 1 h at most.'],
    ['for its last seconds', { sessionSeconds: 5 }, 'Let in', 'At 5M/10M, up/down, for 1 min at most.'],
    ['with a device to learn', { learns: 'A' }, 'Let in', 'At 5M/10M, up/down. A would be learned as its device.'],
    [
      'X55: walled',
      { result: 'walled' as const, rateLimit: '512k/512k' },
      'Walled',
      'Let in at 512k/512k, up/down, to the portal and payment pages only.',
    ],
    [
      'refused, in the engine’s words',
      { result: 'reject' as const, reason: 'wrong-mac', detail: 'B is not a device of ali; clear the MACs' },
      'Refused',
      'B is not a device of ali; clear the MACs.',
    ],
  ])('%s', (_case, over, title, text) => expect(outcomeWords({ ...check, ...over })).toMatchObject({ title, text }));
});

describe('F052: a pool that the reply names', () => {
  const pool = { attribute: 'Framed-Pool', name: 'home', isOurs: true, address: null };
  it.each([
    ['gives an address', { address: '100.64.0.9' }, null, 'would give 100.64.0.9'],
    ['gives way to a static address', {}, '192.0.2.9', 'not used: it has 192.0.2.9'],
    ['is one of the router', { isOurs: false }, null, 'a pool of the router: none here has this name'],
    ['has none on record yet', {}, null, 'is ours; what it would give is not known at the moment'],
  ])('%s', (_case, over, framedIpAddress, words) =>
    expect(poolWords({ ...pool, ...over }, { framedIpAddress })).toBe(words),
  );
});

describe('W9: the binding', () => {
  const devices = [{ mac: '4C:5E:0C:00:00:0A', isLearned: true, firstSeenAt: 1, lastSeenAt: 2 }];
  it.each([
    ['off', 1, [], 'any may dial in'],
    ['learn', 1, [], 'the first one is learned, 1 to go'],
    ['learn', 1, devices, 'the first one is learned, no room is left'],
    ['learn', 3, devices, 'the first 3 are learned, 2 to go'],
    ['locked', 1, devices, 'only those listed'],
    ['locked', 1, [], 'locked, and none is listed'],
  ] as const)('%s of %i', (mode, limit, known, words) =>
    expect(bindingWords({ mode, limit, devices: [...known] })).toBe(words),
  );
});
