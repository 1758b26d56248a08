import { useState } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAdd, IconClose, IconCopy, IconServices, IconSettings } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { count, integer } from '../../ui/formats/quantity.ts';
import { limitPair, volume, volumeNote } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { engine } from '../engine.ts';
import { ListView } from '../list/ListView.tsx';
import { type ListRecord, listTrouble } from '../list/use-list.ts';
import { useSession } from '../session.ts';
import { ServiceForm } from './ServiceForm.tsx';

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

const edit: RowAction = { id: 'edit', label: 'Edit', icon: IconSettings, key: 'e' };
const duplicate: RowAction = { id: 'duplicate', label: 'Duplicate', icon: IconCopy };
const drop: RowAction = { id: 'delete', label: 'Delete', icon: IconClose };

type Open =
  | { readonly kind: 'new' }
  | { readonly kind: 'copy'; readonly of: Row }
  | { readonly kind: 'edit'; readonly service: Row };

/** The plans that subscribers are on, and their editor. */
export function ServicesView() {
  const may = useSession(({ session }) => (session.kind === 'signed-in' ? session.operator.permissions : []));
  const [open, setOpen] = useState<Open | null>(null);
  const mayCreate = may.includes('services.create');
  const mayEdit = may.includes('services.edit');
  const actions = [
    ...(mayEdit ? [edit] : []),
    ...(mayCreate ? [duplicate] : []),
    ...(may.includes('services.delete') ? [drop] : []),
  ];
  const add = mayCreate && (
    <Button look="primary" icon={IconAdd} onClick={() => setOpen({ kind: 'new' })}>
      Add a service
    </Button>
  );
  const editing = open?.kind === 'edit' ? open.service : null;
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
        actions: add,
      }}
      actions={() => add}
      rowActions={actions}
      onAction={(action, target, { record, reload }) => {
        const service = target.kind === 'row' ? record(target.key) : undefined;
        if (!service) return;
        if (action.id === 'edit') setOpen({ kind: 'edit', service });
        else if (action.id === 'duplicate') setOpen({ kind: 'copy', of: service });
        else void remove(service).then((gone) => gone && reload());
      }}
      openKey={editing?.id ?? null}
      {...(mayEdit ? { openAction: edit } : {})}
      drawer={({ reload }) =>
        open && (
          <ServiceForm
            key={open.kind === 'edit' ? open.service.id : open.kind === 'copy' ? `copy-${open.of.id}` : 'new'}
            service={editing}
            like={open.kind === 'copy' ? open.of : undefined}
            onClose={() => setOpen(null)}
            onSaved={() => {
              setOpen(null);
              reload();
            }}
          />
        )
      }
      foot={<span>Speeds in bit/s; {volumeNote()}</span>}
    />
  );
}

/** Asks, removes, and says what came of it: a service that somebody is on stays, with the reason. */
async function remove(service: Row): Promise<boolean> {
  if (service.subscribers > 0) {
    toast({
      severity: 'warn',
      title: `${service.name} cannot be deleted`,
      detail: `${integer(service.subscribers)} subscribers are on it. Move them to another service first.`,
    });
    return false;
  }
  const isSure = await confirm({
    title: `Delete ${service.name}?`,
    body: 'Nobody is on it. What was counted under it stays.',
    action: `Delete ${service.name}`,
  });
  if (!isSure) return false;
  try {
    await engine.call('service.remove', { params: { id: service.id } });
    toast({ severity: 'ok', title: `${service.name} is deleted` });
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: `${service.name} was not deleted`, detail: listTrouble(error) });
    return false;
  }
}
