import type { Dashboard, Live } from '../../../shared/contract/portal/dashboard.ts';
import { threeFigures } from '../../ui/formats/quantity.ts';
import { Arrow } from '../../ui/formats/Value.tsx';
import { useMessages } from '../messages/languages.ts';
import { usePortalState } from '../session/portal-context.ts';
import { useSpeech } from '../words/use-speech.ts';
import { minutePaths } from './minute-paths.ts';

const width = 358;
const height = 64;
/** The live number comes every 3 s (F036); after four missed ones it is called old. */
const staleMs = 12_000;

/** Download and upload now, large, with the last minute below and the limit as a line in it. */
export function LiveNumbers({ dashboard, live }: { readonly dashboard: Dashboard; readonly live: Live }) {
  const m = useMessages();
  const samples = usePortalState((state) => state.samples);
  const speech = useSpeech(dashboard, 'second');
  const { plan } = dashboard;
  const isLimited = plan.now.downKbps < plan.downKbps || plan.now.upKbps < plan.upKbps;
  const limitBps = plan.now.downKbps * 1000;
  const newest = Math.max(limitBps, ...samples.flatMap(({ downBps, upBps }) => [downBps ?? 0, upBps ?? 0]));
  const topBps = newest * 1.1;
  const limitY = height - (limitBps / topBps) * (height - 2);
  const paths = minutePaths(samples, live.at, { width, height, topBps });
  // Offline is known, and its zero with it; of a silent router nothing is.
  const measuredAt = live.state === 'offline' ? live.at : live.measuredAt;
  const ageMs = measuredAt === null ? null : Math.max(0, speech.now - measuredAt);
  const isStale = ageMs !== null && ageMs > staleMs;
  const age = speech.lasting(ageMs ?? 0);
  return (
    <section className={isStale ? 'live-numbers is-stale' : 'live-numbers'} aria-label={m.liveTraffic}>
      <div className="pair">
        <BigRate label={m.download} direction="down" bps={live.downBps} />
        <BigRate label={m.upload} direction="up" bps={live.upBps} small />
      </div>
      <p className={isLimited ? 'limit crit' : 'limit'}>{m.limitNow(speech.rate(plan.now.downKbps))}</p>
      <svg className="live-chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={`M0 ${limitY}H${width}`} className={isLimited ? 'limit-line on' : 'limit-line'} />
        <path d={paths.downArea} className="down-area" />
        <path d={paths.downLine} className="down-line" />
        <path d={paths.upLine} className="up-line" />
      </svg>
      <p className="under">
        <span>{m.lastSeconds(60)}</span>
        <span className={isStale ? 'warn' : undefined}>
          {ageMs === null ? m.notMeasured : isStale ? m.stale(age) : m.updated(age)}
        </span>
      </p>
    </section>
  );
}

interface BigRateProps {
  readonly label: string;
  readonly direction: 'down' | 'up';
  readonly bps: number | null;
  readonly small?: boolean;
}

/** Always in Mbit/s (F005): a unit that jumps is one more thing to read. */
function BigRate({ label, direction, bps, small }: BigRateProps) {
  const { units } = useMessages();
  const figures = bps === null ? '–' : bps === 0 ? '0' : bps < 5_000 ? '<0.01' : threeFigures(bps / 1e6);
  return (
    <p>
      <small>
        <span aria-hidden="true">
          <Arrow to={direction} />
        </span>{' '}
        {label}
      </small>
      <b className={small ? 'small' : undefined}>{figures}</b>
      <i>{units['Mbit/s'] ?? 'Mbit/s'}</i>
    </p>
  );
}
