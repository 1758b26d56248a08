import { useState } from 'react';
import { App } from '../App.tsx';
import type { Account } from '../account.ts';
import { chooseLanguage, MessagesContext } from '../messages/languages.ts';

const words = {
  en: {
    banner: ['Daily cap reached', 'Speed is 60 Mbit/s until 00:05.'],
    period: '2 Nov',
    steps: [
      ['Your plan', 'Fiber 100M'],
      ['Evening boost', 'ended at 20:00'],
      ['Daily cap', '84.2 of 80 GB used'],
      ['Monthly cap', 'not reached'],
      ['Network', 'checked 6 s ago'],
      ['You use now', 'all devices together'],
    ],
    back: 'Full speed returns at 00:05, in 3 h.',
    status: 'Active',
  },
  ar: {
    banner: ['بلغت الحد اليومي', 'السرعة 60 ميغابت/ث حتى الساعة 00:05.'],
    period: '2 نوفمبر',
    steps: [
      ['باقتك', 'Fiber 100M'],
      ['تعزيز المساء', 'انتهى الساعة 20:00'],
      ['الحد اليومي', 'استهلكت 84.2 من 80 غ.ب'],
      ['الحد الشهري', 'لم تبلغه'],
      ['الشبكة', 'فُحصت قبل 6 ث'],
      ['استهلاكك الآن', 'كل الأجهزة معًا'],
    ],
    back: 'تعود السرعة الكاملة الساعة 00:05، بعد 3 ساعات.',
    status: 'فعّالة',
  },
} as const;

/** The portal's home with sample data: `?lang=ar` mirrors it. */
export function PortalSample() {
  const [messages] = useState(() => {
    const found = chooseLanguage([new URLSearchParams(location.search).get('lang') ?? 'en']);
    document.documentElement.dir = found.direction;
    document.documentElement.lang = found.language;
    return found;
  });
  const [account] = useState((): Account => {
    const said = words[messages.language];
    const ripple = (i: number) => Math.sin(i / 3) * 5 + Math.sin(i * 1.7) * 4 + Math.sin(i / 11) * 6;
    const down = Array.from({ length: 60 }, (_, i) => (i === 59 ? 42.1e6 : Math.min(58, 44 + ripple(i)) * 1e6));
    const kinds = ['plain', 'skipped', 'set', 'plain', 'checked', 'use'] as const;
    const rates = [100e6, 200e6, 60e6, null, 60e6, 42.1e6];
    return {
      provider: 'Example ISP',
      state: 'online',
      onlineSinceAt: Date.now() - (4 * 60 + 12) * 60_000,
      banners: [{ id: 'daily', severity: 'crit', title: said.banner[0], text: said.banner[1] }],
      live: {
        downBps: 42.1e6,
        upBps: 3.9e6,
        down,
        up: down.map((bps, i) => bps * 0.09 + Math.abs(ripple(i)) * 5e4),
        stepSeconds: 1,
        limitBps: 60e6,
        isLimited: true,
        at: Date.now() - 2000,
      },
      day: { usedBytes: 84.2e9, quotaBytes: 80e9, since: '00:05' },
      period: { usedBytes: 612e9, quotaBytes: 1500e9, since: said.period },
      plan: {
        name: 'Fiber 100M',
        downKbps: 100_000,
        upKbps: 20_000,
        downKbpsNow: 60_000,
        upKbpsNow: 12_000,
        tier: 1,
        tiers: 6,
        daysLeft: 12,
        balance: '31.00',
        status: said.status,
      },
      why: {
        steps: said.steps.map(([title, text], place) => ({
          id: String(place),
          title,
          text,
          kind: kinds[place] ?? 'plain',
          downBps: rates[place] ?? null,
        })),
        back: said.back,
      },
    };
  });
  return (
    <MessagesContext value={messages}>
      <App state={{ kind: 'ready', account }} />
    </MessagesContext>
  );
}
