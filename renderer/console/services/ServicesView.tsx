import { IconServices } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { count } from '../../ui/formats/quantity.ts';
import { limitPair, volume, volumeNote } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';

type Row = ListRecord<'service.list'>;

const none = <span className="zero">–</span>;
const quota = (bytes: number) => (bytes === 0 ? <span className="t3">unlimited</span> : <Value of={volume(bytes)} />);

const columns: readonly TableColumn<Row>[] = [
  { id: 'name', title: 'Service', width: 160, look: 'name', sort: 'asc', cell: (s) => s.name, csv: (s) => s.name },
  {
    id: 'downKbps',
    title: 'Speed',
    head: 'Speed ↓/↑',
    width: 110,
    align: 'end',
    sort: 'desc',
    cell: (s) => <Value of={limitPair(s.downKbps, s.upKbps)} />,
    csv: (s) => `${s.downKbps}/${s.upKbps}`,
  },
  {
    id: 'dailyQuotaBytes',
    title: 'Daily quota',
    width: 110,
    align: 'end',
    sort: 'desc',
    cell: (s) => quota(s.dailyQuotaBytes),
    csv: (s) => s.dailyQuotaBytes,
  },
  {
    id: 'monthlyQuotaBytes',
    title: 'Monthly quota',
    width: 110,
    align: 'end',
    sort: 'desc',
    cell: (s) => quota(s.monthlyQuotaBytes),
    csv: (s) => s.monthlyQuotaBytes,
  },
  {
    id: 'dailyTiers',
    title: 'Daily tiers',
    width: 90,
    align: 'end',
    leaves: 3,
    cell: (s) => <Value of={count(s.dailyTiers.length)} />,
    csv: (s) => s.dailyTiers.length,
  },
  {
    id: 'monthlyTiers',
    title: 'Monthly tiers',
    width: 100,
    align: 'end',
    leaves: 2,
    cell: (s) => <Value of={count(s.monthlyTiers.length)} />,
    csv: (s) => s.monthlyTiers.length,
  },
  {
    id: 'freeHours',
    title: 'Free hours',
    width: 150,
    dim: true,
    leaves: 1,
    cell: freeHoursCell,
    csv: (s) => (s.freeHours ? `${s.freeHours.from}-${s.freeHours.to}` : null),
  },
  {
    id: 'burst',
    title: 'Burst',
    head: 'Burst ↓/↑',
    width: 110,
    align: 'end',
    dim: true,
    leaves: 4,
    cell: (s) => (s.burst ? <Value of={limitPair(s.burst.downKbps, s.burst.upKbps)} /> : none),
    csv: (s) => (s.burst ? `${s.burst.downKbps}/${s.burst.upKbps}` : null),
  },
  {
    id: 'subscribers',
    title: 'Subscribers',
    width: 100,
    align: 'end',
    sort: 'desc',
    cell: (s) => <Value of={count(s.subscribers)} />,
    csv: (s) => s.subscribers,
  },
];

function freeHoursCell({ freeHours }: Row) {
  if (!freeHours) return none;
  return `${freeHours.from} – ${freeHours.to}, ${freeHours.percent} % free`;
}

const filters: readonly Filter[] = [{ kind: 'text', id: 'q', label: 'Search' }];
const sort = { column: 'name', direction: 'asc' } as const;

/** The plans that subscribers are on. */
export function ServicesView() {
  return (
    <ListView
      list="service.list"
      title="Services"
      noun="services"
      columns={columns}
      filters={filters}
      searchHint="Name"
      sort={sort}
      empty={{
        icon: IconServices,
        title: 'No service yet',
        text: 'A service holds speed, quotas and FUP tiers; subscribers need one.',
      }}
      foot={<span>Speeds in bit/s; {volumeNote()}</span>}
    />
  );
}
