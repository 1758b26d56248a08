import { useMemo, useRef, useState } from 'react';
import { createChartFeed } from '../ui/chart/chart-data.ts';
import type { ChartModel } from '../ui/chart/series.ts';
import { type ChartHandle, ChartLegend, TimeChart } from '../ui/chart/TimeChart.tsx';
import { IconButton, Seg } from '../ui/controls/controls.tsx';
import { IconPng } from '../ui/controls/icons.ts';
import { count, delta, integer, quantity } from '../ui/formats/quantity.ts';
import { rate, volume } from '../ui/formats/units.ts';
import { Value } from '../ui/formats/Value.tsx';
import { LiveMark, ViewHead } from '../ui/frame/ViewHead.tsx';
import { Since } from '../ui/live/Ages.tsx';
import { BarCell } from '../ui/marks/BarCell.tsx';
import { SeverityMark, Status } from '../ui/marks/SeverityMark.tsx';
import { Sparkline } from '../ui/marks/Sparkline.tsx';
import type { Severity } from '../ui/marks/severity.ts';
import { TierLadder } from '../ui/marks/TierLadder.tsx';
import { Pane, PaneStack, Panes } from '../ui/pane/Pane.tsx';
import { diurnal, sampleSessions, seeded, wave } from './sample.ts';

const HOUR = 3_600_000;
const now = Date.now();

const traffic: ChartModel = {
  label: 'Traffic, 24 hours',
  unit: 'bps',
  format: rate,
  axisWidth: 40,
  series: [
    { id: 'last', label: 'Last week', colour: 'text-3', kind: 'dash' },
    { id: 'down', label: 'Ingress', direction: 'down', colour: 'down', kind: 'area' },
    { id: 'up', label: 'Egress', direction: 'up', colour: 'up', kind: 'area', mirrored: true },
    { id: 'online', label: 'Online', colour: 'text-2', kind: 'line', readoutOnly: true, format: count },
  ],
};
const sessionsModel: ChartModel = {
  label: 'Sessions, 24 hours',
  base: 'data',
  unit: 'count',
  format: count,
  axisWidth: 40,
  series: [{ id: 'online', label: 'Online', colour: 'text-2', kind: 'line' }],
};
const volumeModel: ChartModel = {
  label: 'Volume today, by hour',
  unit: 'bytes',
  format: volume,
  axisWidth: 40,
  series: [
    { id: 'down', label: 'Download', direction: 'down', colour: 'down', kind: 'bars' },
    { id: 'up', label: 'Upload', direction: 'up', colour: 'up', kind: 'bars', mirrored: true },
  ],
};

function trafficFeed() {
  const random = seeded(11);
  const N = 288;
  const step = (24 * HOUR) / N;
  const from = Math.floor(now / step) * step - 24 * HOUR;
  const timesMs = Array.from({ length: N + 1 }, (_, i) => from + i * step);
  let drift = 0;
  const hour = (i: number) => 21.08 - 24 + (i / N) * 24;
  const down = timesMs.map((_, i) => {
    drift = drift * 0.9 + (random() - 0.5) * 0.35;
    return i > 111 && i < 116 ? null : (diurnal(hour(i)) * 15.6 + drift) * 1e9;
  });
  const up = down.map((v) => (v === null ? null : v * 0.12 + 0.1e9 + (random() - 0.5) * 0.08e9));
  const last = timesMs.map((_, i) => (diurnal(hour(i)) * 14.3 + Math.sin(i / 9) * 0.25) * 1e9);
  const online = timesMs.map((_, i) =>
    i > 111 && i < 116 ? null : Math.round(5200 + 3350 * diurnal(hour(i)) ** 0.7 + (random() - 0.5) * 40),
  );
  const gaps = [{ fromMs: timesMs[111]!, toMs: timesMs[116]!, label: 'Engine asleep 06:20 – 06:40, no samples' }];
  const hours = Array.from({ length: 22 }, (_, i) => from + (i + 2) * HOUR);
  const perHour = hours.map((_, i) => diurnal(i + 0.5) * 5.1e12);
  return {
    traffic: createChartFeed({ timesMs, values: [last, down, up, online], gaps }),
    sessions: createChartFeed({ timesMs, values: [online], gaps: [{ fromMs: timesMs[111]!, toMs: timesMs[116]! }] }),
    volume: createChartFeed({ timesMs: hours, values: [perHour, perHour.map((v) => v * 0.13)] }),
  };
}

