import { expect, it } from 'vitest';
import { createStatics } from './statics.ts';

it('a change that touches no static address leaves the list what it was, another one does not', () => {
  const subscribers = [
    { tenantId: 1, staticIp: '100.64.0.7', reply: [['Mikrotik-Rate-Limit', '1M/1M']] },
    { tenantId: 1, staticIp: null, reply: [['Delegated-IPv6-Prefix', '2001:DB8:5::/48']] },
    { tenantId: 2, staticIp: '100.64.0.8', reply: [] },
  ];
  const statics = createStatics({ subscribers } as unknown as Parameters<typeof createStatics>[0]);
  const before = statics.of(1);
  expect(before).toEqual(['100.64.0.7', '2001:db8:5::/48']);
  expect([statics.has(1, '2001:db8:5:100::/56'), statics.has(2, '100.64.0.7')]).toEqual([true, false]);

  subscribers[0]!.reply = [['Mikrotik-Rate-Limit', '2M/2M']];
  statics.forget();
  expect(statics.of(1)).toBe(before);

  subscribers[0]!.staticIp = '100.64.0.9';
  statics.forget();
  expect(statics.of(1)).toEqual(['100.64.0.9', '2001:db8:5::/48']);
  expect([statics.has(1, '100.64.0.7'), statics.has(1, '100.64.0.9')]).toEqual([false, true]);
});
