import { useLocation } from 'wouter';
import { reasonLabel } from '../../../shared/domain/auth-reasons.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAuthLog, IconOpenPage } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { count } from '../../ui/formats/quantity.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Stamp } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';
import { useSession } from '../session.ts';
import { AuthCauses } from './AuthCauses.tsx';
import { reasonOptions } from './reasons.ts';

type Row = ListRecord<'auth-log.list'>;

const none = <span className="zero">–</span>;

const columns: readonly TableColumn<Row>[] = [
  {
    id: 'result',
    title: 'Result',
    width: 96,
    cell: (r) => (
      <Status severity={r.result === 'drop' ? 'crit' : 'warn'}>{r.result === 'drop' ? 'Dropped' : 'Rejected'}</Status>
    ),
    csv: (r) => r.result,
  },
  {
    id: 'username',
    title: 'User',
    width: 150,
    look: 'name',
    cell: (r) => r.username || none,
    csv: (r) => r.username,
    copy: (r) => r.username || null,
  },
  {
    id: 'realm',
    title: 'Realm',
    width: 110,
    dim: true,
    leaves: 3,
    cell: (r) => r.realm || none,
    csv: (r) => r.realm,
  },
  {
    id: 'lastAt',
    title: 'Last',
    width: 120,
    dim: true,
    cell: (r) => <Stamp at={r.lastAt} />,
    csv: (r) => new Date(r.lastAt).toISOString(),
  },
  {
    id: 'detail',
    title: 'Reason',
    width: 320,
    cell: (r) => <span title={reasonLabel(r.reason)}>{r.detail}</span>,
    csv: (r) => r.detail,
  },
  {
    id: 'count',
    title: 'Times within an hour',
    head: 'Times',
    width: 64,
    align: 'end',
    cell: (r) => <Value of={count(r.count)} />,
    csv: (r) => r.count,
  },
  {
    id: 'method',
    title: 'Method',
    width: 96,
    dim: true,
    leaves: 2,
    cell: (r) => r.method || none,
    csv: (r) => r.method,
  },
  {
    id: 'nas',
    title: 'NAS',
    width: 190,
    dim: true,
    look: 'id',
    cell: (r) => <NasCell entry={r} />,
    csv: (r) => r.nasName ?? r.nasAddress,
  },
  {
    id: 'mac',
    title: 'MAC',
    width: 140,
    dim: true,
    look: 'id',
    leaves: 1,
    cell: (r) => r.callingStationId || none,
    csv: (r) => r.callingStationId,
    copy: (r) => r.callingStationId || null,
  },
];

/** Who sent it. An address that nobody registered is the commonest reason for "RADIUS timeout" (P05): one step from here. */
function NasCell({ entry }: { readonly entry: Row }) {
  const [, navigate] = useLocation();
  const mayAdd = useSession(
    ({ session }) => session.kind === 'signed-in' && session.operator.permissions.includes('nas.create'),
  );
  const { nasId, nasName, nasAddress } = entry;
  if (nasId !== null || nasAddress === '') return nasName ?? (nasAddress || none);
  return (
    <span className="row">
      {nasAddress}
      {mayAdd && (
        <Button small onClick={() => navigate(`/routers?add=${encodeURIComponent(nasAddress)}`)}>
          Add as router
        </Button>
      )}
    </span>
  );
}

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  {
    kind: 'one',
    id: 'result',
    label: 'Result',
    options: [
      { value: 'reject', label: 'Rejected' },
      { value: 'drop', label: 'Dropped' },
    ],
  },
  { kind: 'one', id: 'reason', label: 'Reason', options: reasonOptions },
];

const openSubscriber: RowAction = { id: 'subscriber', label: 'Open the subscriber', icon: IconOpenPage };

/** Why logins fail: who was rejected, and which datagrams were not answered at all. */
export function AuthLogView() {
  const [, navigate] = useLocation();
  return (
    <ListView
      list="auth-log.list"
      title="Auth log"
      noun="entries"
      columns={columns}
      filters={filters}
      searchHint="User, MAC, address"
      sort={null}
      empty={{
        icon: IconAuthLog,
        title: 'No login failed',
        text: 'Rejects and unanswered packets appear here with their reason.',
      }}
      above={({ url }) => <AuthCauses url={url} />}
      rowActions={[openSubscriber]}
      openAction={openSubscriber}
      onAction={(_, target, { record }) => {
        const entry = target.kind === 'row' ? record(target.key) : undefined;
        if (!entry) return;
        if (entry.subscriberId !== null) navigate(`/subscribers/${entry.subscriberId}`);
        else
          toast({
            severity: 'none',
            title: entry.username ? `${entry.username} is no subscriber` : 'No subscriber stands behind it',
          });
      }}
      foot={<span>Newest first; equal ones within an hour are one row</span>}
    />
  );
}
