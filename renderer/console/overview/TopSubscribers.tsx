import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import { Seg } from '../../ui/controls/controls.tsx';
import { IconSubscribers } from '../../ui/controls/icons.ts';
import { volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { useZone } from '../../ui/live/Ages.tsx';
import { Pane } from '../../ui/pane/Pane.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { ReadBody } from './LivePane.tsx';
import { HOUR_MS, midnight } from './traffic.ts';
import { useRead } from './use-read.ts';

const SHOWN = 9;
const READ_EVERY_MS = 60_000;

export interface TopSubscribersProps {
  /** The view's range. */
  readonly hours: number;
  readonly rangeLabel: string;
}

/** Who moved most, today or over the view's range. */
export function TopSubscribers({ hours, rangeLabel }: TopSubscribersProps) {
  const zone = useZone();
  const [period, setPeriod] = useState<'today' | 'range'>('today');
  const read = useRead(
    useCallback(async () => {
      const to = Date.now();
      const from = period === 'today' ? midnight(to, zone) : to - hours * HOUR_MS;
      const { items } = await engine.call('overview.top', { query: { from, to, limit: SHOWN } });
      return items;
    }, [period, hours, zone]),
    READ_EVERY_MS,
  );
  return (
    <Pane
      title="Top subscribers by volume"
      column="span 4"
      end={
        <Seg
          label="Period"
          value={period}
          onChange={setPeriod}
          options={[
            { value: 'today', label: 'Today' },
            { value: 'range', label: rangeLabel },
          ]}
        />
      }
    >
      <ReadBody read={read} noun="The volumes">
        {(top) => {
          const [first] = top;
          if (!first) {
            return (
              <EmptyState icon={IconSubscribers} title="No traffic in this period">
                The first interim update or router poll fills this list.
              </EmptyState>
            );
          }
          const most = Math.max(1, first.downBytes + first.upBytes);
          return (
            <table className="tbl">
              <colgroup>
                <col className="w22" />
                <col className="w26" />
                <col />
                <col className="w20" />
              </colgroup>
              <thead>
                <tr>
                  <th>User</th>
                  <th>Name</th>
                  <th>Share of the first</th>
                  <th className="num sort">{period === 'today' ? 'Today' : rangeLabel}</th>
                </tr>
              </thead>
              <tbody>
                {top.map((each) => (
                  <tr key={each.subscriberId}>
                    <td className="name id">
                      <Link href={`/subscribers/${each.subscriberId}`}>{each.username}</Link>
                    </td>
                    <td className="dim">{each.fullName}</td>
                    <td>
                      <span className="top-bar" aria-hidden="true">
                        <span className="down" style={{ width: `${(each.downBytes / most) * 100}%` }} />
                        <span className="up" style={{ width: `${(each.upBytes / most) * 100}%` }} />
                      </span>
                    </td>
                    <td className="num">
                      <Value of={volume(each.downBytes + each.upBytes)} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </ReadBody>
    </Pane>
  );
}
