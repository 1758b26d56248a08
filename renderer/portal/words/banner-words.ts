import type { Banner } from '../../../shared/contract/portal/dashboard.ts';
import type { Speech } from './speech.ts';

export interface SaidBanner {
  readonly title: string;
  readonly text: string;
}

/** What happened, and what it means for the subscriber or what to do next. */
export function bannerWords(banner: Banner, speech: Speech, provider: string): SaidBanner {
  const { banner: m } = speech.messages;
  switch (banner.kind) {
    case 'stopped':
      return { title: m.stopped, text: m.stoppedText[banner.reach](provider) };
    case 'expired':
      return { title: m.expired, text: m.expiredText[banner.reach](provider) };
    case 'expiring':
      // The instant after the last day is what is stored; people are told the day.
      return { title: m.expiring(banner.daysLeft), text: m.expiringText(speech.date(banner.expiresAt - 1)) };
    case 'cap':
      return { title: banner.period === 'day' ? m.dailyCap : m.monthlyCap, text: slowed(banner, speech) };
    case 'tier': {
      const title = banner.period === 'day' ? m.dailyTier : m.monthlyTier;
      return { title: title(banner.level, banner.tierCount), text: slowed(banner, speech) };
    }
    case 'balance':
      return {
        title: m.balance(speech.money(banner.balanceMinor)),
        text: m.balanceText(speech.money(banner.priceMinor)),
      };
    case 'maintenance': {
      const clocks = `${speech.time(banner.fromAt)} – ${speech.time(banner.toAt)}`;
      // The note is the provider's own sentence, in whatever language it was written.
      const text = banner.note === '' ? m.maintenanceText : `${m.maintenanceText} ${banner.note}`;
      return { title: m.maintenance(clocks, speech.day(banner.fromAt)), text };
    }
  }
}

function slowed(
  { slowedTo, untilAt }: Pick<Extract<Banner, { kind: 'cap' }>, 'slowedTo' | 'untilAt'>,
  speech: Speech,
): string {
  const { banner: m } = speech.messages;
  if (!slowedTo) return m.notSlowed;
  const rate = speech.rate(slowedTo.downKbps);
  return untilAt === null ? m.slowedUntilRenewal(rate) : m.slowedUntil(rate, speech.until(untilAt));
}
