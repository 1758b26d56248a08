import { describe, expect, it } from 'vitest';
import { demoServices } from './plans.ts';
import { createPopulation } from './population.ts';

const options = { seed: 'a town', subscribers: 2_000, routers: 6 };

describe('the population', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(createPopulation(options)).toEqual(createPopulation(options));
    expect(createPopulation({ ...options, seed: 'b' })).not.toEqual(createPopulation(options));
  });

  it('has distinct names and addresses, none of them a real device’s', () => {
    const people = createPopulation(options);
    expect(new Set(people.map(({ username }) => username)).size).toBe(2_000);
    expect(new Set(people.map(({ mac }) => mac)).size).toBe(2_000);
    expect(people.every(({ mac }) => /^02:5E:00(:[0-9A-F]{2}){3}$/.test(mac))).toBe(true);
  });

  it('is named by given name and letter, or by the kind of place', () => {
    for (const { username, fullName } of createPopulation(options)) {
      expect(username).toMatch(/^([a-z]+\.[a-z]\d*|site-[a-z]+-\d+)$/);
      expect(fullName).toMatch(/^([A-Z][a-z]+ [A-Z]\.|[A-Z][a-z]+ \d\d)$/);
    }
  });

  it('lives at every router, on every service, some of them expired or suspended', () => {
    const people = createPopulation(options);
    expect(new Set(people.map(({ routerIndex }) => routerIndex)).size).toBe(6);
    expect(new Set(people.map(({ service }) => service))).toEqual(new Set(demoServices));
    for (const account of ['expired', 'suspended'] as const) {
      expect(people.filter((one) => one.account === account).length).toBeGreaterThan(10);
    }
    expect(people.filter(({ demand }) => demand.activity === 1).length).toBeGreaterThan(50);
  });
});
