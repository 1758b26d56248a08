import { describe, expect, it } from 'vitest';
import { keepOctets } from '../radius/kept-octets.ts';
import type { Exchange } from './exchange.ts';
import { TraceBook, traceLimits } from './trace-book.ts';

let at = 0;
const exchange = (more: Partial<Exchange> = {}): Exchange => ({
  at: ++at,
  kind: 'access',
  nasId: 5,
  username: 'ali',
  address: '10.0.0.1',
  port: 40_000,
  localAddress: '10.0.0.254',
  localPort: 1812,
  request: keepOctets(new Uint8Array(100)),
  reply: undefined,
  result: 'accept',
  reason: '',
  detail: '',
  ms: 1,
  ...more,
});
const ofSubscriber = { tenantId: 1, subscriberId: 7, username: 'ali' };

describe('TraceBook', () => {
  it('finds an exchange by its NAS and by its subscriber, oldest first', () => {
    const book = new TraceBook();
    const [first, second] = [exchange(), exchange({ nasId: 6 })];
    book.add(first, 1, 7);
    book.add(second, 1, 7);
    expect(book.find(ofSubscriber)).toEqual([first, second]);
    expect(book.find({ tenantId: 1, nasId: 6 })).toEqual([second]);
    expect(book.find({ tenantId: 1, nasId: 9 })).toEqual([]);
  });

  it('what only claims a name is found by the name, in its tenant alone', () => {
    const book = new TraceBook();
    const claim = exchange({ result: 'drop', reason: 'wrong-secret' });
    book.add(claim, 1, undefined);
    expect(book.find(ofSubscriber)).toEqual([claim]);
    expect(book.find({ ...ofSubscriber, tenantId: 2 })).toEqual([]);
  });

  it('interims under invented names leave nothing behind', () => {
    const book = new TraceBook({ ...traceLimits, nas: 4096 });
    for (let n = 0; n < 1000; n++)
      book.add(exchange({ kind: 'accounting', username: `nobody ${n}` }), 1, undefined, true);
    expect(book.find({ tenantId: 1, username: 'nobody 999' })).toEqual([]);
    expect(book.octets).toBeLessThan(64_000);
  });

  it('takes so many a second, and again as many in the next: a flood leaves a sample', () => {
    const book = new TraceBook();
    const admitted = (second: number): number =>
      Array.from({ length: 5000 }, (_, n) => book.admits(second * 1000 + n / 10)).filter(Boolean).length;
    expect([admitted(1), admitted(2)]).toEqual([500, 500]);
  });

  it('a day of Interim-Updates does not push out the login', () => {
    const book = new TraceBook();
    const login = exchange();
    book.add(login, 1, 7);
    for (let n = 0; n < 288; n++) book.add(exchange({ kind: 'accounting' }), 1, 7, true);
    const kept = book.find(ofSubscriber);
    expect(kept).toContain(login);
    expect(kept.length).toBe(4);
    expect(kept.at(-1)?.at).toBe(at);
  });

  it('keeps the newest of many', () => {
    const book = new TraceBook();
    const all = Array.from({ length: 200 }, () => exchange());
    for (const one of all) book.add(one, 1, 7);
    expect(book.find(ofSubscriber)).toEqual(all.slice(-9));
    expect(book.find({ tenantId: 1, nasId: 5 })).toEqual(all.slice(-96));
  });

  it('memory has a bound, whatever the length of packets and however many names there are', () => {
    const limits = { nas: 50_000, subscribers: 100_000, strangers: 20_000 };
    const book = new TraceBook(limits);
    for (let n = 0; n < 3000; n++) {
      const request = keepOctets(new Uint8Array(n % 4096));
      book.add(exchange({ nasId: n % 40, request }), 1, n % 500);
      book.add(exchange({ nasId: n % 40, request, username: `guess-${n}` }), 1, undefined);
      expect(book.octets).toBeLessThanOrEqual(limits.nas + limits.subscribers + limits.strangers);
    }
    expect(traceLimits.nas + traceLimits.subscribers + traceLimits.strangers).toBeLessThan(50 * 1024 * 1024);
  });

  it('whoever was quiet for long gives way first, and guessed names push out no subscriber', () => {
    const book = new TraceBook({ nas: 10_000_000, subscribers: 9_500, strangers: 5_000 });
    for (let n = 0; n < 100; n++) {
      book.add(exchange({ username: `guess-${n}` }), 1, undefined);
      if (n % 10 === 0) book.add(exchange(), 1, n);
      book.add(exchange(), 1, 7);
    }
    expect(book.find({ tenantId: 1, subscriberId: 7 }).length).toBe(9);
    expect(book.find({ tenantId: 1, subscriberId: 0 })).toEqual([]);
    expect(book.find({ tenantId: 1, username: 'guess-0' })).toEqual([]);
    expect(book.find({ tenantId: 1, username: 'guess-99' }).length).toBe(1);
  });
});
