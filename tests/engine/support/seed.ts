/** What most engine tests begin with: a NAS, a 10/5 Mbps service, a subscriber, by the same HTTP calls as a script. */
import type { ApiSession } from './api-session.ts';

export const nasSecret = 'a shared secret of 24 octets';
export const tenFive = { name: 'Fiber 10M', downKbps: 10_000, upKbps: 5_000 };
export const ali = { username: 'ali', password: 'correct horse' };

export async function seedBasics(api: ApiSession): Promise<{ nasId: number; serviceId: number; subscriberId: number }> {
  const nas = await api.post<{ id: number }>('/nas', { name: 'tower', address: '127.0.0.1', secret: nasSecret });
  const service = await api.post<{ id: number }>('/services', tenFive);
  const subscriber = await api.post<{ id: number }>('/subscribers', { ...ali, serviceId: service.id });
  return { nasId: nas.id, serviceId: service.id, subscriberId: subscriber.id };
}

/** Asks until `check` is content, for at most `limitMs`: for what follows a commit within milliseconds. */
export async function eventually<T>(ask: () => Promise<T>, check: (value: T) => boolean, limitMs = 5000): Promise<T> {
  const until = performance.now() + limitMs;
  for (;;) {
    const value = await ask();
    if (check(value)) return value;
    if (performance.now() > until) throw new Error(`not within ${limitMs} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
