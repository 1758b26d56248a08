import { expect, it } from 'vitest';
import { type OnlineInput, onlineState } from './online-state.ts';

const NOW = Date.UTC(2026, 9, 15, 12);
const MINUTE = 60_000;
const online: OnlineInput = {
  hasOpenSession: true,
  isListed: true,
  lastUpdateAt: NOW - MINUTE,
  engineUpSince: NOW - 86_400_000,
  router: { state: 'answering' },
  now: NOW,
};

it.each<[string, Partial<OnlineInput>, string, string]>([
  ['all three conditions hold', {}, 'online', 'listed'],
  ['no poll has listed sessions yet', { isListed: null }, 'online', 'accounting-fresh'],
  ['there is no open session', { hasOpenSession: false }, 'offline', 'no-session'],
  ['a complete poll does not show it', { isListed: false }, 'offline', 'not-listed'],
  ['accounting is 30 min old', { lastUpdateAt: NOW - 30 * MINUTE }, 'online', 'listed'],
  ['accounting is older than 30 min', { lastUpdateAt: NOW - 30 * MINUTE - 1 }, 'offline', 'stale-accounting'],
  [
    'X56: the engine was down while accounting grew old',
    { lastUpdateAt: NOW - 300 * MINUTE, engineUpSince: NOW - 5 * MINUTE },
    'online',
    'listed',
  ],
  [
    'X12: the router does not answer',
    { router: { state: 'silent', since: NOW - MINUTE / 2 } },
    'unknown',
    'router-silent',
  ],
  [
    'X12: the router does not answer and accounting is stale',
    { lastUpdateAt: NOW - 60 * MINUTE, router: { state: 'silent', since: NOW - 50 * MINUTE } },
    'unknown',
    'router-silent',
  ],
  [
    'the API is silent, but accounting arrived since',
    { router: { state: 'silent', since: NOW - 5 * MINUTE } },
    'online',
    'accounting-fresh',
  ],
  [
    'the router is never polled, so its listing says nothing',
    { router: { state: 'unpolled' }, isListed: false },
    'online',
    'accounting-fresh',
  ],
])('X12: %s', (_case, change, state, reason) =>
  expect(onlineState({ ...online, ...change })).toEqual({ state, reason }),
);
