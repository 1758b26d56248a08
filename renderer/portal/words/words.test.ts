import { describe, expect, it } from 'vitest';
import type { Banner, Dashboard, SpeedStep } from '../../../shared/contract/portal/dashboard.ts';
import { sample, sampleNow } from '../gallery/sample.ts';
import { ar } from '../messages/ar.ts';
import { en } from '../messages/en.ts';
import { bannerWords } from './banner-words.ts';
import { createSpeech, type SpeechOf } from './speech.ts';
import { whySteps } from './why-steps.ts';

const GB = 1_000_000_000;
const hour = 3_600_000;
const day = 24 * hour;
const speechIn = (change: Partial<SpeechOf> = {}) =>
  createSpeech({
    messages: en,
    locale: 'en-GB',
    timeZone: 'Asia/Baghdad',
    currency: 'USD',
    volumeBase: 'decimal',
    now: sampleNow,
    ...change,
  });
const english = speechIn();
const arabic = speechIn({ messages: ar, locale: 'ar-IQ' });
/** Without the invisible marks that set a text apart. */
const seen = (text: string) => text.replaceAll(/[\u200e\u200f\u2066-\u2069]/g, '').replaceAll('\u00a0', ' ');

describe('how things are said', () => {
  it.each([
    [84.2 * GB, 80 * GB, '84.2 of 80 GB'],
    [612 * GB, 1_500 * GB, '612 of 1,500 GB'],
    [0.4 * GB, 0.5 * GB, '400 of 500 MB'],
    [0, GB, '0.00 of 1 GB'],
  ])('%d of %d bytes', (used, of, text) => expect(english.usedOfText(used, of)).toBe(text));

  it('X21: a GB is what the installation says', () => {
    const binary = speechIn({ volumeBase: 'binary' });
    expect(binary.usedOfText(2 ** 30, 10 * 2 ** 30)).toBe('1.00 of 10 GB');
    expect(binary.usedOfText(2 ** 29, 2 ** 29)).toBe('512 of 512 MB');
  });

  it('money by its currency: cents, fils, or none', () => {
    expect(english.money(3_100)).toContain('31.00');
    expect(seen(speechIn({ currency: 'JOD' }).money(2_500))).toContain('2.500');
    expect(seen(arabic.money(3_100))).toMatch(/31\.00/);
  });

  it('figures are Latin digits in Arabic too, and months have the names of the country', () => {
    expect(arabic.date(sampleNow)).toBe('21 تشرين الثاني');
    expect(speechIn({ messages: ar, locale: 'ar-EG' }).date(sampleNow)).toBe('21 نوفمبر');
    expect(arabic.since(sampleNow - hour)).toBe('20:05');
  });

  it('X14: a counter says the clock within a day, and the day beyond', () => {
    expect(english.since(sampleNow - 21 * hour)).toBe('00:05');
    expect(english.since(sampleNow - 20 * day)).toBe('1 Nov');
    expect(english.date(sampleNow - 400 * day)).toBe('17 Oct 2025');
  });

  it('a second unit of nothing is left out', () => {
    expect(english.lasting(3 * hour)).toBe('3 h');
    expect(english.lasting(3 * hour + 60_000)).toBe('3 h 01 m');
    expect(english.lasting(0)).toBe('1 s');
    expect(arabic.lasting(4 * hour + 12 * 60_000)).toBe('4 س 12 د');
  });
});

