import { useLocation } from 'wouter';
import { Button, Kbd } from '../../ui/controls/controls.tsx';
import { IconAdd, IconOpenPage, IconReset, IconSubscribers } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { useUrlParam } from '../../ui/filters/use-url-state.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { volumeNote } from '../../ui/formats/units.ts';
import { useKeys } from '../../ui/keys/keys.ts';
import { Ago, Stamp } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { RowKey } from '../../ui/table/order.ts';
import { NOTHING_SELECTED } from '../../ui/table/selection.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import type { ActionTarget } from '../../ui/table/VirtualTable.tsx';
import { mayLeave } from '../form/unsaved.ts';
import { type ListTools, ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';
import { accountColumn, quotaFilter } from './account-columns.tsx';
import { type ResetAsked, resetFup, useMay } from './acts.ts';
import { resetFilter } from './reset-filter.ts';
import { SubscriberForm } from './subscriber-form.ts';

type Row = ListRecord<'subscriber.list'>;

const columns: readonly TableColumn<Row>[] = [
  accountColumn.username,
  { ...accountColumn.fullName, width: 132, leaves: 2 },
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
  { ...accountColumn.service, width: 112, leaves: 3 },
  accountColumn.online,
  {
    id: 'status',
    title: 'Account',
    width: 96,
    sort: 'asc',
    cell: accountCell,
    csv: (s) => (s.isExpired ? 'expired' : s.status),
  },
  { ...accountColumn.dailyPercent, width: 240 },
  { ...accountColumn.monthlyPercent, width: 240, leaves: 4 },
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
  quotaFilter,
  { kind: 'flag', id: 'online', label: 'Online' },
];

const sort = { column: 'username', direction: 'asc' } as const;

const resetAction: RowAction = { id: 'reset', label: 'Reset FUP', icon: IconReset, key: 'r' };
const pageAction: RowAction = { id: 'page', label: 'Open the page', icon: IconOpenPage };

/** Everybody who may dial in. */
export function SubscribersView() {
  const [, navigate] = useLocation();
  const [adding, setAdding] = useUrlParam('add');
  const mayReset = useMay('fup.reset');
  const mayAdd = useMay('subscribers.create');
  const open = (key: RowKey) => void mayLeave().then((leaves) => leaves && navigate(`/subscribers/${key}`));
  const add = () => setAdding('1');
  const addButton = mayAdd && (
    <Button look="primary" icon={IconAdd} onClick={add}>
      Add a subscriber
    </Button>
  );
  useKeys([{ keys: ['a'], label: 'Add a subscriber', run: () => (mayAdd ? add() : false) }], { group: 'Subscribers' });
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
        text: 'Add them one by one, or many at once from a CSV file: npm run cli -- import FILE.csv',
        actions: addButton,
      }}
      onOpen={open}
      rowActions={mayReset ? [resetAction, pageAction] : [pageAction]}
      onAction={(action, target, tools) => {
        if (action.id === 'page') return target.kind === 'row' ? open(target.key) : undefined;
        void resetOf(target, tools);
      }}
      {...(mayReset
        ? {
            bulk: (tools: ListTools<Row>) => (
              <Button look="primary" icon={IconReset} onClick={() => void resetOf(ticked(tools), tools)}>
                Reset FUP of {integer(tools.ticked)}
              </Button>
            ),
          }
        : {})}
      actions={() => addButton}
      drawer={(tools) =>
        adding !== null &&
        mayAdd && (
          <SubscriberForm
            subscriber={null}
            onClose={() => setAdding(null)}
            onSaved={({ id }) => {
              tools.reload();
              navigate(`/subscribers/${id}`);
            }}
          />
        )
      }
      keys={
        <>
          <Kbd>Enter</Kbd> page <Kbd>Space</Kbd> tick <Kbd>R</Kbd> reset FUP
        </>
      }
      foot={<span>Counted bytes; {volumeNote()}</span>}
    />
  );
}

const ticked = ({ selection, ticked: count }: ListTools<Row>): ActionTarget => ({ kind: 'ticked', selection, count });

/** Resets one row, or all that is ticked: a filter goes to the engine as a filter, not as a list of its rows. */
async function resetOf(target: ActionTarget, tools: ListTools<Row>): Promise<void> {
  const asked = resetAsked(target, tools);
  if (!asked) {
    toast({
      severity: 'high',
      title: 'Tick all that match, or only those you mean',
      detail: 'A whole filter without a few of its rows cannot be reset in one step.',
    });
    return;
  }
  if (!(await resetFup({ ...asked, onUndone: tools.reload }))) return;
  tools.setSelection(NOTHING_SELECTED);
  tools.reload();
}

function resetAsked(target: ActionTarget, tools: ListTools<Row>): ResetAsked | null {
  if (target.kind === 'row') {
    const name = tools.record(target.key)?.username;
    return { scope: { subscriberIds: [Number(target.key)] }, count: 1, ...(name === undefined ? {} : { name }) };
  }
  const { selection, count } = target;
  if (selection.mode === 'these') {
    const ids = [...selection.keys].map(Number);
    const name = ids.length === 1 ? tools.record(ids[0] ?? 0)?.username : undefined;
    return { scope: { subscriberIds: ids }, count: ids.length, ...(name === undefined ? {} : { name }) };
  }
  return selection.except.size > 0 ? null : { scope: { filter: resetFilter(tools.url.state) }, count };
}