const levels = [11070, 96, 48, 31, 19, 12, 8];
const changes = [-12, 6, 4, -1, 2, 0, 1];
const heavy = [
  ['karim.d12', 193],
  ['zein.r', 171],
  ['omar.h2', 113],
  ['site-cafe-12', 107],
  ['maya.t19', 101],
  ['jad.b7', 91],
  ['tariq.n21', 85.5],
  ['layla.m3', 84.2],
  ['site-tower-31', 83.6],
] as const;
const routers: readonly (readonly [string, Severity, string, number, number, number, number, string, number])[] = [
  ['edge-south-02', 'crit', 'Down 18 m', 0, 0, 0, 0, '–', 0],
  ['tower-07', 'high', 'CPU 94 %', 412, 612, 71, 94, '7.21.3', 8],
  ['edge-north-02', 'warn', 'API 640 ms', 1204, 2210, 268, 71, '7.21.3', 0],
  ['core-bng-01', 'ok', 'Healthy', 2380, 4920, 655, 38, '7.22', 0],
  ['edge-north-01', 'ok', 'Healthy', 1418, 2640, 341, 44, '7.22', 0],
  ['edge-east-01', 'ok', 'Healthy', 986, 1720, 214, 36, '7.21.3', 1],
  ['edge-south-01', 'ok', 'Healthy', 841, 1380, 160, 33, '7.22', 0],
  ['edge-west-01', 'ok', 'Healthy', 502, 780, 96, 29, '7.20.6', 0],
  ['tower-04', 'ok', 'Healthy', 308, 312, 44, 22, '7.21.3', 0],
];
const alerts = [
  ['crit', 'edge-south-02 does not answer API or ICMP; 611 sessions unknown', '18 m'],
  ['high', 'tower-07 CPU 94 % for 12 min; queue tree at 612 Mbit/s', '12 m'],
  ['warn', '203.0.113.44 sends traffic but is assigned to nobody', '1 h 06 m'],
] as const;
const rejects = [
  ['21:04:31', 'rami.k4', 'Wrong password (MS-CHAPv2)', 'edge-north-01'],
  ['21:04:02', 'huda.z', 'Expired 3 days ago', 'core-bng-01'],
  ['21:03:40', '02:5E:7A:11:C4:90', 'Unknown user', 'hotspot-01'],
  ['21:03:11', 'jad.b7', 'Already online, limit 1', 'edge-east-01'],
  ['21:02:56', 'rami.k4', 'Wrong password (MS-CHAPv2)', 'edge-north-01'],
] as const;

const none = <span className="zero">–</span>;

