import { useState } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAdd, IconClose, IconRealms, IconSettings } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { count } from '../../ui/formats/quantity.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { engine } from '../engine.ts';
import { ListView } from '../list/ListView.tsx';
import { type ListRecord, listTrouble } from '../list/use-list.ts';
import { useMay } from '../subscribers/acts.ts';
import { RealmForm } from './RealmForm.tsx';

type Row = ListRecord<'realm.list'>;

const columns: readonly TableColumn<Row>[] = [
  { id: 'name', title: 'Realm', width: 200, look: 'name', sort: 'asc', cell: (r) => r.name, csv: (r) => r.name },
  {
    id: 'isActive',
    title: 'Active',
    width: 100,
    cell: (r) => <Status severity={r.isActive ? 'ok' : 'none'}>{r.isActive ? 'Active' : 'Off'}</Status>,
    csv: (r) => (r.isActive ? 'active' : 'off'),
  },
  {
    id: 'methods',
    title: 'Auth methods',
    width: 280,
    cell: (r) => r.methods.join(', '),
    csv: (r) => r.methods.join(' '),
  },
  {
    id: 'logins',
    title: 'Login names',
    width: 240,
    dim: true,
    leaves: 1,
    cell: (r) => (r.isDefault ? `user, or user@${r.name}` : `user@${r.name}`),
    csv: (r) => (r.isDefault ? 'user' : `user@${r.name}`),
  },
  {
    id: 'subscribers',
    title: 'Subscribers',
    width: 110,
    align: 'end',
    sort: 'desc',
    cell: (r) => <Value of={count(r.subscribers)} />,
    csv: (r) => r.subscribers,
  },
  { id: 'id', title: 'Realm ID', width: 90, align: 'end', dim: true, leaves: 2, cell: (r) => r.id, csv: (r) => r.id },
];

const filters: readonly Filter[] = [{ kind: 'text', id: 'q', label: 'Search' }];
const sort = { column: 'name', direction: 'asc' } as const;

const edit: RowAction = { id: 'edit', label: 'Edit', icon: IconSettings, key: 'e' };
const drop: RowAction = { id: 'delete', label: 'Delete', icon: IconClose };

/** Which realms there are and how their subscribers prove who they are (F050). */
export function RealmsView() {
  const [open, setOpen] = useState<'new' | Row | null>(null);
  const mayEdit = useMay('realms.edit');
  const mayCreate = useMay('realms.create');
  const mayDelete = useMay('realms.delete');
  const add = mayCreate && (
    <Button look="primary" icon={IconAdd} onClick={() => setOpen('new')}>
      Add a realm
    </Button>
  );
  return (
    <ListView
      list="realm.list"
      title="Realms"
      noun="realms"
      columns={columns}
      filters={filters}
      searchHint="Name"
      sort={sort}
      empty={{
        icon: IconRealms,
        title: 'No realm',
        text: 'A realm is what stands after the @ of a login name.',
        actions: add,
      }}
      actions={() => add}
      rowActions={[...(mayEdit ? [edit] : []), ...(mayDelete ? [drop] : [])]}
      onAction={(action, target, { record, reload }) => {
        const realm = target.kind === 'row' ? record(target.key) : undefined;
        if (!realm) return;
        if (action.id === 'edit') setOpen(realm);
        else void remove(realm).then((gone) => gone && reload());
      }}
      openKey={open !== null && open !== 'new' ? open.id : null}
      {...(mayEdit ? { openAction: edit } : {})}
      drawer={({ reload }) =>
        open !== null && (
          <RealmForm
            key={open === 'new' ? 'new' : open.id}
            realm={open === 'new' ? null : open}
            onClose={() => setOpen(null)}
            onSaved={() => {
              setOpen(null);
              reload();
            }}
          />
        )
      }
      foot={<span>Realms are compared without case; the name before the @ is exact</span>}
    />
  );
}

/** Asks, removes, and says what came of it. */
async function remove(realm: Row): Promise<boolean> {
  const why = realm.isDefault
    ? 'It is the default realm. Make another one the default first.'
    : realm.subscribers > 0
      ? `${realm.subscribers} subscribers are of it. Switch it off instead, or rename them first.`
      : null;
  if (why !== null) {
    toast({ severity: 'warn', title: `${realm.name} cannot be deleted`, detail: why });
    return false;
  }
  const isSure = await confirm({
    title: `Delete realm ${realm.name}?`,
    body: 'Logins that name it will be rejected as an unknown realm.',
    action: `Delete ${realm.name}`,
  });
  if (!isSure) return false;
  try {
    await engine.call('realm.remove', { params: { id: realm.id } });
    toast({ severity: 'ok', title: `Realm ${realm.name} is deleted` });
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: `Realm ${realm.name} was not deleted`, detail: listTrouble(error) });
    return false;
  }
}
