import { IconFup } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { volumeNote } from '../../ui/formats/units.ts';
import { Stamp } from '../../ui/live/Ages.tsx';
import { QuotaBar } from '../../ui/marks/BarCell.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { TierLadder } from '../../ui/marks/TierLadder.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';

type Row = ListRecord<'fup.list'>;

const columns: readonly TableColumn<Row>[] = [
  {
    id: 'username',
    title: 'Username',
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
    width: 108,
    dim: true,
    sort: 'asc',
    leaves: 1,
    cell: (s) => s.fullName,
    csv: (s) => s.fullName,
  },
  {
    id: 'service',
    title: 'Service',
    width: 108,
    dim: true,
    sort: 'asc',
    leaves: 3,
    cell: (s) => s.serviceName,
    csv: (s) => s.serviceName,
  },
  {
    id: 'reseller',
    title: 'Reseller',
    width: 92,
    dim: true,
    sort: 'asc',
    leaves: 2,
    cell: (s) => s.resellerName ?? 'Direct',
    csv: (s) => s.resellerName,
  },
  {
    id: 'dailyPercent',
    title: 'Daily used / quota',
    width: 250,
    sort: 'desc',
    cell: (s) => <QuotaBar usedBytes={s.daily.countedBytes} quotaBytes={s.daily.quotaBytes} />,
    csv: (s) => s.daily.countedBytes,
  },
  {
    id: 'monthlyPercent',
    title: 'Monthly used / quota',
    width: 260,
    sort: 'desc',
    cell: (s) => <QuotaBar usedBytes={s.monthly.countedBytes} quotaBytes={s.monthly.quotaBytes} />,
    csv: (s) => s.monthly.countedBytes,
  },
  {
    id: 'fup',
    title: 'Daily level',
    head: 'Level',
    width: 84,
    sort: 'desc',
    cell: (s) => <TierLadder level={s.fupLevel} />,
    csv: (s) => s.fupLevel,
  },
  {
    id: 'monthlyFupLevel',
    title: 'Monthly level',
    head: 'Monthly',
    width: 84,
    sort: 'desc',
    leaves: 4,
    cell: (s) => <TierLadder level={s.monthlyFupLevel} />,
    csv: (s) => s.monthlyFupLevel,
  },
  {
    id: 'online',
    title: 'Online',
    width: 84,
    sort: 'desc',
    cell: onlineCell,
    csv: (s) => (s.isOnline ? 'online' : 'offline'),
  },
  {
    id: 'lastDailyReset',
    title: 'Last reset',
    width: 120,
    dim: true,
    align: 'end',
    sort: 'desc',
    cell: (s) => <Stamp at={s.daily.sinceAt} />,
    csv: (s) => new Date(s.daily.sinceAt).toISOString(),
  },
];

function onlineCell({ isOnline }: Row) {
  return (
    <span className={isOnline ? undefined : 't3'}>
      <Status severity={isOnline ? 'ok' : 'none'}>{isOnline ? 'Online' : 'Offline'}</Status>
    </span>
  );
}

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  {
    kind: 'one',
    id: 'fup',
    label: 'FUP status',
    options: [
      { value: 'active', label: 'Active' },
      { value: 'normal', label: 'Normal' },
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
  {
    kind: 'one',
    id: 'fupLevel',
    label: 'Level',
    options: [0, 1, 2, 3, 4, 5, 6].map((level) => ({ value: String(level), label: `Level ${level}` })),
  },
  { kind: 'flag', id: 'online', label: 'Online' },
];

const sort = { column: 'fup', direction: 'desc' } as const;

/** Who is throttled and who is about to be. */
export function FupView() {
  return (
    <ListView
      list="fup.list"
      title="FUP counters"
      noun="subscribers"
      columns={columns}
      filters={filters}
      searchHint="Username or name"
      sort={sort}
      empty={{ icon: IconFup, title: 'No subscribers yet', text: 'Counters appear with the first subscriber.' }}
      foot={<span>Counted bytes; {volumeNote()}</span>}
    />
  );
}