export function Overview() {
  const [range, setRange] = useState('24h');
  const feeds = useMemo(trafficFeed, []);
  const chart = useRef<ChartHandle>(null);
  const talkers = useMemo(() => sampleSessions(1000, now).slice(0, 9), []);
  return (
    <>
      <ViewHead
        title="Overview"
        status={<LiveMark at={now} staleAfterMs={1e9} />}
        note="All tenants"
        actions={
          <>
            <Seg
              label="Range"
              tall
              value={range}
              onChange={setRange}
              options={['Live', '1 h', '6 h', '24 h', '7 d', '30 d'].map((label) => ({
                label,
                value: label.replace(' ', ''),
              }))}
            />
            <IconButton icon={IconPng} label="Save the traffic as PNG" onClick={() => void chart.current?.savePng()} />
          </>
        }
      />
      <Panes template="288px 308px minmax(0,1fr) / repeat(12,minmax(0,1fr))">
        <Pane
          title="Traffic"
          column="span 8"
          legend={
            <ChartLegend
              items={[
                { label: 'Ingress', colour: 'down', value: rate(14.8e9) },
                { label: 'Egress', colour: 'up', value: rate(1.9e9) },
                { label: 'Last Friday', colour: 'text-2', dash: true },
                { label: 'p95', value: rate(15.1e9) },
              ]}
            />
          }
          end={<span>bit/s, 5 min mean</span>}
        >
          <TimeChart ref={chart} model={traffic} feed={feeds.traffic} syncKey="overview" />
        </Pane>
        <PaneStack column="span 4">
          <Pane
            title="Sessions"
            legend={
              <ChartLegend
                items={[
                  { value: quantity('8,412'), note: 'now' },
                  { label: 'peak', value: quantity('8,630'), note: '20:41' },
                ]}
              />
            }
          >
            <TimeChart model={sessionsModel} feed={feeds.sessions} syncKey="overview" />
          </Pane>
          <Pane
            title="Volume today"
            legend={
              <ChartLegend
                items={[
                  { colour: 'down', value: volume(71.8e12) },
                  { colour: 'up', value: volume(9.31e12) },
                ]}
              />
            }
            end="since 00:05"
          >
            <TimeChart model={volumeModel} feed={feeds.volume} />
          </Pane>
        </PaneStack>
        <Pane title="Top talkers now" column="span 4" end={<a href="/gallery/sessions">All sessions</a>}>
          <table className="tbl">
            <colgroup>
              {[22, 23, 17, 24, 14].map((width) => (
                <col key={width} style={{ width: `${width}%` }} />
              ))}
            </colgroup>
            <thead>
              <tr>
                <th>User</th>
                <th>Framed IP</th>
                <th className="num">Up</th>
                <th className="num sort">↓ now</th>
                <th className="num">↑ now</th>
              </tr>
            </thead>
            <tbody>
              {talkers.map((session) => (
                <tr key={session.id}>
                  <td className="name id">{session.username}</td>
                  <td className="dim">{session.framedIp}</td>
                  <td className="num dim">
                    <Since at={session.startAt} />
                  </td>
                  <td className="num">
                    <span className="vt-pair">
                      <Sparkline values={session.trend} width={36} height={16} />
                      <Value of={rate(session.downBps)} />
                    </span>
                  </td>
                  <td className="num">
                    <Value of={rate(session.upBps)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Pane>
        <Pane
          title="Top subscribers by volume"
          column="span 4"
          end={
            <Seg
              label="Period"
              value="today"
              onChange={() => {}}
              options={[
                { value: 'today', label: 'Today' },
                { value: 'month', label: 'Month' },
              ]}
            />
          }
        >
          <table className="tbl">
            <thead>
              <tr>
                <th>User</th>
                <th>Service</th>
                <th>Share of the first</th>
                <th className="num sort">Today</th>
              </tr>
            </thead>
            <tbody>
              {heavy.map(([name, gb], place) => (
                <tr key={name}>
                  <td className="name id">{name}</td>
                  <td className="dim">{['Fiber 100M', 'Fiber 50M', 'Business 30M'][place % 3]}</td>
                  <td>
                    <span className="row" style={{ gap: 1 }}>
                      <span style={{ height: 6, width: `${(gb / 193) * 88}%`, background: 'var(--down)' }} />
                      <span
                        style={{ height: 6, width: `${(gb / 193) * (6 + (place % 4) * 2)}%`, background: 'var(--up)' }}
                      />
                    </span>
                  </td>
                  <td className="num">
                    <Value of={volume(gb * 1e9)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Pane>
        <Pane
          title="FUP levels"
          column="span 4"
          legend={<ChartLegend items={[{ value: quantity('214'), note: 'throttled, 1.9 %' }]} />}
          end={
            <Seg
              label="Level"
              value="daily"
              onChange={() => {}}
              options={[
                { value: 'daily', label: 'Daily' },
                { value: 'monthly', label: 'Monthly' },
                { value: 'effective', label: 'Effective' },
              ]}
            />
          }
        >
          <table className="tbl">
            <thead>
              <tr>
                <th style={{ width: '18%' }}>Level</th>
                <th>Subscribers, log scale</th>
                <th className="num" style={{ width: '16%' }}>
                  Count
                </th>
                <th className="num" style={{ width: '16%' }}>
                  vs 24 h
                </th>
              </tr>
            </thead>
            <tbody>
              {levels.map((n, level) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the level is the place
                <tr key={level}>
                  <td>
                    <TierLadder level={level} />
                  </td>
                  <td>
                    <span
                      style={{
                        display: 'block',
                        height: 12,
                        width: `${(Math.log10(n + 1) / Math.log10(11300)) * 100}%`,
                        background: `var(--sev-${['none', 'warn', 'warn', 'high', 'high', 'crit', 'crit'][level]}-fill)`,
                      }}
                    />
                  </td>
                  <td className="num">{integer(n)}</td>
                  <td className="num dim">
                    <Value of={delta(changes[level] ?? 0)} />
                  </td>
                </tr>
              ))}
              <tr>
                <td className="dim" colSpan={2}>
                  At this pace, level 1 or more by 00:05
                </td>
                <td className="num">+41</td>
                <td />
              </tr>
              <tr>
                <td className="dim" colSpan={2}>
                  Last cycle 21:04:12, all 11 answering routers
                </td>
                <td className="num">
                  <Value of={quantity('1.4', 's')} />
                </td>
                <td />
              </tr>
            </tbody>
          </table>
        </Pane>
        <Pane
          title="Routers"
          column="span 7"
          legend={
            <div className="legend">
              <span>
                <b>11</b> up
              </span>
              <span className="crit">
                <SeverityMark severity="crit" />
                <b className="crit">1 down</b>
              </span>
            </div>
          }
          end={
            <>
              <span>worst first, 9 of 12</span>
              <a href="/gallery/routers">All routers</a>
            </>
          }
        >
          <table className="tbl">
            <colgroup>
              {['17%', '15%', '10%', '17%', '10%', '13%', '9%', 'auto'].map((width, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                <col key={place} style={{ width }} />
              ))}
            </colgroup>
            <thead>
              <tr>
                <th>Router</th>
                <th>Health</th>
                <th className="num">Sessions</th>
                <th className="num">↓ now</th>
                <th className="num">↑ now</th>
                <th>CPU</th>
                <th>Version</th>
                <th>Drift</th>
              </tr>
            </thead>
            <tbody>
              {routers.map(([name, severity, word, sessions, down, up, cpu, version, drift], place) => (
                <tr key={name}>
                  <td className="name id">{name}</td>
                  <td className={severity === 'ok' ? 't2' : undefined}>
                    <Status severity={severity}>{word}</Status>
                  </td>
                  <td className="num">{sessions ? integer(sessions) : none}</td>
                  <td className="num">
                    {down ? (
                      <span className="vt-pair">
                        <Sparkline values={wave(seeded(place + 3), 30, down, down * 0.25)} width={56} height={16} />
                        <Value of={rate(down * 1e6)} />
                      </span>
                    ) : (
                      none
                    )}
                  </td>
                  <td className="num">{up ? <Value of={rate(up * 1e6)} /> : none}</td>
                  <td>{cpu ? <BarCell ratio={cpu / 100} severity={cpu >= 90 ? 'high' : 'none'} /> : none}</td>
                  <td className="dim">{version}</td>
                  <td>{drift ? <Status severity="warn">{drift} drift</Status> : none}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Pane>
        <PaneStack column="span 5" rows="auto minmax(0,1fr)">
          <Pane
            title="Alerts"
            legend={<ChartLegend items={[{ value: quantity('3'), note: 'open' }]} />}
            end={<a href="/gallery/alerts">All alerts</a>}
          >
            <table className="tbl">
              <colgroup>
                <col style={{ width: '9%' }} />
                <col />
                <col style={{ width: '17%' }} />
              </colgroup>
              <tbody>
                {alerts.map(([severity, text, age]) => (
                  <tr key={text}>
                    <td>
                      <SeverityMark severity={severity} size={10} label="" />
                    </td>
                    <td>{text}</td>
                    <td className="num dim">{age}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Pane>
          <Pane title="Recent rejects" note="1.4 /min" end={<a href="/gallery/auth-log">Auth log</a>}>
            <table className="tbl">
              <colgroup>
                <col style={{ width: '15%' }} />
                <col style={{ width: '24%' }} />
                <col />
                <col style={{ width: '21%' }} />
              </colgroup>
              <thead>
                <tr>
                  <th>Time</th>
                  <th>User</th>
                  <th>Reason</th>
                  <th>NAS</th>
                </tr>
              </thead>
              <tbody>
                {rejects.map(([time, user, reason, nas]) => (
                  <tr key={time}>
                    <td className="dim">{time}</td>
                    <td className="id">{user}</td>
                    <td>{reason}</td>
                    <td className="dim">{nas}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Pane>
        </PaneStack>
      </Panes>
    </>
  );
}
