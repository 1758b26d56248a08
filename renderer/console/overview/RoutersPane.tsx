import { useCallback, useMemo } from 'react';
import { Link } from 'wouter';
import { IconRouters } from '../../ui/controls/icons.ts';
import { count, integer } from '../../ui/formats/quantity.ts';
import { latency, rate } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { BarCell } from '../../ui/marks/BarCell.tsx';
import { SeverityMark, Status } from '../../ui/marks/SeverityMark.tsx';
import type { Severity } from '../../ui/marks/severity.ts';
import { Pane } from '../../ui/pane/Pane.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { useRouters, useTopic } from '../live/live.ts';
import { type RouterHealth, worstRoutersFirst } from '../live/topic-folds.ts';
import { LiveBody, PaneAge, useIsStale } from './LivePane.tsx';
import { useRead } from './use-read.ts';

const SHOWN = 9;
const NAMES_EVERY_MS = 60_000;

const health: Readonly<Record<RouterHealth['state'], Severity>> = {
  up: 'ok',
  degraded: 'high',
  down: 'crit',
  unknown: 'none',
};
const BUSY_CPU = 90;

/** Routers with their health, the worst first. */
export function RoutersPane() {
  useTopic('routers');
  const told = useRouters();
  const isStale = useIsStale();
  const names = useRead(readNames, NAMES_EVERY_MS);
  const all = useMemo(() => (told.data ? worstRoutersFirst(told.data.values()) : []), [told.data]);
  const nameOf = useCallback((id: number) => names.data?.get(id) ?? `#${id}`, [names.data]);
  const up = all.filter(({ state }) => state === 'up' || state === 'degraded').length;
  const down = all.filter(({ state }) => state === 'down').length;
  return (
    <Pane
      title="Routers"
      column="span 7"
      stale={isStale}
      legend={
        all.length > 0 && (
          <div className="legend">
            <span>
              <b>{integer(up)}</b> up
            </span>
            {down > 0 && (
              <span className="crit">
                <SeverityMark severity="crit" />
                <b className="crit">{integer(down)} down</b>
              </span>
            )}
          </div>
        )
      }
      end={
        <PaneAge>
          {all.length > SHOWN && (
            <span>
              worst first, {SHOWN} of {integer(all.length)}
            </span>
          )}
          <Link href="/routers">All routers</Link>
        </PaneAge>
      }
    >
      <LiveBody told={told} noun="The routers" rows={SHOWN}>
        {() =>
          all.length === 0 ? (
            <EmptyState icon={IconRouters} title="No router is registered">
              <Link href="/routers">Register the first one</Link>, and its sessions appear here.
            </EmptyState>
          ) : (
            <table className="tbl">
              <colgroup>
                <col className="w16" />
                <col />
                <col className="w10" />
                <col className="w10" />
                <col className="w10" />
                <col className="w16" />
                <col className="w8" />
                <col className="w10" />
              </colgroup>
              <thead>
                <tr>
                  <th>Router</th>
                  <th>Health</th>
                  <th className="num">Sessions</th>
                  <th className="num">↓ now</th>
                  <th className="num">↑ now</th>
                  <th>CPU</th>
                  <th className="num">API</th>
                  <th>Version</th>
                </tr>
              </thead>
              <tbody>
                {all.slice(0, SHOWN).map((router) => (
                  <tr key={router.nasId}>
                    <td className="name id">{nameOf(router.nasId)}</td>
                    <td className={router.state === 'up' ? 't2' : undefined} title={router.detail}>
                      <Status severity={health[router.state]}>{router.detail}</Status>
                    </td>
                    <td className="num">
                      <Value of={count(router.openSessions)} />
                    </td>
                    <td className="num">
                      <Value of={rate(router.downBps)} />
                    </td>
                    <td className="num">
                      <Value of={rate(router.upBps)} />
                    </td>
                    <td>
                      <BarCell
                        ratio={router.cpuPercent === null ? null : router.cpuPercent / 100}
                        severity={(router.cpuPercent ?? 0) >= BUSY_CPU ? 'high' : 'none'}
                      />
                    </td>
                    <td className="num dim">
                      <Value of={latency(router.answerMs)} />
                    </td>
                    <td className="dim" title={router.version ?? undefined}>
                      {router.version?.split(' ')[0] ?? '–'}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </LiveBody>
    </Pane>
  );
}

/** The topic speaks of routers by id; their names change so rarely that they are asked for once a minute. */
async function readNames(): Promise<ReadonlyMap<number, string>> {
  const { items } = await engine.call('nas.list', { query: { limit: 500 } });
  return new Map(items.map(({ id, name }) => [id, name]));
}
