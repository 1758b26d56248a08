import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Output } from '../../../shared/contract/contract.ts';
import type { Permission } from '../../../shared/contract/permissions.ts';
import type { ChartModel } from '../../ui/chart/series.ts';
import { TimeChart } from '../../ui/chart/TimeChart.tsx';
import { Button, Seg } from '../../ui/controls/controls.tsx';
import { IconDisconnect, IconPushAgain, IconReset } from '../../ui/controls/icons.ts';
import { durationText } from '../../ui/formats/times.ts';
import { rate, rateInFull, volume } from '../../ui/formats/units.ts';
import { Arrow, Value } from '../../ui/formats/Value.tsx';
import { Ago, Since } from '../../ui/live/Ages.tsx';
import { QuotaBar } from '../../ui/marks/BarCell.tsx';
import { Badge } from '../../ui/marks/SeverityMark.tsx';
import { TierLadder } from '../../ui/marks/TierLadder.tsx';
import { Drawer, DrawerSection, Facts } from '../../ui/overlay/Drawer.tsx';
import { engine } from '../engine.ts';
import { useSessionGraph } from '../live/session-graph.ts';
import type { SessionRow } from '../live/session-rows.ts';
import { proofOf } from './change-words.ts';
import { AppliedSpeed, limitOf } from './columns.tsx';
import { disconnect, pushAgain, resetFup } from './session-acts.ts';

const spans = [
  { value: '120000', label: '2 min' },
  { value: '600000', label: '10 min' },
] as const;

export interface SessionDrawerProps {
  /** Undefined once it has ended: what was known stays readable. */
  readonly row: SessionRow;
  readonly hasEnded: boolean;
  readonly may: (permission: Permission) => boolean;
  readonly onClose: () => void;
  readonly onOpenSubscriber: (() => void) | undefined;
}

/** One live session: its graph from its router, what limits it, and what can be done about it. */
export function SessionDrawer({ row, hasEnded, may, onClose, onOpenSubscriber }: SessionDrawerProps) {
  const { session } = row;
  const [span, setSpan] = useState<(typeof spans)[number]['value']>('120000');
  const graph = useSessionGraph(session.id, Number(span));
  const limitBps = limitOf(session.appliedRateLimit)?.downBps ?? 0;
  const model = useMemo(
    (): ChartModel => ({
      label: `Live rate of ${session.username}`,
      unit: 'bps',
      format: rate,
      axisWidth: 48,
      timeAxis: 'ago',
      series: [
        { id: 'down', label: 'Download', direction: 'down', colour: 'down', kind: 'area' },
        { id: 'up', label: 'Upload', direction: 'up', colour: 'up', kind: 'line' },
      ],
      limits: limitBps > 0 ? [{ value: limitBps, label: 'limit', colour: 'text-3' }] : [],
    }),
    [session.username, limitBps],
  );
  const now = graph.last?.downBps == null ? row : graph.last;
  return (
    <Drawer
      title={session.username}
      label={`Session of ${session.username}`}
      badge={hasEnded ? <Badge severity="none">Ended</Badge> : <Badge severity="ok">Online</Badge>}
      onClose={onClose}
      {...(onOpenSubscriber ? { onOpenPage: onOpenSubscriber } : {})}
      footer={
        !hasEnded && (
          <>
            {may('fup.reset') && session.subscriberId !== null && (
              <Button icon={IconReset} onClick={() => void resetFup([session])}>
                Reset FUP
              </Button>
            )}
            {may('sessions.kick') && session.subscriberId !== null && (
              <Button icon={IconPushAgain} onClick={() => void pushAgain([session])}>
                Push again
              </Button>
            )}
            {may('sessions.kick') && (
              <Button look="danger" icon={IconDisconnect} onClick={() => void disconnect([session])}>
                Disconnect
              </Button>
            )}
          </>
        )
      }
    >
      <DrawerSection>
        <div className="session-now">
          <div>
            <div className="fs11 t3">
              <Arrow to="down" /> Download
            </div>
            <Value className="bignum" of={rateInFull(hasEnded ? null : now.downBps)} />
          </div>
          <div>
            <div className="fs11 t3">
              <Arrow to="up" /> Upload
            </div>
            <Value className="bignum" of={rateInFull(hasEnded ? null : now.upBps)} />
          </div>
        </div>
        <div className="session-graph">
          <TimeChart model={model} feed={graph.feed} height={136} />
        </div>
        <div className="session-graph-foot">
          <span>{graphNote(graph.refused?.detail, graph.intervalMs, hasEnded)}</span>
          <span className="grow" />
          <Seg label="Range" options={spans} value={span} onChange={setSpan} />
        </div>
      </DrawerSection>
      <DrawerSection title="Speed">
        <Facts
          rows={[
            ['Applied ↓/↑', <AppliedSpeed key="a" row={row} />],
            [
              'Proof',
              session.appliedRateLimit === null && session.change !== 'pending'
                ? 'not known what the router applies'
                : proofOf(session).word,
            ],
            ['FUP today', <Level key="d" of={session.fupLevel} />],
            ['FUP month', <Level key="m" of={session.monthlyFupLevel} />],
          ]}
        />
      </DrawerSection>
      {session.subscriberId !== null && may('subscribers.view') && <Usage subscriberId={session.subscriberId} />}
      <DrawerSection title="Session">
        <Facts
          rows={[
            [
              'Acct-Session-Id',
              <span key="s" className="mono">
                {session.acctSessionId}
              </span>,
            ],
            ['Service', session.serviceName ?? '–'],
            ['Framed IP', session.framedIpAddress || '–'],
            ...(session.delegatedIpv6Prefix ? [['IPv6', session.delegatedIpv6Prefix] as const] : []),
            [
              'MAC',
              <span key="m" className="id">
                {session.callingStationId || '–'}
              </span>,
            ],
            [
              'Router',
              may('nas.view') ? (
                <Link key="r" className="id" href={routerHref(session.nasId)}>
                  {session.nasName ?? session.nasIpAddress}
                </Link>
              ) : (
                <span key="r" className="id">
                  {session.nasName ?? session.nasIpAddress}
                </span>
              ),
            ],
            ['Port', session.nasPortId || '–'],
            ['Up since', <Since key="u" at={session.startAt} />],
            [
              'Total',
              <span key="t">
                <Value of={volume(row.downBytes)} direction="down" /> &nbsp;
                <Value of={volume(row.upBytes)} direction="up" />
              </span>,
            ],
            ['Last accounting', <Ago key="l" at={session.updateAt} />],
          ]}
        />
      </DrawerSection>
    </Drawer>
  );
}

