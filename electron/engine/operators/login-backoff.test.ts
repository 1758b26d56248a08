import { describe, expect, it } from 'vitest';
import { createLoginBackoff } from './login-backoff.ts';

function clocked() {
  let at = 1_000_000;
  return { backoff: createLoginBackoff(() => at), pass: (ms: number) => (at += ms) };
}

describe('login back-off', () => {
  it('lets four misses pass and makes the fifth wait', () => {
    const { backoff } = clocked();
    for (let i = 0; i < 4; i += 1) backoff.missed('admin', '10.0.0.9');
    expect(backoff.waitMs('admin', '10.0.0.9')).toBe(0);
    backoff.missed('admin', '10.0.0.9');
    expect(backoff.waitMs('admin', '10.0.0.9')).toBe(1000);
  });

  it('doubles the wait with every further miss, up to a minute', () => {
    const { backoff } = clocked();
    const waits = Array.from({ length: 14 }, () => {
      backoff.missed('admin', '10.0.0.9');
      return backoff.waitMs('admin', '10.0.0.9');
    });
    expect(waits.slice(4, 8)).toEqual([1000, 2000, 4000, 8000]);
    expect(waits.at(-1)).toBe(60_000);
  });

  it('treats user names without regard to case', () => {
    const { backoff } = clocked();
    for (let i = 0; i < 5; i += 1) backoff.missed(i % 2 ? 'ADMIN' : 'admin', '10.0.0.9');
    expect(backoff.waitMs('Admin', '10.0.0.9')).toBe(1000);
  });

  it('makes an address wait that tries many user names', () => {
    const { backoff } = clocked();
    for (let i = 0; i < 20; i += 1) backoff.missed(`guess-${i}`, '10.0.0.9');
    expect(backoff.waitMs('never-tried', '10.0.0.9')).toBeGreaterThan(0);
    expect(backoff.waitMs('never-tried', '10.0.0.10')).toBe(0);
  });

  it('delays the real operator by at most five seconds when strangers guess from everywhere', () => {
    const { backoff } = clocked();
    for (let i = 0; i < 500; i += 1) backoff.missed('admin', `10.1.${i >> 8}.${i & 255}`);
    expect(backoff.waitMs('admin', '192.168.88.2')).toBe(5000);
  });

  it('forgets the pair on success but not the address', () => {
    const { backoff, pass } = clocked();
    for (let i = 0; i < 25; i += 1) backoff.missed('admin', '10.0.0.9');
    pass(61_000);
    backoff.succeeded('admin', '10.0.0.9');
    backoff.missed('admin', '10.0.0.9');
    expect(backoff.waitMs('admin', '10.0.0.9')).toBe(60_000); // still the address's wait
    expect(backoff.waitMs('admin', '10.0.0.10')).toBe(0);
  });

  it('forgets misses after a quarter of an hour of quiet', () => {
    const { backoff, pass } = clocked();
    for (let i = 0; i < 9; i += 1) backoff.missed('admin', '10.0.0.9');
    pass(15 * 60_000 + 1);
    expect(backoff.waitMs('admin', '10.0.0.9')).toBe(0);
    backoff.missed('admin', '10.0.0.9');
    expect(backoff.waitMs('admin', '10.0.0.9')).toBe(0);
  });

  it('stays bounded under a flood of invented user names', () => {
    const { backoff } = clocked();
    for (let i = 0; i < 30_000; i += 1) backoff.missed(`u${i}`, `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    expect(backoff.waitMs('u29999', '10.0.117.47')).toBe(0);
    backoff.missed('fresh', '10.9.9.9');
    expect(backoff.waitMs('fresh', '10.9.9.9')).toBe(0);
  });
});
