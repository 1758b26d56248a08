import { useState } from 'react';
import { Button, Chip, Seg } from '../ui/controls/controls.tsx';
import { Glyph } from '../ui/controls/Glyph.tsx';
import { IconAdd, IconIpBlocks, IconSearch } from '../ui/controls/icons.ts';
import { rate } from '../ui/formats/units.ts';
import { Value } from '../ui/formats/Value.tsx';
import { LiveMark, ViewHead } from '../ui/frame/ViewHead.tsx';
import { QuotaBar } from '../ui/marks/BarCell.tsx';
import { Ring } from '../ui/marks/Ring.tsx';
import { Badge } from '../ui/marks/SeverityMark.tsx';
import { TierLadder } from '../ui/marks/TierLadder.tsx';
import { ConfirmDialog } from '../ui/overlay/Confirm.tsx';
import { toast } from '../ui/overlay/toasts.ts';
import { Pane, Panes } from '../ui/pane/Pane.tsx';
import { JobProgress } from '../ui/states/JobProgress.tsx';
import { EmptyState, ErrorState, NoMatch, SkeletonTable } from '../ui/states/StateViews.tsx';
import { sampleSessions } from './sample.ts';

const stale = sampleSessions(1000, Date.now()).slice(20, 28);
const began = Date.now();

