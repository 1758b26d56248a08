import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { orderlyEnd } from './orderly-end.ts';

function setUp(stop: () => Promise<void>, limitMs = 1000) {
  const codes: number[] = [];
  const said: string[] = [];
  const end = orderlyEnd({
    stop,
    limitMs,
    log: pino({ enabled: false }),
    say: (text) => said.push(text),
    exit: (code) => codes.push(code),
  });
  return { end, codes, said };
}

describe('the end of the process', () => {
  it('comes after everything has stopped, with the code of whoever ended it first', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { end, codes } = setUp(() => promise);
    end(1);
    end(0);
    expect(codes).toEqual([]);
    resolve();
    await vi.waitFor(() => expect(codes).toEqual([1]));
  });

  it('is code 1 when the stop fails', async () => {
    const { end, codes } = setUp(() => Promise.reject(new Error('disk')));
    end(0);
    await vi.waitFor(() => expect(codes).toEqual([1]));
  });

  it('comes in time although the stop never ends', () => {
    vi.useFakeTimers();
    const { end, codes, said } = setUp(() => new Promise(() => undefined), 4500);
    end(0);
    vi.advanceTimersByTime(4499);
    expect(codes).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(codes).toEqual([1]);
    expect(said).toEqual(['Lastmile did not stop in time and was ended.']);
    vi.useRealTimers();
  });
});
