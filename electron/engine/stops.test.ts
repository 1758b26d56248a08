import { describe, expect, it } from 'vitest';
import { Stops } from './stops.ts';

describe('what was started is stopped', () => {
  it('in reverse, each once', async () => {
    const seen: string[] = [];
    const stops = new Stops();
    stops.add(() => seen.push('store'));
    stops.add(async () => seen.push('faces'));
    await stops.run();
    await stops.run();
    expect(seen).toEqual(['faces', 'store']);
  });

  it('whatever fails on the way: the store is closed although the faces could not be', async () => {
    const seen: string[] = [];
    const stops = new Stops();
    stops.add(() => seen.push('store'));
    stops.add(() => Promise.reject(new Error('data plane')));
    stops.add(() => {
      throw new Error('faces');
    });
    const failed = stops.run();
    await expect(failed).rejects.toThrow(AggregateError);
    await expect(failed).rejects.toMatchObject({ errors: [{ message: 'faces' }, { message: 'data plane' }] });
    expect(seen).toEqual(['store']);
  });

  it('one failure is told as itself', async () => {
    const stops = new Stops();
    stops.add(() => Promise.reject(new Error('disk')));
    await expect(stops.run()).rejects.toThrow('disk');
  });
});
