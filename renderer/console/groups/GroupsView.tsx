import { useState } from 'react';
import { loginWindowText } from '../../../shared/domain/login-window.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAdd, IconClose, IconCopy, IconGroups, IconSettings } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { count } from '../../ui/formats/quantity.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { engine } from '../engine.ts';
import { ListView } from '../list/ListView.tsx';
import { type ListRecord, listTrouble } from '../list/use-list.ts';
import { subscribersText, useMay } from '../subscribers/acts.ts';
import { GroupForm } from './GroupForm.tsx';

type Row = ListRecord<'group.list'>;

const none = <span className="zero">–</span>;
const listed = (texts: readonly string[]) => {
  if (texts.length === 0) return none;
  const text = texts.join(' · ');
  return <span title={texts.join('\n')}>{text}</span>;
};
const replyText = (group: Row) => group.reply.map(({ name, value }) => `${name} = ${value}`);
const checkText = (group: Row) => group.check.map(({ attribute, op, value }) => `${attribute} ${op} ${value}`);
const windowText = (group: Row) => group.loginWindows.map(loginWindowText);

const columns: readonly TableColumn<Row>[] = [
  { id: 'name', title: 'Group', width: 160, look: 'name', sort: 'asc', cell: (g) => g.name, csv: (g) => g.name },
  {
    id: 'reply',
    title: 'Reply attributes',
    width: 340,
    cell: (g) => listed(replyText(g)),
    csv: (g) => replyText(g).join('; '),
  },
  {
    id: 'check',
    title: 'Checks',
    width: 220,
    dim: true,
    leaves: 3,
    cell: (g) => listed(checkText(g)),
    csv: (g) => checkText(g).join('; '),
  },
  {
    id: 'nas',
    title: 'Routers',
    width: 100,
    dim: true,
    leaves: 2,
    cell: (g) => (g.nasIds.length === 0 ? <span className="t3">everywhere</span> : `${g.nasIds.length} of them`),
    csv: (g) => g.nasIds.join(' '),
  },
  {
    id: 'windows',
    title: 'Login hours',
    width: 180,
    dim: true,
    leaves: 1,
    cell: (g) => (g.loginWindows.length === 0 ? <span className="t3">always</span> : listed(windowText(g))),
    csv: (g) => windowText(g).join('; '),
  },
  {
    id: 'services',
    title: 'Services',
    width: 140,
    dim: true,
    leaves: 4,
    cell: (g) => listed(g.services.map(({ name }) => name)),
    csv: (g) => g.services.map(({ name }) => name).join('; '),
  },
  {
    id: 'subscribers',
    title: 'Subscribers',
    width: 100,
    align: 'end',
    sort: 'desc',
    cell: (g) => <Value of={count(g.subscribers)} />,
    csv: (g) => g.subscribers,
  },
];

const filters: readonly Filter[] = [{ kind: 'text', id: 'q', label: 'Search' }];
const sort = { column: 'name', direction: 'asc' } as const;

const edit: RowAction = { id: 'edit', label: 'Edit', icon: IconSettings, key: 'e' };
const duplicate: RowAction = { id: 'duplicate', label: 'Duplicate', icon: IconCopy };
const drop: RowAction = { id: 'delete', label: 'Delete', icon: IconClose };

type Open =
  | { readonly kind: 'new' }
  | { readonly kind: 'copy'; readonly of: Row }
  | { readonly kind: 'edit'; readonly group: Row };

/** Groups of attributes and restrictions that subscribers and services share (F051). */
export function GroupsView() {
  const [open, setOpen] = useState<Open | null>(null);
  const mayEdit = useMay('groups.edit');
  const mayCreate = useMay('groups.create');
  const mayDelete = useMay('groups.delete');
  const add = mayCreate && (
    <Button look="primary" icon={IconAdd} onClick={() => setOpen({ kind: 'new' })}>
      Add a group
    </Button>
  );
  const editing = open?.kind === 'edit' ? open.group : null;
  return (
    <ListView
      list="group.list"
      title="Groups"
      noun="groups"
      columns={columns}
      filters={filters}
      searchHint="Name, attribute, value"
      sort={sort}
      empty={{
        icon: IconGroups,
        title: 'No group yet',
        text: 'A group gives many subscribers the same RADIUS attributes, routers and login hours.',
        actions: add,
      }}
      actions={() => add}
      rowActions={[...(mayEdit ? [edit] : []), ...(mayCreate ? [duplicate] : []), ...(mayDelete ? [drop] : [])]}
      onAction={(action, target, { record, reload }) => {
        const group = target.kind === 'row' ? record(target.key) : undefined;
        if (!group) return;
        if (action.id === 'edit') setOpen({ kind: 'edit', group });
        else if (action.id === 'duplicate') setOpen({ kind: 'copy', of: group });
        else void remove(group).then((gone) => gone && reload());
      }}
      openKey={editing?.id ?? null}
      {...(mayEdit ? { openAction: edit } : {})}
      drawer={({ reload }) =>
        open && (
          <GroupForm
            key={open.kind === 'edit' ? open.group.id : open.kind === 'copy' ? `copy-${open.of.id}` : 'new'}
            group={editing}
            like={open.kind === 'copy' ? open.of : undefined}
            onClose={() => setOpen(null)}
            onSaved={() => {
              setOpen(null);
              reload();
            }}
          />
        )
      }
      foot={<span>A subscriber’s own attributes win over its groups, those over its service’s group</span>}
    />
  );
}

/** Asks, removes, and says what came of it: a group that somebody is in stays, with the reason. */
async function remove(group: Row): Promise<boolean> {
  if (group.subscribers > 0 || group.services.length > 0) {
    const who = [
      ...(group.subscribers > 0 ? [subscribersText(group.subscribers)] : []),
      ...group.services.map(({ name }) => name),
    ];
    toast({
      severity: 'warn',
      title: `${group.name} cannot be deleted`,
      detail: `In it: ${who.join(', ')}. Take them out first.`,
    });
    return false;
  }
  const isSure = await confirm({
    title: `Delete group ${group.name}?`,
    body: 'Nobody is in it.',
    action: `Delete ${group.name}`,
  });
  if (!isSure) return false;
  try {
    await engine.call('group.remove', { params: { id: group.id } });
    toast({ severity: 'ok', title: `Group ${group.name} is deleted` });
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: `Group ${group.name} was not deleted`, detail: listTrouble(error) });
    return false;
  }
}
