import { useState } from 'react';
import { Link } from 'wouter';
import { ChartLegend } from '../../ui/chart/TimeChart.tsx';
import { Seg } from '../../ui/controls/controls.tsx';
import { count, percent, plain } from '../../ui/formats/quantity.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { tierSeverity } from '../../ui/marks/severity.ts';
import { TierLadder } from '../../ui/marks/TierLadder.tsx';
import { Pane } from '../../ui/pane/Pane.tsx';
import { useFupStats, useTopic } from '../live/live.ts';
import { LiveBody, PaneAge, useIsStale } from './LivePane.tsx';

const kinds = [
  { value: 'daily', label: 'Daily' },
  { value: 'monthly', label: 'Monthly' },
  { value: 'effective', label: 'Effective' },
] as const;

/** How many subscribers stand at each level; logarithmic, so that the 8 at level 6 are seen beside 11,070 at 0. */
export function FupLevels() {
  useTopic('fup');
  const told = useFupStats();
  const isStale = useIsStale();
  const [kind, setKind] = useState<(typeof kinds)[number]['value']>('daily');
  const levels = told.data?.[kind];
  const throttled = levels?.slice(1).reduce((sum, each) => sum + each, 0);
  const share = throttled && told.data ? `, ${plain(percent(throttled / told.data.total))}` : '';
  return (
    <Pane
      title="FUP levels"
      column="span 4"
      stale={isStale}
      legend={levels && <ChartLegend items={[{ value: count(throttled), note: `throttled${share}` }]} />}
      end={
        <PaneAge>
          <Seg label="Level" value={kind} onChange={setKind} options={kinds} />
        </PaneAge>
      }
    >
      <LiveBody told={told} noun="The levels" rows={8}>
        {(stats) => {
          const top = Math.log10(Math.max(1, ...stats[kind]) + 1);
          return (
            <table className="tbl">
              <colgroup>
                <col className="w20" />
                <col />
                <col className="w16" />
                <col className="w16" />
              </colgroup>
              <thead>
                <tr>
                  <th>Level</th>
                  <th>Subscribers, log scale</th>
                  <th className="num">Count</th>
                  <th className="num">Share</th>
                </tr>
              </thead>
              <tbody>
                {stats[kind].map((many, level) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the level is the place
                  <tr key={level}>
                    <td>
                      <TierLadder level={level} />
                    </td>
                    <td>
                      <span
                        className="level-bar"
                        style={{
                          width: `${(Math.log10(many + 1) / top) * 100}%`,
                          background: `var(--sev-${tierSeverity(level)}-fill)`,
                        }}
                      />
                    </td>
                    <td className="num">
                      <Value of={count(many)} />
                    </td>
                    <td className="num dim">
                      <Value of={percent(stats.total > 0 ? many / stats.total : null)} />
                    </td>
                  </tr>
                ))}
                <tr>
                  <td className="dim" colSpan={2}>
                    <Link href="/fup">Daily quota used up</Link>
                  </td>
                  <td className="num">
                    <Value of={count(stats.dailyQuotaExceeded)} />
                  </td>
                  <td />
                </tr>
                <tr>
                  <td className="dim" colSpan={2}>
                    <Link href="/fup">Monthly quota used up</Link>
                  </td>
                  <td className="num">
                    <Value of={count(stats.monthlyQuotaExceeded)} />
                  </td>
                  <td />
                </tr>
              </tbody>
            </table>
          );
        }}
      </LiveBody>
    </Pane>
  );
}
