import { useState } from 'react';
import { useLocation, useParams, useSearchParams } from 'wouter';
import { ApiProblem } from '../../../shared/contract/client.ts';
import type { Output } from '../../../shared/contract/contract.ts';
import { Button, Seg } from '../../ui/controls/controls.tsx';
import { IconDisconnect, IconReset, IconSettings, IconSubscribers } from '../../ui/controls/icons.ts';
import { ViewHead } from '../../ui/frame/ViewHead.tsx';
import { useKeys } from '../../ui/keys/keys.ts';
import { Since } from '../../ui/live/Ages.tsx';
import { Badge } from '../../ui/marks/SeverityMark.tsx';
import { tierSeverity } from '../../ui/marks/severity.ts';
import { WithDrawer } from '../../ui/overlay/Drawer.tsx';
import { Panes } from '../../ui/pane/Pane.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { TracePane } from '../trace/TracePane.tsx';
import { AccountFacts } from './AccountFacts.tsx';
import { AttributesForm } from './AttributesForm.tsx';
import { AuditTrail } from './AuditTrail.tsx';
import { disconnect, resetFup, useMay } from './acts.ts';
import { Findings } from './Findings.tsx';
import { HourHeatmap } from './HourHeatmap.tsx';
import { LiveRate } from './LiveRate.tsx';
import { LoginPolicy } from './LoginPolicy.tsx';
import { RadiusAttributes } from './RadiusAttributes.tsx';
import { Receipts } from './Receipts.tsx';
import { SessionHistory } from './SessionHistory.tsx';
import { SubscriberForm } from './subscriber-form.ts';
import { UsageDays } from './UsageDays.tsx';
import { UsageRings } from './UsageRings.tsx';
import { useReading } from './use-reading.ts';
import { WhySpeed } from './WhySpeed.tsx';
import './subscriber.css';

type Detail = Output<'subscriber.get'>;

const READ_EVERY_MS = 5000;
/** They change by hand, or with the speed. */
const ATTRIBUTES_EVERY_MS = 15_000;

/** `/subscribers/:id`: everything about one person on one page. */
export function SubscriberView() {
  const { id: text = '' } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  if (!/^[1-9]\d{0,15}$/.test(text)) {
    return (
      <EmptyState
        icon={IconSubscribers}
        title="This is not the number of a subscriber"
        actions={<Button onClick={() => navigate('/subscribers')}>All subscribers</Button>}
      >
        An address such as /subscribers/82 opens one.
      </EmptyState>
    );
  }
  return <SubscriberPage key={text} id={Number(text)} />;
}

function SubscriberPage({ id }: { readonly id: number }) {
  const [, navigate] = useLocation();
  const [editing, setEditing] = useState<'account' | 'attributes' | null>(null);
  const mayEdit = useMay('subscribers.edit');
  const maySeeSessions = useMay('sessions.view');
  const mayFindings = useMay('findings.view');
  const reading = useReading(
    `subscriber ${id}`,
    () => engine.call('subscriber.get', { params: { id } }),
    READ_EVERY_MS,
  );
  const detail = reading.data;
  const sessionId = detail?.sessions[0]?.id ?? null;
  // The rate that the router applies is known per session, beyond accounting.
  const live = useReading(
    `session ${sessionId}`,
    async () => (sessionId === null ? null : engine.call('session.get', { params: { id: sessionId } })),
    sessionId !== null && maySeeSessions ? READ_EVERY_MS : null,
  );
  const attributes = useReading(
    `attributes ${id}`,
    () => engine.call('subscriber.attributes', { params: { id } }),
    ATTRIBUTES_EVERY_MS,
  );
  if (detail === null && reading.error instanceof ApiProblem && reading.error.problem.kind === 'not-found') {
    return (
      <EmptyState
        icon={IconSubscribers}
        title={`There is no subscriber ${id}`}
        actions={<Button onClick={() => navigate('/subscribers')}>All subscribers</Button>}
      >
        It may have been removed, or belongs to somebody else.
      </EmptyState>
    );
  }
  const edit = mayEdit && detail ? () => setEditing('account') : undefined;
  const close = () => setEditing(null);
  const session = live.data?.stopAt === null ? live.data : null;
  return (
    <WithDrawer
      drawer={
        detail &&
        (editing === 'account' ? (
          <SubscriberForm
            subscriber={detail}
            onClose={close}
            onSaved={() => {
              close();
              reading.read();
              attributes.read();
            }}
          />
        ) : (
          editing === 'attributes' &&
          attributes.data && (
            <AttributesForm
              id={id}
              username={detail.username}
              attributes={attributes.data}
              onClose={close}
              onSaved={() => {
                close();
                attributes.read();
              }}
            />
          )
        ))
      }
    >
      <PageHead id={id} detail={detail} onEdit={edit} onChanged={reading.read} />
      {mayFindings && <Findings id={id} onDecided={reading.read} />}
      <div className="subscriber-page">
        <Panes
          template="minmax(296px, 312fr) minmax(280px, 288fr) minmax(200px, 330fr) 272px / 432px minmax(0,1fr) 432px"
          narrow="none / repeat(2, minmax(0, 1fr))"
        >
          <WhySpeed reading={reading} session={session} />
          <LiveRate detail={detail} session={session} />
          <AccountFacts reading={reading} onEdit={edit} />
          <UsageRings reading={reading} />
          <UsageDays id={id} detail={detail} />
          <HourHeatmap id={id} />
          <SessionHistory id={id} />
          <Receipts id={id} />
          <Records id={id} />
          <LoginPolicy id={id} reading={reading} mayEdit={mayEdit} onChanged={reading.read} />
          <RadiusAttributes
            reading={attributes}
            onEdit={mayEdit && attributes.data ? () => setEditing('attributes') : undefined}
          />
        </Panes>
      </div>
    </WithDrawer>
  );
}

