import type { Dashboard, QuotaUse } from '../../../shared/contract/portal/dashboard.ts';
import { Ring } from '../../ui/marks/Ring.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { ringSeverity } from '../../ui/marks/severity.ts';
import { useMessages } from '../messages/languages.ts';
import type { Speech } from '../words/speech.ts';
import { useSpeech } from '../words/use-speech.ts';

/** Counters are folded every 30 s, or with accounting every five minutes; older than this is worth a word. */
const oldMs = 6 * 60_000;

/** Two rings: today, and this period. */
export function Rings({ dashboard }: { readonly dashboard: Dashboard }) {
  const m = useMessages();
  const speech = useSpeech(dashboard);
  const ageMs = speech.now - dashboard.usageAt;
  return (
    <section className="quotas" aria-label={m.usage}>
      <QuotaRing label={m.today} since={speech.since(dashboard.day.sinceAt)} use={dashboard.day} speech={speech} />
      <QuotaRing
        label={m.thisPeriod}
        since={speech.date(dashboard.period.sinceAt)}
        use={dashboard.period}
        speech={speech}
      />
      {ageMs > oldMs && <p className="warn">{m.usageAsOf(speech.lasting(ageMs))}</p>}
    </section>
  );
}

interface QuotaRingProps {
  readonly label: string;
  readonly since: string;
  readonly use: QuotaUse;
  readonly speech: Speech;
}

/** A quota as a ring (F012): used inside, what is left below, in words and with a mark. */
function QuotaRing({ label, since, use, speech }: QuotaRingProps) {
  const { messages: m } = speech;
  const { usedBytes, quotaBytes, totalBytes } = use;
  const isUnlimited = totalBytes === 0;
  const severity = ringSeverity(usedBytes, totalBytes);
  const verdict = isUnlimited
    ? m.unlimited
    : usedBytes > totalBytes
      ? m.over(speech.volume(usedBytes - totalBytes))
      : m.left(speech.volume(totalBytes - usedBytes));
  const { used, whole, unit } = isUnlimited ? alone(usedBytes, speech) : speech.usedOf(usedBytes, totalBytes);
  const said = isUnlimited ? speech.volume(usedBytes) : speech.usedOfText(usedBytes, totalBytes);
  return (
    <div className="quota">
      <Ring
        ratio={isUnlimited ? 0 : usedBytes / totalBytes}
        size={120}
        thickness={10}
        severity={severity}
        label={`${label}: ${said}`}
      >
        <b>{used}</b>
        <small>{isUnlimited ? unit : m.of(`${whole} ${unit}`)}</small>
      </Ring>
      <h2>{label}</h2>
      <small>{m.since(since)}</small>
      <em className={severity}>
        <SeverityMark severity={severity} />
        {verdict}
      </em>
      {totalBytes > quotaBytes && <small>{m.bought(speech.volume(totalBytes - quotaBytes))}</small>}
    </div>
  );
}

/** Without a quota the volume stands alone, in its own unit. */
function alone(usedBytes: number, speech: Speech) {
  const [used = '', unit = ''] = speech.volume(usedBytes).split(' ');
  return { used, whole: '', unit };
}
