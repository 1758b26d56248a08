import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { QuotaBar } from '../../ui/marks/BarCell.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';

/** What any list of subscribers says of each. */
export interface AccountRow {
  readonly username: string;
  readonly fullName: string;
  readonly serviceName: string;
  readonly isOnline: boolean;
  readonly daily: Used;
  readonly monthly: Used;
}

interface Used {
  readonly countedBytes: number;
  readonly quotaBytes: number | null;
}

/** The columns that lists of subscribers share; each list gives its own width, and which leave first. */
export const accountColumn = {
  username: {
    id: 'username',
    title: 'Username',
    width: 132,
    look: 'name',
    sort: 'asc',
    cell: (s) => s.username,
    csv: (s) => s.username,
    copy: (s) => s.username,
  },
  fullName: {
    id: 'fullName',
    title: 'Full name',
    width: 120,
    dim: true,
    sort: 'asc',
    cell: (s) => s.fullName,
    csv: (s) => s.fullName,
  },
  service: {
    id: 'service',
    title: 'Service',
    width: 110,
    dim: true,
    sort: 'asc',
    cell: (s) => s.serviceName,
    csv: (s) => s.serviceName,
  },
  online: {
    id: 'online',
    title: 'Online',
    width: 86,
    sort: 'desc',
    cell: onlineCell,
    csv: (s) => (s.isOnline ? 'online' : 'offline'),
  },
  dailyPercent: {
    id: 'dailyPercent',
    title: 'Daily used / quota',
    width: 250,
    sort: 'desc',
    cell: ({ daily }) => <QuotaBar usedBytes={daily.countedBytes} quotaBytes={daily.quotaBytes} />,
    csv: ({ daily }) => daily.countedBytes,
  },
  monthlyPercent: {
    id: 'monthlyPercent',
    title: 'Monthly used / quota',
    width: 260,
    sort: 'desc',
    cell: ({ monthly }) => <QuotaBar usedBytes={monthly.countedBytes} quotaBytes={monthly.quotaBytes} />,
    csv: ({ monthly }) => monthly.countedBytes,
  },
} satisfies Readonly<Record<string, TableColumn<AccountRow>>>;

function onlineCell({ isOnline }: AccountRow) {
  return (
    <span className={isOnline ? undefined : 't3'}>
      <Status severity={isOnline ? 'ok' : 'none'}>{isOnline ? 'Online' : 'Offline'}</Status>
    </span>
  );
}

export const quotaFilter: Filter = {
  kind: 'one',
  id: 'quota',
  label: 'Quota',
  options: [
    { value: 'daily-exceeded', label: 'Daily exceeded' },
    { value: 'monthly-exceeded', label: 'Monthly exceeded' },
    { value: 'exceeded', label: 'Either exceeded' },
    { value: 'warning', label: 'Warning, 80 % and more' },
    { value: 'unlimited', label: 'Unlimited' },
  ],
};