const records = [
  { value: 'trace', label: 'Trace' },
  { value: 'audit', label: 'Audit' },
] as const;

/** One place for two records: what went over the wire, and who changed what. `?records=audit` is the latter. */
function Records({ id }: { readonly id: number }) {
  const [search, setSearch] = useSearchParams();
  const mayTrace = useMay('trace.view');
  const mayAudit = useMay('audit.view');
  const wanted = search.get('records') === 'audit' ? 'audit' : 'trace';
  const choice = mayTrace && mayAudit && (
    <Seg
      label="Records"
      options={records}
      value={wanted}
      onChange={(value) => setSearch(value === 'audit' ? { records: value } : {}, { replace: true })}
    />
  );
  if (mayAudit && (wanted === 'audit' || !mayTrace)) return <AuditTrail id={id} end={choice} />;
  return mayTrace && <TracePane id={id} end={choice} />;
}

interface PageHeadProps {
  readonly id: number;
  readonly detail: Detail | null;
  readonly onEdit: (() => void) | undefined;
  readonly onChanged: () => void;
}

function PageHead({ id, detail, onEdit, onChanged }: PageHeadProps) {
  const mayReset = useMay('fup.reset');
  const mayKick = useMay('sessions.kick');
  const sessions = detail?.sessions ?? [];
  const canKick = mayKick && sessions.length > 0;
  const reset = () => {
    if (!detail || !mayReset) return false;
    const asked = { scope: { subscriberIds: [id] }, count: 1, name: detail.username, onUndone: onChanged };
    void resetFup(asked).then((done) => done && onChanged());
  };
  const kick = () => {
    if (!detail || !canKick) return false;
    void disconnect(detail.username, sessions).then((done) => done && onChanged());
  };
  useKeys(
    [
      { keys: ['r'], label: 'Reset FUP', run: reset },
      { keys: ['d'], label: 'Disconnect', run: kick },
      { keys: ['e'], label: 'Edit', run: () => (onEdit ? onEdit() : false) },
    ],
    { group: 'Subscriber' },
  );
  return (
    <ViewHead
      crumbs={[{ href: '/subscribers', label: 'Subscribers' }]}
      title={<span className="id">{detail?.username ?? `#${id}`}</span>}
      status={detail && <HeadBadges detail={detail} />}
      note={detail?.fullName}
      actions={
        <>
          {mayReset && (
            <Button icon={IconReset} onClick={reset} disabled={!detail}>
              Reset FUP
            </Button>
          )}
          {onEdit && (
            <Button icon={IconSettings} onClick={onEdit}>
              Edit
            </Button>
          )}
          {mayKick && (
            <Button
              look="danger"
              icon={IconDisconnect}
              onClick={kick}
              disabled={!canKick}
              title={detail && sessions.length === 0 ? 'No session is open' : undefined}
            >
              Disconnect
            </Button>
          )}
        </>
      }
    />
  );
}

function HeadBadges({ detail }: { readonly detail: Detail }) {
  const { isOnline, sessions, status, isExpired, speed } = detail;
  return (
    <>
      {isOnline ? (
        <Badge severity="ok">
          Online <Since at={sessions[0]?.startAt ?? null} />
        </Badge>
      ) : (
        <Badge severity="none">Offline</Badge>
      )}
      {status === 'suspended' && <Badge severity="crit">Suspended</Badge>}
      {status === 'inactive' && <Badge severity="none">Inactive</Badge>}
      {isExpired && status !== 'suspended' && <Badge severity="high">Expired</Badge>}
      {speed.access === 'walled' && <Badge severity="high">Walled</Badge>}
      {detail.fupLevel > 0 && (
        <Badge severity={tierSeverity(detail.fupLevel)}>
          Daily level {detail.fupLevel} of {speed.dailyTierCount}
        </Badge>
      )}
      {detail.monthlyFupLevel > 0 && (
        <Badge severity={tierSeverity(detail.monthlyFupLevel)}>
          Monthly level {detail.monthlyFupLevel} of {speed.monthlyTierCount}
        </Badge>
      )}
    </>
  );
}
