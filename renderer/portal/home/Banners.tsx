import type { Dashboard, Live } from '../../../shared/contract/portal/dashboard.ts';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import type { Severity } from '../../ui/marks/severity.ts';
import { CloseIcon } from '../icons.tsx';
import { useMessages } from '../messages/languages.ts';
import { usePortal, usePortalState } from '../session/portal-context.ts';
import { bannerWords } from '../words/banner-words.ts';
import { useSpeech } from '../words/use-speech.ts';

/** What is the matter, worst first: the page's own trouble, the router's, then the engine's notices. */
export function Banners({ dashboard, live }: { readonly dashboard: Dashboard; readonly live: Live }) {
  const m = useMessages();
  const portal = usePortal();
  const fault = usePortalState((state) => state.fault);
  const speech = useSpeech(dashboard);
  const shown = dashboard.banners.filter(({ dismissedUntil }) => (dismissedUntil ?? 0) <= speech.now);
  return (
    <div className="banners" aria-live="polite">
      {fault && (
        <Banner severity="warn" title={navigator.onLine ? m.failed.unreachable : m.failed.offline}>
          {m.failed.stale(speech.time(live.at))}
        </Banner>
      )}
      {!fault && live.state === 'router-silent' && (
        <Banner severity="high" title={m.routerSilentTitle}>
          {m.routerSilentText}
        </Banner>
      )}
      {shown.map((banner) => {
        const { title, text } = bannerWords(banner, speech, dashboard.provider);
        return (
          <Banner
            key={banner.key}
            severity={banner.severity}
            title={title}
            dismiss={m.dismiss(title)}
            onDismiss={() => void portal.dismiss(banner.key)}
          >
            {text}
          </Banner>
        );
      })}
    </div>
  );
}

interface BannerProps {
  readonly severity: Severity;
  readonly title: string;
  readonly children: string;
  readonly dismiss?: string;
  readonly onDismiss?: () => void;
}

function Banner({ severity, title, children, dismiss, onDismiss }: BannerProps) {
  return (
    <section className={`banner ${severity}`}>
      <SeverityMark severity={severity} size={12} />
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
      </div>
      {onDismiss && (
        <button type="button" aria-label={dismiss} onClick={onDismiss}>
          <CloseIcon />
        </button>
      )}
    </section>
  );
}
