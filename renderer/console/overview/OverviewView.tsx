import { useRef } from 'react';
import type { ChartHandle } from '../../ui/chart/TimeChart.tsx';
import { IconButton, Seg } from '../../ui/controls/controls.tsx';
import { IconPng } from '../../ui/controls/icons.ts';
import { useUrlParam } from '../../ui/filters/use-url-state.ts';
import { LiveMark, ViewHead } from '../../ui/frame/ViewHead.tsx';
import { PaneStack, Panes } from '../../ui/pane/Pane.tsx';
import { useFreshness, useMay } from '../live/live.ts';
import { AlertsPane, RejectsPane } from './EventPanes.tsx';
import { FupLevels } from './FupLevels.tsx';
import { RoutersPane } from './RoutersPane.tsx';
import { TopSubscribers } from './TopSubscribers.tsx';
import { TopTalkers } from './TopTalkers.tsx';
import { TrafficPanes } from './TrafficPanes.tsx';
import './overview.css';

const ranges = [
  { value: 'live', label: 'Live', hours: null },
  { value: '24h', label: '24 h', hours: 24 },
  { value: '7d', label: '7 d', hours: 168 },
  { value: '30d', label: '30 d', hours: 720 },
] as const;
type Range = (typeof ranges)[number];

const usual: Range = ranges[1];

/** The first page: what goes through, through whom, and what is wrong. What a role may not see is not there. */
export function OverviewView() {
  const [asked, setAsked] = useUrlParam('range');
  const range = ranges.find(({ value }) => value === asked) ?? usual;
  const freshness = useFreshness();
  const chart = useRef<ChartHandle>(null);
  const maySessions = useMay('sessions');
  const mayFup = useMay('fup');
  const mayRouters = useMay('routers');
  const mayAlerts = useMay('alerts');
  const mayLog = useMay('auth-log');
  return (
    <>
      <ViewHead
        title="Overview"
        status={<LiveMark {...freshness} />}
        actions={
          <>
            <Seg
              label="Range"
              tall
              options={ranges}
              value={range.value}
              onChange={(value) => setAsked(value === usual.value ? null : value)}
            />
            <IconButton icon={IconPng} label="Save the traffic as PNG" onClick={() => void chart.current?.savePng()} />
          </>
        }
      />
      <div className="overview">
        <Panes template="288px 308px minmax(0,1fr) / repeat(12,minmax(0,1fr))" narrow="none / repeat(2,minmax(0,1fr))">
          <TrafficPanes hours={range.hours} chart={chart} />
          {maySessions && <TopTalkers />}
          <TopSubscribers hours={range.hours ?? 24} rangeLabel={range.hours === null ? usual.label : range.label} />
          {mayFup && <FupLevels />}
          {mayRouters && <RoutersPane />}
          {(mayAlerts || mayLog) && (
            <PaneStack column="span 5" rows="auto minmax(0,1fr)">
              {mayAlerts && <AlertsPane />}
              {mayLog && <RejectsPane />}
            </PaneStack>
          )}
        </Panes>
      </div>
    </>
  );
}
