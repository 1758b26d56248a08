import { IconSessions } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { rate, volume, volumeNote } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Since } from '../../ui/live/Ages.tsx';
import { TierLadder } from '../../ui/marks/TierLadder.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';

type Row = ListRecord<'session.list'>;

const columns: readonly TableColumn<Row>[] = [
  {
    id: 'username',
    title: 'User',
    width: 120,
    look: 'name',
    sort: 'asc',
    cell: (s) => s.username,
    csv: (s) => s.username,
    copy: (s) => s.username,
  },
  {
    id: 'service',
    title: 'Service',
    width: 104,
    dim: true,
    sort: 'asc',
    leaves: 5,
    cell: (s) => s.serviceName ?? '–',
    csv: (s) => s.serviceName,
  },
  {
    id: 'nas',
    title: 'NAS',
    width: 112,
    dim: true,
    look: 'id',
    sort: 'asc',
    leaves: 4,
    cell: (s) => s.nasName ?? s.nasIpAddress,
    csv: (s) => s.nasName ?? s.nasIpAddress,
  },
  {
    id: 'framedIp',
    title: 'Framed IP',
    width: 112,
    dim: true,
    sort: 'asc',
    cell: (s) => s.framedIpAddress,
    csv: (s) => s.framedIpAddress,
    copy: (s) => s.framedIpAddress,
  },
  {
    id: 'mac',
    title: 'MAC',
    width: 136,
    dim: true,
    look: 'id',
    sort: 'asc',
    leaves: 1,
    cell: (s) => s.callingStationId,
    csv: (s) => s.callingStationId,
    copy: (s) => s.callingStationId,
  },
  {
    id: 'startAt',
    title: 'Up since',
    head: 'Up',
    width: 80,
    dim: true,
    align: 'end',
    sort: 'desc',
    cell: (s) => <Since at={s.startAt} />,
    csv: (s) => new Date(s.startAt).toISOString(),
  },
  {
    id: 'downNow',
    title: 'Download now (bit/s)',
    head: '↓ now',
    width: 80,
    align: 'end',
    cell: (s) => <Value of={rate(s.rate?.downBps)} />,
    csv: (s) => s.rate?.downBps ?? null,
  },
  {
    id: 'upNow',
    title: 'Upload now (bit/s)',
    head: '↑ now',
    width: 80,
    align: 'end',
    cell: (s) => <Value of={rate(s.rate?.upBps)} />,
    csv: (s) => s.rate?.upBps ?? null,
  },
  {
    id: 'down',
    title: 'Download total (bytes)',
    head: '↓ total',
    width: 80,
    align: 'end',
    sort: 'desc',
    leaves: 3,
    cell: (s) => <Value of={volume(s.downBytes)} />,
    csv: (s) => s.downBytes,
  },
  {
    id: 'up',
    title: 'Upload total (bytes)',
    head: '↑ total',
    width: 80,
    align: 'end',
    dim: true,
    sort: 'desc',
    leaves: 2,
    cell: (s) => <Value of={volume(s.upBytes)} />,
    csv: (s) => s.upBytes,
  },
  {
    id: 'fupLevel',
    title: 'FUP level',
    head: 'FUP',
    width: 72,
    sort: 'desc',
    cell: (s) => (s.fupLevel === null ? '–' : <TierLadder level={s.fupLevel} />),
    csv: (s) => s.fupLevel,
  },
];

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  { kind: 'flag', id: 'orphan', label: 'Orphans' },
];

const sort = { column: 'startAt', direction: 'desc' } as const;

/** Everybody who is online now. */
export function SessionsView() {
  return (
    <ListView
      list="session.list"
      title="Live sessions"
      noun="open"
      columns={columns}
      filters={filters}
      searchHint="User, name, IP, MAC, session id"
      sort={sort}
      empty={{
        icon: IconSessions,
        title: 'Nobody is online',
        text: 'A session appears with the Accounting Start of its router.',
      }}
      foot={<span>Rates in bit/s; {volumeNote()}</span>}
    />
  );
}
