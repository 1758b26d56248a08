import { duration } from '../../ui/formats/times.ts';
import { limitInFull, rateInFull } from '../../ui/formats/units.ts';
import { Arrow } from '../../ui/formats/Value.tsx';
import { useNow } from '../../ui/live/ticker.ts';
import { sparkArea, sparkLine } from '../../ui/marks/spark-path.ts';
import type { Live } from '../account.ts';
import { saidQuantity, useMessages } from '../messages/languages.ts';

const WIDTH = 358;
const HEIGHT = 64;
/** The live number comes every 3 s (F036); after four missed ones it is called old. */
const STALE_MS = 12_000;

/** Download and upload now, large, with the last minute below and the limit as a line in it. */
export function LiveNumbers({ live }: { readonly live: Live }) {
  const messages = useMessages();
  const now = useNow();
  const ageMs = Math.max(0, now - live.at);
  const age = saidQuantity(messages, duration(Math.max(1000, ageMs)));
  const stale = ageMs > STALE_MS;
  const top = Math.max(live.limitBps ?? 0, ...[...live.down, ...live.up].map((bps) => bps ?? 0)) * 1.1;
  const limitY = live.limitBps && top > 0 ? HEIGHT - (live.limitBps / top) * (HEIGHT - 2) : null;
  return (
    <section className={stale ? 'live-numbers is-stale' : 'live-numbers'}>
      <div className="pair">
        <BigRate label={messages.download} direction="down" bps={live.downBps} />
        <BigRate label={messages.upload} direction="up" bps={live.upBps} small />
      </div>
      {live.limitBps !== null && (
        <p className={live.isLimited ? 'limit crit' : 'limit'}>
          {messages.limitNow(saidQuantity(messages, limitInFull(live.limitBps / 1000)))}
        </p>
      )}
      <svg className="live-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {limitY !== null && (
          <path d={`M0 ${limitY}H${WIDTH}`} className={live.isLimited ? 'limit-line on' : 'limit-line'} />
        )}
        <path d={sparkArea(live.down, WIDTH, HEIGHT, top)} className="down-area" />
        <path d={sparkLine(live.down, WIDTH, HEIGHT, top)} className="down-line" />
        <path d={sparkLine(live.up, WIDTH, HEIGHT, top)} className="up-line" />
      </svg>
      <p className="under">
        <span>{messages.lastSeconds(live.down.length * live.stepSeconds)}</span>
        <span className={stale ? 'warn' : undefined}>{stale ? messages.stale(age) : messages.updated(age)}</span>
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

function BigRate({ label, direction, bps, small }: BigRateProps) {
  const { units } = useMessages();
  const [part] = rateInFull(bps).parts;
  return (
    <div>
      <small>
        <Arrow to={direction} /> {label}
      </small>
      <b className={small ? 'small' : undefined}>{part?.figures}</b>
      <i>{part?.unit ? (units[part.unit] ?? part.unit) : ''}</i>
    </div>
  );
}
