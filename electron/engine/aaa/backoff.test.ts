import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

const t0 = Date.UTC(2026, 10, 20, 12);
const ali = { tenantId: 1, username: 'ali', nasId: 5, callingStationId: 'AA:BB:CC:DD:EE:01' };
const sara = { ...ali, username: 'sara', callingStationId: 'AA:BB:CC:DD:EE:02' };

describe('X65: back-off', () => {
  it('three mistakes are free, then the reject comes later and later, never later than 200 ms', () => {
    const backoff = new Backoff();
    const delays = Array.from({ length: 9 }, (_, n) => backoff.failed(ali, t0 + n).delayMs);
    expect(delays).toEqual([0, 0, 0, 25, 50, 100, 200, 200, 200]);
  });

  it('slows nobody else: another name from another device is answered at once', () => {
    const backoff = new Backoff();
    for (let n = 0; n < 100; n++) backoff.failed(ali, t0);
    expect(backoff.failed(sara, t0)).toEqual({ failures: 1, delayMs: 0 });
  });

  it('a name that is guessed from many devices, and a device that guesses many names, are both slowed', () => {
    const backoff = new Backoff();
    for (let n = 0; n < 7; n++) backoff.failed({ ...ali, callingStationId: `device ${n}` }, t0);
    expect(backoff.failed({ ...ali, callingStationId: 'new' }, t0).delayMs).toBe(200);
    for (let n = 0; n < 7; n++) backoff.failed({ ...sara, username: `name ${n}` }, t0);
    expect(backoff.failed({ ...sara, username: 'new' }, t0).delayMs).toBe(200);
  });

  it('without a Calling-Station-Id a NAS is not one device', () => {
    const backoff = new Backoff();
    for (let n = 0; n < 9; n++) backoff.failed({ ...ali, username: `name ${n}`, callingStationId: '' }, t0);
    expect(backoff.failed({ ...sara, callingStationId: '' }, t0).delayMs).toBe(0);
  });

  it('a right password ends the count, and so do ten quiet minutes', () => {
    const backoff = new Backoff();
    for (let n = 0; n < 9; n++) backoff.failed(ali, t0);
    backoff.succeeded(ali);
    expect(backoff.size).toBe(0);
    for (let n = 0; n < 9; n++) backoff.failed(ali, t0);
    expect(backoff.failed(ali, t0 + 600_000).failures).toBe(10);
    expect(backoff.failed(ali, t0 + 600_000 + 600_001).failures).toBe(1);
  });

  it('memory is bounded: those that failed longest ago are forgotten', () => {
    const backoff = new Backoff(100);
    backoff.failed(ali, t0);
    for (let n = 0; n < 1000; n++) {
      backoff.failed({ ...ali, username: `name ${n}`, callingStationId: `device ${n}` }, t0 + n);
    }
    expect(backoff.size).toBe(200);
    expect(backoff.failed(ali, t0 + 1000).failures).toBe(1);
  });
});
