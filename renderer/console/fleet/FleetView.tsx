import { useCallback } from 'react';
import { Link } from 'wouter';
import { Chip, Seg } from '../../ui/controls/controls.tsx';
import { IconRouters } from '../../ui/controls/icons.ts';
import { useUrlParam } from '../../ui/filters/use-url-state.ts';
import { count, integer } from '../../ui/formats/quantity.ts';
import { latency } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { ViewHead } from '../../ui/frame/ViewHead.tsx';
import { Pane, Panes } from '../../ui/pane/Pane.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { ReadBody } from '../overview/LivePane.tsx';
import { useRead } from '../overview/use-read.ts';
import { FleetCharts, percentOf, perSecond } from './FleetCharts.tsx';
import { type Fleet, least, worstFirst } from './fleet-data.ts';
import '../overview/overview.css';
import './fleet.css';

const spans = [
  { value: 'day', label: '24 h', steps: 'by the minute' },
  { value: 'month', label: '30 d', steps: 'by the hour' },
] as const;

const READ_EVERY_MS = 60_000;

/** F066: how the RADIUS of all routers does, over time and router by router. */
export function FleetView() {
  const [asked, setAsked] = useUrlParam('span');
  const [picked, pick] = useUrlParam('router');
  const span = spans.find(({ value }) => value === asked) ?? spans[0];
  const nasId = Number(picked) || undefined;
  const read = useRead(
    useCallback(
      () => engine.call('fleet.get', { query: { span: span.value, ...(nasId === undefined ? {} : { nasId }) } }),
      [span, nasId],
    ),
    READ_EVERY_MS,
  );
  const name = read.data?.routers.find(({ id }) => id === nasId)?.name;
  return (
    <>
      <ViewHead
        title="Fleet"
        actions={
          <>
            {nasId !== undefined && (
              <Chip label="Router" value={name ?? `#${nasId}`} on onClear={() => pick(null, 'replace')} />
            )}
            <Seg
              label="Span"
              tall
              options={spans}
              value={span.value}
              onChange={(value) => setAsked(value === spans[0].value ? null : value)}
            />
          </>
        }
      />
      <Panes template="230px 230px minmax(0,1fr) / repeat(12,minmax(0,1fr))" narrow="none / repeat(2,minmax(0,1fr))">
        <FleetCharts key={`${span.value} ${nasId ?? 'all'}`} read={read} steps={span.steps} />
        <Pane
          title="Routers"
          column="span 12"
          note={span.label}
          stale={read.trouble !== null && read.data !== null}
          legend={read.data && <Totals fleet={read.data} />}
          end={<Link href="/routers">All routers</Link>}
        >
          <ReadBody read={read} noun="The fleet">
            {(fleet) => <Routers fleet={fleet} nasId={nasId} onPick={(id) => pick(String(id), 'replace')} />}
          </ReadBody>
        </Pane>
      </Panes>
    </>
  );
}

function Totals({ fleet: { total, routers } }: { readonly fleet: Fleet }) {
  return (
    <div className="legend">
      <span>
        <b>{integer(routers.length)}</b> routers
      </span>
      <span>
        <b>
          <Value of={perSecond(total.requestsPerSecond)} />
        </b>
      </span>
      <span>
        <b>
          <Value of={percentOf(total.successPercent)} />
        </b>{' '}
        accepted
      </span>
      <span>
        <b>
          <Value of={percentOf(total.uptimePercent)} />
        </b>{' '}
        up
      </span>
      <span>
        p99{' '}
        <b>
          <Value of={latency(total.p99Ms)} />
        </b>
      </span>
    </div>
  );
}

interface RoutersProps {
  readonly fleet: Fleet;
  readonly nasId: number | undefined;
  readonly onPick: (id: number) => void;
}

/** Every router of the span, the worst first; a name chooses whose series the charts show. */
function Routers({ fleet, nasId, onPick }: RoutersProps) {
  if (fleet.routers.length === 0) {
    return (
      <EmptyState icon={IconRouters} title="No router is registered">
        <Link href="/routers?add=new">Register the first one</Link>; its figures appear here a minute after it asks.
      </EmptyState>
    );
  }
  return (
    <div className="fleet-scroll">
      <table className="tbl">
        <colgroup>
          <col />
          <col className="w16" />
          <col className="w10" />
          <col className="w10" />
          <col className="w10" />
          <col className="w10" />
          <col className="w10" />
          <col className="w10" />
        </colgroup>
        <thead>
          <tr>
            <th>Router</th>
            <th>Address</th>
            <th className="num">Up</th>
            <th className="num">Accepted</th>
            <th className="num">Requests</th>
            <th className="num">p50</th>
            <th className="num">p99</th>
            <th className="num">Dropped / min</th>
          </tr>
        </thead>
        <tbody>
          {worstFirst(fleet.routers).map((router) => (
            <tr key={router.id} aria-selected={router.id === nasId}>
              <td className="name">
                <button type="button" className="link" onClick={() => onPick(router.id)}>
                  {router.name}
                </button>
              </td>
              <td className="dim id">{router.address}</td>
              <td className={lookOf(router.uptimePercent, least.uptimePercent)}>
                <Value of={percentOf(router.uptimePercent)} />
              </td>
              <td className={lookOf(router.successPercent, least.successPercent)}>
                <Value of={percentOf(router.successPercent)} />
              </td>
              <td className="num">
                <Value of={perSecond(router.requestsPerSecond)} />
              </td>
              <td className="num">
                <Value of={latency(router.p50Ms)} />
              </td>
              <td className="num">
                <Value of={latency(router.p99Ms)} />
              </td>
              <td className={router.dropsPerMinute >= 1 ? 'num high' : 'num dim'}>
                <Value of={count(Math.ceil(router.dropsPerMinute))} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const lookOf = (value: number | null, expected: number): string =>
  value !== null && value < expected ? 'num high' : 'num';
