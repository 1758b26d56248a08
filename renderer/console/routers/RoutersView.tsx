import { IconRouters } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { count } from '../../ui/formats/quantity.ts';
import { durationText } from '../../ui/formats/times.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Ago } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';

type Row = ListRecord<'nas.list'>;

const none = <span className="zero">–</span>;

const columns: readonly TableColumn<Row>[] = [
  { id: 'name', title: 'Router', width: 150, look: 'name', sort: 'asc', cell: (r) => r.name, csv: (r) => r.name },
  {
    id: 'address',
    title: 'Address',
    width: 130,
    dim: true,
    sort: 'asc',
    cell: (r) => r.address,
    csv: (r) => r.address,
    copy: (r) => r.address,
  },
  {
    id: 'openSessions',
    title: 'Sessions',
    width: 84,
    align: 'end',
    sort: 'desc',
    cell: (r) => <Value of={count(r.openSessions)} />,
    csv: (r) => r.openSessions,
  },
  {
    id: 'identity',
    title: 'Identity',
    width: 140,
    dim: true,
    leaves: 2,
    cell: (r) => r.identity ?? none,
    csv: (r) => r.identity,
  },
  { id: 'version', title: 'Version', width: 90, dim: true, cell: (r) => r.version ?? none, csv: (r) => r.version },
  {
    id: 'api',
    title: 'API',
    width: 170,
    dim: true,
    look: 'id',
    leaves: 1,
    cell: (r) => (r.api ? `${r.api.host}:${r.api.port}` : none),
    csv: (r) => r.api?.host ?? null,
  },
  { id: 'coa', title: 'CoA', width: 120, cell: coaCell, csv: (r) => r.coaPortSeen ?? r.coaPort },
  {
    id: 'clockSkewMs',
    title: 'Clock skew',
    width: 90,
    align: 'end',
    dim: true,
    leaves: 3,
    cell: (r) => (r.clockSkewMs === null ? none : durationText(Math.abs(r.clockSkewMs), true)),
    csv: (r) => r.clockSkewMs,
  },
  {
    id: 'lastSeenAt',
    title: 'Last seen',
    width: 110,
    align: 'end',
    dim: true,
    sort: 'desc',
    cell: (r) => <Ago at={r.lastSeenAt} />,
    csv: (r) => (r.lastSeenAt ? new Date(r.lastSeenAt).toISOString() : null),
  },
];

function coaCell({ coaAccepts, coaPortSeen, coaPort }: Row) {
  const port = coaPortSeen ?? coaPort;
  if (coaAccepts === null) return <Status severity="none">{port ? `${port}, not tried` : 'not tried'}</Status>;
  return <Status severity={coaAccepts ? 'ok' : 'high'}>{coaAccepts ? `answers on ${port}` : 'no answer'}</Status>;
}

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  { kind: 'flag', id: 'hasApi', label: 'With API' },
];

const sort = { column: 'name', direction: 'asc' } as const;

/** The routers in their RADIUS role. */
export function RoutersView() {
  return (
    <ListView
      list="nas.list"
      title="Routers"
      noun="registered"
      columns={columns}
      filters={filters}
      searchHint="Name or address"
      sort={sort}
      empty={{
        icon: IconRouters,
        title: 'No router yet',
        text: 'A router is answered as soon as its address and shared secret are registered.',
      }}
    />
  );
}