describe('notices in words', () => {
  const base = { severity: 'warn' as const, dismissedUntil: null };
  const slowedTo = { downKbps: 60_000, upKbps: 12_000 };
  const untilAt = sampleNow + 3 * hour;
  it.each<[string, Banner, string, string]>([
    [
      'stopped',
      { ...base, kind: 'stopped', key: 'stopped', reach: 'nothing' },
      'Your account is stopped',
      'Contact Example ISP',
    ],
    [
      'F024',
      { ...base, kind: 'expiring', key: 'expiring', daysLeft: 3, expiresAt: Date.UTC(2026, 10, 24, 21) },
      'Your plan expires in 3 days',
      'It ends on 24 Nov. Renew it before.',
    ],
    [
      'stopped behind the wall',
      { ...base, kind: 'stopped', key: 'stopped', reach: 'walled' },
      'Your account is stopped',
      'Only this page and the payment pages open now. Contact Example ISP',
    ],
    [
      'expired behind the wall',
      { ...base, kind: 'expired', key: 'expired', expiredAt: 0, reach: 'walled' },
      'Your plan has ended',
      'Only this page and the payment pages open now. Renew it with Example ISP',
    ],
    [
      'expired and refused',
      { ...base, kind: 'expired', key: 'expired', expiredAt: null, reach: 'nothing' },
      'Your plan has ended',
      'You cannot connect until you renew it',
    ],
    [
      'expired and kept running',
      { ...base, kind: 'expired', key: 'expired', expiredAt: 0, reach: 'all' },
      'Your plan has ended',
      'It still runs. Renew it with',
    ],
    [
      'F025',
      { ...base, kind: 'cap', key: 'daily-cap', period: 'day', slowedTo, untilAt },
      'Daily cap reached',
      'Speed is 60 Mbit/s until 00:05.',
    ],
    [
      'F026, far away',
      { ...base, kind: 'cap', key: 'monthly-cap', period: 'period', slowedTo, untilAt: sampleNow + 10 * day },
      'Monthly cap reached',
      'Speed is 60 Mbit/s until 1 Dec.',
    ],
    [
      'F026, until the renewal',
      { ...base, kind: 'cap', key: 'monthly-cap', period: 'period', slowedTo, untilAt: null },
      'Monthly cap reached',
      'Speed is 60 Mbit/s until you renew.',
    ],
    [
      'a cap that does not slow',
      { ...base, kind: 'cap', key: 'daily-cap', period: 'day', slowedTo: null, untilAt },
      'Daily cap reached',
      'It does not slow you down now.',
    ],
    [
      'F029',
      { ...base, kind: 'tier', key: 'daily-tier-2', period: 'day', level: 2, tierCount: 6, slowedTo, untilAt },
      'Daily usage: tier 2 of 6',
      'Speed is 60 Mbit/s until 00:05.',
    ],
    [
      'F027',
      { ...base, kind: 'balance', key: 'balance', balanceMinor: 1_234, priceMinor: 2_500 },
      'Balance: $12.34',
      'Top up before renewal: it costs $25.00.',
    ],
    [
      'F028',
      {
        ...base,
        kind: 'maintenance',
        key: 'maintenance-1',
        fromAt: sampleNow + 5 * hour,
        toAt: sampleNow + 7 * hour,
        note: 'We replace a switch.',
      },
      'Maintenance: 02:05 – 04:05 tomorrow',
      'Your connection may be interrupted. We replace a switch.',
    ],
  ])('%s', (_case, banner, title, text) => {
    const said = bannerWords(banner, english, 'Example ISP');
    expect(seen(said.title)).toBe(title);
    expect(seen(said.text)).toContain(text);
    const inArabic = bannerWords(banner, arabic, 'Example ISP');
    for (const words of Object.values(inArabic)) expect(words).toMatch(/\p{Script=Arabic}/u);
  });
});

describe('what sets the speed, in words', () => {
  const why = (change: Partial<Dashboard> = {}, downBps: number | null = 42.1e6) =>
    whySteps({ ...sample, ...change }, { ...sample.live, downBps }, english);
  const line = (step: Partial<SpeedStep>) =>
    why({ steps: [{ decides: null, skippedFor: null, downKbps: 1, upKbps: 1, ...step } as SpeedStep] }).lines[0];

  it('reads from the plan to what flows now, as in the mock', () => {
    const { lines, back } = why();
    expect(lines.map(({ title, text, downKbps, kind }) => [title, text, downKbps, kind])).toEqual([
      ['Your plan', 'Fiber 100M', 100_000, 'plain'],
      ['Daily cap', '84.2 of 80 GB used', 60_000, 'slows'],
      ['Monthly cap', 'not reached, 612 of 1,500 GB used', null, 'plain'],
      ['Network', 'checked 6 s ago', 60_000, 'checked'],
      ['You use now', 'all devices together', 42_100, 'use'],
    ]);
    expect(back).toBe('Full speed returns at 00:05, in 3 h.');
  });

  it('a line that is used up says that this is why', () =>
    expect(why({}, 54e6).lines.at(-1)?.text).toBe('all devices together, nearly all of it'));

  it('nothing measured is not zero', () =>
    expect(why({}, null).lines.at(-1)).toMatchObject({ downKbps: null, text: 'not measured now' }));

  it.each<[string, Partial<SpeedStep>, string, string]>([
    [
      'bought data comes first',
      { kind: 'cap', period: 'day', skippedFor: 'bonus', level: 1, usedBytes: 81 * GB, fromBytes: 80 * GB },
      '81.0 of 80 GB used, bought data is used first',
      'skipped',
    ],
    [
      'a boost lifts',
      { kind: 'boost', decides: 'both', percent: 50, untilAt: sampleNow + hour, downKbps: 150_000, upKbps: 30_000 },
      'until 22:05',
      'speeds',
    ],
    [
      'an own rule slows the upload alone',
      { kind: 'rule', isOwn: true, decides: 'up', downPercent: -20, downKbps: 100_000, upKbps: 16_000 },
      '−20 % of your plan, upload only',
      'slows',
    ],
    ['expired', { kind: 'expired', decides: 'both', expiredAt: sampleNow - day }, 'ended 20 Nov', 'slows'],
    ['stopped', { kind: 'stopped', decides: 'both' }, 'ask your provider', 'slows'],
  ])('%s', (_case, step, text, kind) => expect(line(step)).toMatchObject({ text, kind }));

  it.each<[string, Dashboard['fullSpeed'], string]>([
    ['it is full', { kind: 'now' }, 'Nothing slows you down: you have the full speed of your plan.'],
    ['days away', { kind: 'at', at: sampleNow + 10 * day }, 'Full speed returns on 1 Dec, in 10 d.'],
    ['with the renewal', { kind: 'renewal' }, 'Full speed returns when you renew your plan with Example ISP.'],
    ['nobody knows', { kind: 'unknown' }, 'Ask Example ISP when full speed returns.'],
  ])('the end: %s', (_case, fullSpeed, text) => expect(why({ fullSpeed }).back).toBe(text));
});