export const routerHref = (nasId: number): string => `/routers/${nasId}`;

function graphNote(refused: string | undefined, intervalMs: number | null, hasEnded: boolean): string {
  if (hasEnded) return 'The session has ended';
  if (refused) return refused;
  if (intervalMs === null) return 'Asking the router';
  return intervalMs <= 1000 ? 'Measured by its router every second' : `Polled every ${durationText(intervalMs)}`;
}

function Level({ of }: { readonly of: number | null }) {
  return of === null ? <span className="zero">–</span> : <TierLadder level={of} />;
}

const USAGE_EVERY_MS = 15_000;

/** What the subscriber behind it has used, of how much. Left out while it cannot be read. */
function Usage({ subscriberId }: { readonly subscriberId: number }) {
  const [usage, setUsage] = useState<Output<'subscriber.get'> | null>(null);
  const shownFor = useRef(subscriberId);
  useEffect(() => {
    let left = false;
    const read = () =>
      engine.call('subscriber.get', { params: { id: subscriberId } }).then(
        (found) => {
          shownFor.current = subscriberId;
          if (!left) setUsage(found);
        },
        () => !left && setUsage(null), // the view's own mark says that the engine does not answer
      );
    void read();
    const timer = setInterval(read, USAGE_EVERY_MS);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [subscriberId]);
  if (!usage || shownFor.current !== subscriberId) return null;
  return (
    <DrawerSection title="Usage">
      <div className="session-use">
        <span>Today</span>
        <QuotaBar usedBytes={usage.daily.countedBytes} quotaBytes={usage.daily.quotaBytes} />
      </div>
      <div className="session-use">
        <span>Month</span>
        <QuotaBar usedBytes={usage.monthly.countedBytes} quotaBytes={usage.monthly.quotaBytes} />
      </div>
    </DrawerSection>
  );
}
