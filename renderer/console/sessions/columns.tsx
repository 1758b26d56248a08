import { parseRateLimit, type RateLimit } from '../../../shared/domain/rate-limit.ts';
import { Glyph } from '../../ui/controls/Glyph.tsx';
import { IconCheck } from '../../ui/controls/icons.ts';
import { limitPair, rate, volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Since } from '../../ui/live/Ages.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { Sparkline } from '../../ui/marks/Sparkline.tsx';
import { TierLadder } from '../../ui/marks/TierLadder.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { SessionRow } from '../live/session-rows.ts';
import { proofOf } from './change-words.ts';
import { effectiveLevel } from './session-order.ts';
import './sessions.css';

/** There are as many different limits as plans and tiers, and they are drawn again with every tick. */
const limits = new Map<string, RateLimit | null>();

/** The limit that a router applies, read from its text; null when there is none or it cannot be read. */
export function limitOf(text: string | null): RateLimit | null {
  if (text === null) return null;
  const known = limits.get(text);
  if (known !== undefined) return known;
  const read = parseRateLimit(text);
  const limit = read.ok ? read.value : null;
  limits.set(text, limit);
  return limit;
}

/** A rate as the router writes it, as ↓/↑; a dash where there is none. */
export function RateText({ of }: { readonly of: string | null }) {
  const limit = limitOf(of);
  if (!limit) return <span className="zero">–</span>;
  return <Value of={limitPair(limit.downBps / 1000, limit.upBps / 1000)} />;
}

/** Speed with its proof: ✓ read back from the router, ▲ sent only, ○ a change that waits. */
export function AppliedSpeed({ row: { session } }: { readonly row: SessionRow }) {
  if (!limitOf(session.appliedRateLimit) && session.change !== 'pending') return <span className="zero">–</span>;
  const { mark, word, tooltip } = proofOf(session);
  return (
    <span className="applied" title={tooltip}>
      <RateText of={session.appliedRateLimit} />
      <span className={mark === 'proven' ? 'ok' : undefined}>
        {mark === 'proven' ? (
          <>
            <Glyph icon={IconCheck} size={12} />
            <span className="sr-only">{word}</span>
          </>
        ) : (
          <SeverityMark severity={mark === 'sent' ? 'warn' : 'none'} size={10} label={word} />
        )}
      </span>
    </span>
  );
}

export const sessionColumns: readonly TableColumn<SessionRow>[] = [
  {
    id: 'username',
    title: 'User',
    width: 116,
    look: 'name',
    sort: 'asc',
    cell: ({ session }) => session.username,
    csv: ({ session }) => session.username,
    copy: ({ session }) => session.username,
  },
  {
    id: 'service',
    title: 'Service',
    width: 98,
    dim: true,
    sort: 'asc',
    leaves: 5,
    cell: ({ session }) => session.serviceName ?? '–',
    csv: ({ session }) => session.serviceName,
  },
  {
    id: 'nas',
    title: 'NAS',
    width: 108,
    dim: true,
    look: 'id',
    sort: 'asc',
    leaves: 4,
    cell: ({ session }) => session.nasName ?? session.nasIpAddress,
    csv: ({ session }) => session.nasName ?? session.nasIpAddress,
  },
  {
    id: 'framedIp',
    title: 'Framed IP',
    width: 108,
    dim: true,
    sort: 'asc',
    cell: ({ session }) => session.framedIpAddress,
    csv: ({ session }) => session.framedIpAddress,
    copy: ({ session }) => session.framedIpAddress,
  },
  {
    id: 'mac',
    title: 'MAC',
    width: 132,
    dim: true,
    look: 'id',
    sort: 'asc',
    leaves: 1,
    cell: ({ session }) => session.callingStationId,
    csv: ({ session }) => session.callingStationId,
    copy: ({ session }) => session.callingStationId,
  },
  {
    id: 'startAt',
    title: 'Up since',
    head: 'Up',
    width: 78,
    dim: true,
    align: 'end',
    sort: 'asc',
    cell: ({ session }) => <Since at={session.startAt} />,
    csv: ({ session }) => new Date(session.startAt).toISOString(),
  },
  {
    id: 'downNow',
    title: 'Download now (bit/s)',
    head: '↓ now',
    width: 124,
    align: 'end',
    sort: 'desc',
    cell: (row) => (
      <span className="vt-pair">
        <Sparkline
          values={[...row.trend]}
          width={52}
          height={20}
          {...(limitOf(row.session.appliedRateLimit)?.downBps
            ? { max: limitOf(row.session.appliedRateLimit)?.downBps ?? 0 }
            : {})}
        />
        <Value of={rate(row.downBps)} />
      </span>
    ),
    csv: ({ downBps }) => downBps,
  },
  {
    id: 'upNow',
    title: 'Upload now (bit/s)',
    head: '↑ now',
    width: 68,
    align: 'end',
    sort: 'desc',
    cell: ({ upBps }) => <Value of={rate(upBps)} />,
    csv: ({ upBps }) => upBps,
  },
  {
    id: 'down',
    title: 'Download total (bytes)',
    head: '↓ total',
    width: 74,
    align: 'end',
    sort: 'desc',
    leaves: 3,
    cell: ({ downBytes }) => <Value of={volume(downBytes)} />,
    csv: ({ downBytes }) => downBytes,
  },
  {
    id: 'up',
    title: 'Upload total (bytes)',
    head: '↑ total',
    width: 74,
    align: 'end',
    dim: true,
    sort: 'desc',
    leaves: 2,
    cell: ({ upBytes }) => <Value of={volume(upBytes)} />,
    csv: ({ upBytes }) => upBytes,
  },
  {
    id: 'total',
    title: 'Total (bytes)',
    head: 'Total',
    width: 74,
    align: 'end',
    sort: 'desc',
    optional: true,
    cell: ({ downBytes, upBytes }) => <Value of={volume(downBytes + upBytes)} />,
    csv: ({ downBytes, upBytes }) => downBytes + upBytes,
  },
  {
    id: 'acctSessionId',
    title: 'Acct-Session-Id',
    width: 116,
    dim: true,
    look: 'mono',
    sort: 'asc',
    optional: true,
    cell: ({ session }) => session.acctSessionId,
    csv: ({ session }) => session.acctSessionId,
    copy: ({ session }) => session.acctSessionId,
  },
  {
    id: 'fupLevel',
    title: 'FUP level',
    head: 'FUP',
    width: 68,
    sort: 'desc',
    cell: (row) => {
      const level = effectiveLevel(row);
      return level === null ? <span className="zero">–</span> : <TierLadder level={level} />;
    },
    csv: effectiveLevel,
  },
  {
    id: 'applied',
    title: 'Applied speed (up/down, as the router writes it)',
    head: 'Applied ↓/↑',
    width: 110,
    align: 'end',
    cell: (row) => <AppliedSpeed row={row} />,
    csv: ({ session }) => session.appliedRateLimit,
  },
];
