/** Fills an engine with the simulated ISP through its public API, as an operator's importing script would. */
import { type EngineApi, idOf, idsOf } from './engine-api.ts';
import type { SimulatedIsp } from './isp.ts';
import { business, type DemoService, prepaid } from './plans.ts';
import type { SimSubscriber } from './population.ts';
import { createRandom, hashText } from './random.ts';
import type { SimRouter } from './router.ts';

export interface Seeded {
  /** By router name, by service name, by user name. */
  readonly nas: ReadonlyMap<string, number>;
  readonly services: ReadonlyMap<string, number>;
  readonly subscribers: ReadonlyMap<string, number>;
}

const DAY_MS = 86_400_000;
/** Rows in one call; the API takes twenty thousand, and a call of these is a second's work. */
const BULK_ROWS = 2_000;

/** Prepaid lines have their addresses from here. No router's own pool and no business lies in this block. */
const prepaidPool = { name: 'prepaid', ranges: ['100.126.0.0/22'], isSticky: true } as const;

/** What a service's logins are told besides their speed. */
const groups: readonly { readonly service: DemoService; readonly body: GroupBody }[] = [
  { service: prepaid, body: { name: 'prepaid', reply: [{ name: 'Framed-Pool', value: prepaidPool.name }] } },
  { service: business, body: { name: 'business', reply: [{ name: 'Mikrotik-Address-List', value: 'business' }] } },
];

interface GroupBody {
  readonly name: string;
  readonly reply: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Registers every router as a NAS, then the authority of RADIUS over TLS, a pool, groups, services and subscribers. The
 * routers must have been started: their ports are part of what is registered. `now` (UTC ms) decides who has expired.
 * @throws when the engine refuses anything
 */
export async function seedEngine(api: EngineApi, isp: SimulatedIsp, now: number): Promise<Seeded> {
  const nas = new Map<string, number>();
  for (const router of isp.routers) nas.set(router.name, idOf(await api('POST', '/api/v1/nas', nasBody(router))));
  await api('POST', '/api/v1/certificates/authority', { names: ['127.0.0.1'] });

  await api('POST', '/api/v1/ip-pools', prepaidPool);
  const groupIds = new Map<DemoService, number>();
  for (const { service, body } of groups) groupIds.set(service, idOf(await api('POST', '/api/v1/groups', body)));
  const services = new Map<string, number>();
  for (const service of new Set(isp.subscribers.map((subscriber) => subscriber.service))) {
    const body = serviceBody(service, groupIds.get(service));
    services.set(service.name, idOf(await api('POST', '/api/v1/services', body)));
  }

  const rows = isp.subscribers.map((subscriber, index) => {
    const serviceId = services.get(subscriber.service.name);
    if (serviceId === undefined) throw new Error(`service ${subscriber.service.name} was not made`);
    return subscriberRow(subscriber, index, serviceId, now);
  });
  const subscribers = new Map<string, number>();
  for (let from = 0; from < rows.length; from += BULK_ROWS) {
    const part = rows.slice(from, from + BULK_ROWS);
    const ids = idsOf(await api('POST', '/api/v1/subscribers/bulk', { rows: part }));
    for (const [i, { username }] of part.entries()) subscribers.set(username, ids[i] ?? 0);
  }
  return { nas, services, subscribers };
}

/** @throws when the router is not started */
export function nasBody(router: SimRouter) {
  const [user] = router.users;
  if (!router.isUp || !user) throw new Error(`router ${router.name} is not up`);
  return {
    name: router.name,
    address: router.address,
    secret: router.secret,
    coaPort: router.coaPort,
    api: { host: router.address, port: router.apiPort, username: user.name, password: user.password, tls: false },
  };
}

const serviceBody = (service: DemoService, groupId: number | undefined) =>
  groupId === undefined ? service : { ...service, groupId };

function subscriberRow(subscriber: SimSubscriber, index: number, serviceId: number, now: number) {
  const { username, password, fullName, mac, account, service } = subscriber;
  const random = createRandom(hashText(username));
  const daysLeft = account === 'expired' ? -random.between(1, 12) : random.between(1, 45);
  return {
    username,
    password,
    fullName,
    serviceId,
    macs: [mac],
    expiresAt: now + daysLeft * DAY_MS,
    status: account === 'suspended' ? 'suspended' : 'active',
    // Businesses have an address of their own, in the one block of 100.64.0.0/10 that no router's pool takes from.
    ...(service.name.startsWith('Business') ? { staticIp: `100.127.${(index >> 8) & 255}.${index & 255}` } : {}),
  };
}
