/** The context of a login that every check lets pass; a test names what is different about its own. */
import { defaultTenant, type Group } from '../../policy.ts';
import type { NasEntry, SubscriberEntry } from '../../protocol.ts';
import type { SubscriberContext } from '../check.ts';
import type { RequestFacts } from '../request-facts.ts';

/** 2026-11-20 12:00 UTC, a Friday. */
export const t0 = Date.UTC(2026, 10, 20, 12);

export const tower: NasEntry = {
  id: 5,
  tenantId: 1,
  name: 'tower',
  address: '10.0.0.1',
  secret: 'a shared secret of 24 octets',
  swapDirections: false,
};

export const ali: SubscriberEntry = {
  id: 1,
  tenantId: 1,
  username: 'ali',
  password: 'secret',
  status: 'active',
  expiresAt: null,
  staticIp: null,
  reply: [],
};

export const pppoeRequest: RequestFacts = {
  username: 'ali',
  callingStationId: 'AA:BB:CC:DD:EE:01',
  calledStationId: 'pppoe-in',
  nasPortType: 'Ethernet',
  nasPortId: 'ether2',
  nasIdentifier: 'tower',
  nasIpAddress: '10.0.0.1',
  serviceType: 'Framed-User',
  framedProtocol: 'PPP',
};

export const group: Group = {
  id: 3,
  name: 'hotel',
  reply: [],
  check: [],
  nasIds: [],
  loginWindows: [],
  zone: 'Asia/Baghdad',
  loginState: undefined,
};

/** `request` is merged into the usual one. */
export function contextOf({
  request = {},
  ...different
}: Partial<Omit<SubscriberContext, 'request'>> & { readonly request?: Partial<RequestFacts> } = {}): SubscriberContext {
  return {
    nas: tower,
    tenant: defaultTenant,
    subscriber: ali,
    online: [],
    nasName: (nasId) => (nasId === tower.id ? tower.name : `NAS ${nasId}`),
    realm: undefined,
    unknownRealm: '',
    groups: [],
    credentials: { kind: 'matched', method: 'PAP' },
    now: t0,
    wallNow: t0,
    ...different,
    request: { ...pppoeRequest, ...request },
  };
}