export function States() {
  const [asking, setAsking] = useState(false);
  const [seg, setSeg] = useState('a');
  return (
    <>
      <ViewHead title="States" note="Every view has all of these" />
      <Panes template="repeat(3,minmax(0,1fr)) / repeat(3,minmax(0,1fr))">
        <Pane title="Skeleton" note="within 100 ms, real row height, no shimmer">
          <SkeletonTable
            rows={8}
            columns={[{ width: 36 }, { width: 28 }, { width: 18, end: true }, { width: 18, end: true }]}
          />
        </Pane>
        <Pane title="Empty" note="says why, offers the next act">
          <EmptyState
            icon={IconIpBlocks}
            title="No blocks yet"
            actions={
              <>
                <Button look="primary" icon={IconAdd}>
                  Add 203.0.113.0/24
                </Button>
                <Button>Other block</Button>
              </>
            }
          >
            Blocks hold the public addresses that you hand to business customers. A router already routes
            203.0.113.0/24.
          </EmptyState>
        </Pane>
        <Pane title="No match" note="the filter is the reason">
          <NoMatch
            title="None of 8,412 sessions match"
            actions={
              <>
                <Button>Drop NAS filter</Button>
                <Button look="ghost">Clear all</Button>
              </>
            }
          >
            User contains “laylaa”, NAS is tower-07. Without the NAS there are 3.
          </NoMatch>
        </Pane>
        <Pane title="Error" note="what failed, where, what next">
          <ErrorState
            title="edge-south-02 refused the API login"
            actions={
              <>
                <Button look="primary">Retry</Button>
                <Button>Edit credentials</Button>
                <Button look="ghost">Log</Button>
              </>
            }
          >
            Invalid user name or password (6), at 21:04:12. The last 41 d it worked with user lastmile. Sessions there
            count as unknown.
          </ErrorState>
        </Pane>
        <Pane
          title="Stale"
          note="dimmed, age in the head, numbers stay"
          stale
          end={<LiveMark at={began - 42_000} retryAt={began + 600_000} />}
        >
          <table className="tbl">
            <thead>
              <tr>
                <th>User</th>
                <th>Framed IP</th>
                <th className="num">↓ now</th>
                <th className="num">↑ now</th>
              </tr>
            </thead>
            <tbody>
              {stale.map((session) => (
                <tr key={session.id}>
                  <td className="name id">{session.username}</td>
                  <td className="dim">{session.framedIp}</td>
                  <td className="num">
                    <Value of={rate(session.downBps)} />
                  </td>
                  <td className="num">
                    <Value of={rate(session.upBps)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Pane>
        <Pane title="Job" note="over 10 s; goes on when you leave" padded>
          <div style={{ display: 'grid', gap: 16, paddingTop: 8 }}>
            <JobProgress
              title="Export call records, October"
              done={0.62}
              detail="1.24 of 2.00 M rows, 14 s left"
              action={
                <Button look="ghost" small>
                  Cancel
                </Button>
              }
            />
            <JobProgress
              title="Reset FUP of 214"
              done={1}
              result="high"
              detail="211 read back, 3 not yet, tried every 30 s"
              action={
                <Button look="ghost" small>
                  Show 3
                </Button>
              }
            />
            <JobProgress
              title="Apply plan to tower-07"
              done={1}
              result="ok"
              detail="8 of 8 read back, 0.6 s"
              action={
                <Button look="ghost" small>
                  Undo
                </Button>
              }
            />
            <JobProgress title="Reading /export from core-bng-01" done={null} detail="4 s" />
          </div>
        </Pane>
        <Pane title="Confirm, rings" note="what will happen to how many" padded>
          <div className="row" style={{ gap: 24, paddingTop: 8 }}>
            <Ring ratio={2.41} severity="crit" label="193 of 80 GB, 241 %">
              <b>241%</b>
              of quota
            </Ring>
            <Ring ratio={0.41} severity="ok" label="612 of 1,500 GB, 41 %">
              <b>41%</b>
              of quota
            </Ring>
            <Button look="danger" onClick={() => setAsking(true)}>
              Reset all
            </Button>
          </div>
          <ConfirmDialog
            opened={asking}
            onAnswer={() => setAsking(false)}
            title="Reset FUP of all 11,284?"
            body="214 go back to full speed; about +0.9 Gbit/s by 21:06. Daily counters become 0, monthly stay. Undo for 10 min."
            typed="11284"
            action="Reset all"
          />
        </Pane>
        <Pane title="Badges" note="colour, shape and word" padded>
          <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr 1fr', rowGap: 8 }}>
            {(
              [
                ['ok', 'Online'],
                ['none', 'Offline'],
                ['warn', 'Unknown'],
                ['warn', '60 – 80 %'],
                ['high', '80 – 100 %'],
                ['crit', '100 % +'],
                ['ok', 'Verified'],
                ['warn', 'Sent, unproven'],
                ['crit', 'Refused'],
              ] as const
            ).map(([severity, word]) => (
              <div key={word}>
                <Badge severity={severity}>{word}</Badge>
              </div>
            ))}
            {[0, 1, 2, 3, 5, 6].map((level) => (
              <TierLadder key={level} level={level} />
            ))}
          </div>
          <div className="fs12" style={{ display: 'grid', gap: 12, paddingTop: 16 }}>
            {[42, 68, 91, 134].map((percent) => (
              <QuotaBar key={percent} usedBytes={percent * 0.8e9} quotaBytes={80e9} />
            ))}
          </div>
        </Pane>
        <Pane title="Focus and keys" note="always visible, never only a mouse" padded>
          <div style={{ display: 'grid', gap: 12, justifyItems: 'start' }}>
            <div className="row">
              <Button className="show-focus">Focused</Button>
              <Button>Normal</Button>
              <Button look="primary">Primary</Button>
              <Button look="danger">Danger</Button>
              <Button look="ghost">Ghost</Button>
            </div>
            <div className="row">
              <Chip label="On" value="12" on onClear={() => {}} />
              <Chip label="Off" value="3" />
              <Chip label="Add" className="add" />
              <Seg
                label="A or B"
                value={seg}
                onChange={setSeg}
                options={[
                  { value: 'a', label: 'A' },
                  { value: 'b', label: 'B' },
                ]}
              />
              <label className="field">
                <Glyph icon={IconSearch} />
                <input placeholder="Field" aria-label="Field" style={{ width: 60 }} />
              </label>
            </div>
            <Button
              onClick={() =>
                toast({
                  severity: 'high',
                  title: '3 of 214 not confirmed',
                  detail: 'edge-south-02 does not answer. Tried again every 30 s.',
                  action: { label: 'Show 3', run: () => {} },
                })
              }
            >
              Toast
            </Button>
          </div>
        </Pane>
      </Panes>
    </>
  );
}
