import type { Dashboard } from '../../../shared/contract/portal/dashboard.ts';
import { useNow } from '../../ui/live/ticker.ts';
import { useSpoken } from '../messages/languages.ts';
import { usePortalState } from '../session/portal-context.ts';
import { createSpeech, type Speech } from './speech.ts';

/** Now by the engine's clock, renewed every second, or every minute. */
export function useEngineNow(every: 'second' | 'minute' = 'second'): number {
  const offset = usePortalState(({ clockOffsetMs }) => clockOffsetMs);
  return useNow(every) + offset;
}

/** How things are said on this page now. */
export function useSpeech(dashboard: Dashboard, every: 'second' | 'minute' = 'minute'): Speech {
  const { messages, locale } = useSpoken();
  const now = useEngineNow(every);
  const { timeZone, currency, volumeBase } = dashboard;
  return createSpeech({ messages, locale, timeZone, currency, volumeBase, now });
}
