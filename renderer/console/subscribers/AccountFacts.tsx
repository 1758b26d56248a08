import type { ReactNode } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { Ago, Stamp } from '../../ui/live/Ages.tsx';
import { useNow } from '../../ui/live/ticker.ts';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { Facts } from '../../ui/overlay/Drawer.tsx';
import { ReadPane } from './ReadPane.tsx';
import type { Reading } from './use-reading.ts';

type Detail = Output<'subscriber.get'>;

const DAY_MS = 86_400_000;

/** Who it is and what is agreed. */
export function AccountFacts({
  reading,
  onEdit,
}: {
  readonly reading: Reading<Detail>;
  readonly onEdit: (() => void) | undefined;
}) {
  return (
    <ReadPane
      title="Account"
      what="The account"
      reading={reading}
      padded
      skeletonLines={8}
      end={
        onEdit && (
          <Button look="ghost" small onClick={onEdit}>
            Edit
          </Button>
        )
      }
    >
      {(detail) => <Facts rows={rowsOf(detail)} />}
    </ReadPane>
  );
}

function rowsOf(s: Detail): readonly (readonly [string, ReactNode])[] {
  const [session] = s.sessions;
  return [
    ['Service', s.serviceName],
    ['Account', <AccountState key="state" subscriber={s} />],
    ['Expires', <ExpiryFact key="expiry" expiresAt={s.expiresAt} />],
    ['Framed IP', <Address key="ip" subscriber={s} />],
    [
      'MAC',
      <span key="mac" className="id">
        {s.macs.length > 0 ? s.macs.join(', ') : (session?.callingStationId ?? '–')}
        <Note>{s.macBinding.mode !== 'off' ? 'bound' : session || s.macs.length > 0 ? 'not bound' : ''}</Note>
      </span>,
    ],
    [
      'Router',
      session ? (
        <span key="router" className="id">
          {session.nasName ?? session.nasIpAddress}
          <Note>{session.nasPortId}</Note>
        </span>
      ) : (
        <span key="router" className="t2">
          {s.lastSeenAt === null ? (
            'never seen'
          ) : (
            <>
              last seen <Ago at={s.lastSeenAt} />
            </>
          )}
        </span>
      ),
    ],
    ['Phone', s.phone || '–'],
    ['Reseller', s.resellerName ?? 'Direct'],
    ['Billing day', s.billingDay ?? '–'],
    ['At once', s.simultaneousUse === 1 ? '1 session' : `${s.simultaneousUse} sessions`],
    ['Portal', s.portalPasswordSet ? 'may sign in' : 'no password: cannot sign in'],
    ['Added', <Stamp key="added" at={s.createdAt} />],
  ];
}

function Note({ children }: { readonly children: ReactNode }) {
  return children ? <span className="t3"> {children}</span> : null;
}

function Address({ subscriber: s }: { readonly subscriber: Detail }) {
  if (s.framedIpAddress) {
    return (
      <>
        {s.framedIpAddress}
        <Note>{s.staticIp === s.framedIpAddress ? 'static' : 'from a pool'}</Note>
      </>
    );
  }
  if (s.staticIp) {
    return (
      <>
        {s.staticIp}
        <Note>static</Note>
      </>
    );
  }
  return '–';
}

function AccountState({
  subscriber: {
    status,
    isExpired,
    speed: { access },
  },
}: {
  readonly subscriber: Detail;
}) {
  if (status === 'suspended') {
    return <Status severity="crit">{access === 'walled' ? 'Suspended, walled' : 'Suspended'}</Status>;
  }
  if (isExpired) return <Status severity="high">{access === 'walled' ? 'Expired, walled' : 'Expired'}</Status>;
  return <Status severity={status === 'active' ? 'ok' : 'none'}>{status === 'active' ? 'Active' : 'Inactive'}</Status>;
}

function ExpiryFact({ expiresAt }: { readonly expiresAt: number | null }) {
  const now = useNow('minute');
  if (expiresAt === null) return 'never';
  const left = expiresAt - now;
  const severity = left < 0 ? 'crit' : left < 3 * DAY_MS ? 'high' : left < 7 * DAY_MS ? 'warn' : null;
  return (
    <>
      {severity ? (
        <Status severity={severity}>
          <Ago at={expiresAt} />
        </Status>
      ) : (
        <Ago at={expiresAt} />
      )}
      <span className="t3">
        {' '}
        <Stamp at={expiresAt} />
      </span>
    </>
  );
}
