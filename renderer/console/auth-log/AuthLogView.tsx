import { IconAuthLog } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { count } from '../../ui/formats/quantity.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Stamp } from '../../ui/live/Ages.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';

type Row = ListRecord<'auth-log.list'>;

const columns: readonly TableColumn<Row>[] = [
  {
    id: 'username',
    title: 'User',
    width: 150,
    look: 'name',
    cell: (r) => r.username,
    csv: (r) => r.username,
    copy: (r) => r.username,
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
    cell: (r) => <span title={r.reason}>{r.detail}</span>,
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
  { id: 'method', title: 'Method', width: 96, dim: true, leaves: 2, cell: (r) => r.method, csv: (r) => r.method },
  {
    id: 'nas',
    title: 'NAS',
    width: 120,
    dim: true,
    look: 'id',
    cell: (r) => r.nasName ?? r.nasAddress,
    csv: (r) => r.nasName ?? r.nasAddress,
  },
  {
    id: 'mac',
    title: 'MAC',
    width: 140,
    dim: true,
    look: 'id',
    leaves: 1,
    cell: (r) => r.callingStationId,
    csv: (r) => r.callingStationId,
    copy: (r) => r.callingStationId,
  },
];

const filters: readonly Filter[] = [{ kind: 'text', id: 'q', label: 'Search' }];

/** Why logins fail. */
export function AuthLogView() {
  return (
    <ListView
      list="auth-log.list"
      title="Auth log"
      noun="rejects"
      columns={columns}
      filters={filters}
      searchHint="User, MAC"
      sort={null}
      empty={{
        icon: IconAuthLog,
        title: 'No login was refused',
        text: 'Access-Rejects appear here with their reason.',
      }}
      foot={<span>Newest first; equal rejects within an hour are one row</span>}
    />
  );
}
