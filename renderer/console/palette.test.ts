import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PaletteQuery } from '../ui/palette/palette-model.ts';
import { subscriberProvider, viewProvider } from './palette.ts';
import { views } from './views.ts';

const ask = (text: string): PaletteQuery => ({ scope: 'all', text });
const usage = { downBytes: 0, upBytes: 0, countedBytes: 0, quotaBytes: 0, sinceAt: 0 };
const layla = {
  id: 7,
  username: 'layla.m3',
  fullName: 'Layla M.',
  phone: '+000 142',
  status: 'active',
  isExpired: false,
  serviceId: 4,
  serviceName: 'Fiber 100M',
  resellerId: null,
  resellerName: null,
  macs: ['02:5E:00:00:00:51'],
  staticIp: null,
  expiresAt: null,
  simultaneousUse: 1,
  macMode: null,
  macLimit: null,
  billingDay: null,
  balanceMinor: 0,
  passwordSet: true,
  portalPasswordSet: false,
  fupLevel: 2,
  monthlyFupLevel: 0,
  daily: usage,
  monthly: usage,
  bonusBytes: 0,
  rateLimit: '20M/100M',
  isOnline: true,
  openSessions: 1,
  framedIpAddress: '100.64.51.70',
  nasId: 1,
  lastSeenAt: 0,
  createdAt: 0,
  updatedAt: 0,
};

const fetched = vi.fn((_url: string) =>
  Promise.resolve({ ok: true, status: 200, text: async () => JSON.stringify({ items: [layla], total: 4 }) }),
);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  fetched.mockClear();
});

describe('finding subscribers', () => {
  const may = { reset: true, kick: false };

  it('asks the engine once, when typing rests, and names the field that was hit', async () => {
    const { search } = subscriberProvider(views, () => undefined, may);
    const typedOn = new AbortController();
    const older = Promise.resolve(search(ask('025'), typedOn.signal));
    const dropped = expect(older).rejects.toThrow();
    typedOn.abort();
    const answer = search(ask('02:5e'), new AbortController().signal);
    await vi.advanceTimersByTimeAsync(60);
    await dropped;
    const [group] = await answer;
    expect(fetched.mock.calls.map(([url]) => url)).toEqual(['/api/v1/subscribers?q=02%3A5e&limit=6']);
    expect(group).toMatchObject({
      total: '1 of 4',
      items: [{ label: 'layla.m3', note: 'Fiber 100M, 02:5E:00:00:00:51' }],
    });
  });

  it('offers only what the role may do', async () => {
    const { search } = subscriberProvider([], () => undefined, may);
    const answer = search(ask('layla'), new AbortController().signal);
    await vi.advanceTimersByTimeAsync(60);
    const [group] = await answer;
    expect(group?.items[0]?.actions?.map(({ label, note }) => [label, note])).toEqual([
      ['Open the page', undefined],
      ['Reset FUP', 'level 2 → 0'],
    ]);
  });

  it('asks nothing while nothing is typed', async () => {
    const { search } = subscriberProvider(views, () => undefined, may);
    expect(await search(ask(''), new AbortController().signal)).toEqual([]);
    expect(fetched).not.toHaveBeenCalled();
  });
});

it('lists views, not the pages behind their rows', async () => {
  const [group] = await viewProvider(views, () => undefined).search(ask('subscriber'), new AbortController().signal);
  expect(group?.items.map(({ label }) => label)).toContain('Subscribers');
  expect(group?.items.map(({ id }) => id).filter((id) => id.includes(':id'))).toEqual([]);
});
