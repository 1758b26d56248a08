import { memo, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { IconSessions } from '../../ui/controls/icons.ts';
import { plain } from '../../ui/formats/quantity.ts';
import { rate, volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Since } from '../../ui/live/Ages.tsx';
import { Pane } from '../../ui/pane/Pane.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { useTopic } from '../live/live.ts';
import { sessionRows, useSessions } from '../live/session-feed.ts';
import { LiveBody, PaneAge, useIsStale } from './LivePane.tsx';

const SHOWN = 9;
const REORDER_MS = 2000;

/** F045: the sessions that take most right now. The order waits while the pointer is over them. */
export function TopTalkers() {
  useTopic('sessions');
  const { isReady, refused } = useSessions();
  const isStale = useIsStale();
  const [ids, setIds] = useState<readonly number[]>([]);
  const isPointedAt = useRef(false);
  useEffect(() => {
    if (!isReady) return;
    const renew = () => {
      if (isPointedAt.current) return;
      const next = topTalkers();
      setIds((before) => (before.join() === next.join() ? before : next));
    };
    renew();
    const timer = setInterval(renew, REORDER_MS);
    return () => clearInterval(timer);
  }, [isReady]);
  return (
    <Pane
      title="Top talkers now"
      column="span 4"
      stale={isStale}
      end={
        <PaneAge>
          <Link href="/sessions">All sessions</Link>
        </PaneAge>
      }
    >
      <LiveBody told={{ data: isReady ? ids : null, refused }} noun="The sessions" rows={SHOWN}>
        {(shown) =>
          shown.length === 0 ? (
            <EmptyState icon={IconSessions} title="No session moves anything">
              A rate is known after the second reading of its router.
            </EmptyState>
          ) : (
            <table
              className="tbl"
              onPointerEnter={() => {
                isPointedAt.current = true;
              }}
              onPointerLeave={() => {
                isPointedAt.current = false;
              }}
            >
              <colgroup>
                <col className="w20" />
                <col className="w20" />
                <col className="w24" />
                <col className="w8" />
                <col className="w14" />
                <col className="w14" />
              </colgroup>
              <thead>
                <tr>
                  <th>User</th>
                  <th>NAS</th>
                  <th>Framed IP</th>
                  <th className="num">Up</th>
                  <th className="num">Data</th>
                  <th className="num sort">↓ now</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((id) => (
                  <Talker key={id} id={id} />
                ))}
              </tbody>
            </table>
          )
        }
      </LiveBody>
    </Pane>
  );
}

const Talker = memo(function Talker({ id }: { readonly id: number }) {
  const row = sessionRows.records.useRecord(id);
  const [, navigate] = useLocation();
  if (!row) return null;
  const { session } = row;
  return (
    <tr onDoubleClick={() => navigate(`/sessions?open=${id}`)}>
      <td className="name id">
        <Link href={`/sessions?open=${id}`}>{session.username}</Link>
      </td>
      <td className="dim" title={session.nasIpAddress}>
        {session.nasName ?? session.nasIpAddress}
      </td>
      <td className="dim">{session.framedIpAddress}</td>
      <td className="num dim">
        <Since at={session.startAt} />
      </td>
      <td className="num">
        <Value of={volume(row.downBytes + row.upBytes)} />
      </td>
      <td className="num" title={`Upload now ${plain(rate(row.upBps))}`}>
        <Value of={rate(row.downBps)} />
      </td>
    </tr>
  );
});

/** The largest downloads, without sorting everybody. */
function topTalkers(): number[] {
  const top: { readonly id: number; readonly bps: number }[] = [];
  for (const { session, downBps } of sessionRows.all()) {
    if (!downBps || (top.length === SHOWN && downBps <= (top.at(-1)?.bps ?? 0))) continue;
    const place = top.findIndex(({ bps }) => bps < downBps);
    top.splice(place < 0 ? top.length : place, 0, { id: session.id, bps: downBps });
    if (top.length > SHOWN) top.pop();
  }
  return top.map(({ id }) => id);
}
