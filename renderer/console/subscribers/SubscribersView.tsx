import { IconSubscribers } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { volumeNote } from '../../ui/formats/units.ts';
import { Ago, Stamp } from '../../ui/live/Ages.tsx';
import { QuotaBar } from '../../ui/marks/BarCell.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';

type Row = ListRecord<'subscriber.list'>;

const columns: readonly TableColumn<Row>[] = [
  {
    id: 'username',
    title: 'User',
    width: 132,
    look: 'name',
    sort: 'asc',
    cell: (s) => s.username,
    csv: (s) => s.username,
    copy: (s) => s.username,
  },
  {
    id: 'fullName',
    title: 'Full name',
    width: 132,
    dim: true,
    sort: 'asc',
    leaves: 2,
    cell: (s) => s.fullName,
    csv: (s) => s.fullName,
  },
  {
    id: 'phone',
    title: 'Phone',
    width: 112,
    dim: true,
    sort: 'asc',
    leaves: 1,
    cell: (s) => s.phone,
    csv: (s) => s.phone,
    copy: (s) => s.phone,
  },
  {
    id: 'service',
    title: 'Service',
    width: 112,
    dim: true,
    sort: 'asc',
    leaves: 3,
    cell: (s) => s.serviceName,
    csv: (s) => s.serviceName,
  },
  {
    id: 'online',
    title: 'Online',
    width: 88,
    sort: 'desc',
    cell: onlineCell,
    csv: (s) => (s.isOnline ? 'online' : 'offline'),
  },
  {
    id: 'status',
    title: 'Account',
    width: 96,
    sort: 'asc',
    cell: accountCell,
    csv: (s) => (s.isExpired ? 'expired' : s.status),
  },
  {
    id: 'dailyPercent',
    title: 'Daily used / quota',
    width: 240,
    sort: 'desc',
    cell: (s) => <QuotaBar usedBytes={s.daily.countedBytes} quotaBytes={s.daily.quotaBytes} />,
    csv: (s) => s.daily.countedBytes,
  },
  {
    id: 'monthlyPercent',
    title: 'Monthly used / quota',
    width: 240,
    sort: 'desc',
    leaves: 4,
    cell: (s) => <QuotaBar usedBytes={s.monthly.countedBytes} quotaBytes={s.monthly.quotaBytes} />,
    csv: (s) => s.monthly.countedBytes,
  },
  {
    id: 'expiresAt',
    title: 'Expires',
    width: 112,
    dim: true,
    align: 'end',
    sort: 'asc',
    cell: (s) => <Stamp at={s.expiresAt} />,
    csv: (s) => (s.expiresAt ? new Date(s.expiresAt).toISOString() : null),
  },
  {
    id: 'lastSeen',
    title: 'Last seen',
    width: 112,
    dim: true,
    align: 'end',
    sort: 'desc',
    leaves: 5,
    cell: (s) => <Ago at={s.lastSeenAt} />,
    csv: (s) => (s.lastSeenAt ? new Date(s.lastSeenAt).toISOString() : null),
  },
];

function onlineCell({ isOnline }: Row) {
  return (
    <span className={isOnline ? undefined : 't3'}>
      <Status severity={isOnline ? 'ok' : 'none'}>{isOnline ? 'Online' : 'Offline'}</Status>
    </span>
  );
}

function accountCell({ status, isExpired }: Row) {
  if (status === 'suspended') return <Status severity="crit">Suspended</Status>;
  if (isExpired) return <Status severity="high">Expired</Status>;
  return <span className={status === 'active' ? 't2' : 't3'}>{status === 'active' ? 'Active' : 'Inactive'}</span>;
}

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  {
    kind: 'one',
    id: 'status',
    label: 'Account',
    options: [
      { value: 'active', label: 'Active' },
      { value: 'inactive', label: 'Inactive' },
      { value: 'suspended', label: 'Suspended' },
      { value: 'expired', label: 'Expired' },
      { value: 'expiring', label: 'Expires within 7 days' },
    ],
  },
  {
    kind: 'one',
    id: 'quota',
    label: 'Quota',
    options: [
      { value: 'daily-exceeded', label: 'Daily exceeded' },
      { value: 'monthly-exceeded', label: 'Monthly exceeded' },
      { value: 'exceeded', label: 'Either exceeded' },
      { value: 'warning', label: 'Warning' },
      { value: 'unlimited', label: 'Unlimited' },
    ],
  },
  { kind: 'flag', id: 'online', label: 'Online' },
];

const sort = { column: 'username', direction: 'asc' } as const;

/** Everybody who may dial in. */
export function SubscribersView() {
  return (
    <ListView
      list="subscriber.list"
      title="Subscribers"
      noun="subscribers"
      columns={columns}
      filters={filters}
      searchHint="User, name, phone, MAC, IP"
      sort={sort}
      empty={{
        icon: IconSubscribers,
        title: 'No subscribers yet',
        text: 'Add them one by one, or many at once from a CSV file by the API.',
      }}
      foot={<span>Counted bytes; {volumeNote()}</span>}
    />
  );
}
