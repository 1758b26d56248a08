import { useLocation } from 'wouter';
import { Button } from '../../ui/controls/controls.tsx';
import { IconPushAgain, IconRouters, IconSessions, IconSubscribers } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { count, integer } from '../../ui/formats/quantity.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Ago } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';
import { RateText } from '../sessions/columns.tsx';
import { routerHref } from '../sessions/SessionDrawer.tsx';
import { pushAgain } from '../sessions/session-acts.ts';
import { useMay } from '../subscribers/acts.ts';

type Row = ListRecord<'change.list'>;

const columns: readonly TableColumn<Row>[] = [
  {
    id: 'username',
    title: 'User',
    width: 130,
    look: 'name',
    sort: 'asc',
    cell: (c) => c.username,
    csv: (c) => c.username,
  },
  {
    id: 'state',
    title: 'State',
    width: 100,
    cell: (c) => (
      <Status severity={c.state === 'pending' ? 'none' : 'warn'}>{c.state === 'pending' ? 'Waits' : 'Sending'}</Status>
    ),
    csv: (c) => c.state,
  },
  {
    id: 'wanted',
    title: 'Should have ↓/↑',
    width: 110,
    align: 'end',
    cell: (c) => (c.wantedRateLimit === '' ? 'to end' : <RateText of={c.wantedRateLimit} />),
    csv: (c) => c.wantedRateLimit,
  },
  {
    id: 'applied',
    title: 'Has ↓/↑',
    width: 110,
    align: 'end',
    dim: true,
    cell: (c) => <RateText of={c.appliedRateLimit} />,
    csv: (c) => c.appliedRateLimit,
  },
  { id: 'reason', title: 'Why', width: 150, dim: true, leaves: 2, cell: (c) => c.reason, csv: (c) => c.reason },
  {
    id: 'says',
    title: 'What came of it',
    width: 420,
    cell: (c) => <span title={c.says}>{c.says}</span>,
    csv: (c) => c.says,
  },
  {
    id: 'attempts',
    title: 'Tries',
    width: 60,
    align: 'end',
    sort: 'desc',
    cell: (c) => <Value of={count(c.attempts)} />,
    csv: (c) => c.attempts,
  },
  {
    id: 'at',
    title: 'Last try',
    width: 90,
    align: 'end',
    dim: true,
    sort: 'asc',
    cell: (c) => <Ago at={c.at} />,
    csv: (c) => new Date(c.at).toISOString(),
  },
  {
    id: 'nas',
    title: 'NAS',
    width: 120,
    look: 'id',
    dim: true,
    sort: 'asc',
    leaves: 1,
    cell: (c) => c.nasName ?? '–',
    csv: (c) => c.nasName,
  },
];

const filters: readonly Filter[] = [{ kind: 'text', id: 'q', label: 'Search' }];
const sort = { column: 'at', direction: 'asc' } as const;

const again: RowAction = { id: 'again', label: 'Push again', icon: IconPushAgain, key: 'p' };
const session: RowAction = { id: 'session', label: 'Open the session', icon: IconSessions };
const subscriber: RowAction = { id: 'subscriber', label: 'Open the subscriber', icon: IconSubscribers };
const router: RowAction = { id: 'router', label: 'Open the router', icon: IconRouters };

/** Running sessions that do not have yet what they should: sent in vain, refused, or waiting for their turn (pain 10). */
export function ChangesView() {
  const [, navigate] = useLocation();
  const mayPush = useMay('sessions.kick');
  const maySeeSubscribers = useMay('subscribers.view');
  const maySeeRouters = useMay('nas.view');
  return (
    <ListView
      list="change.list"
      title="Changes"
      noun="changes"
      columns={columns}
      filters={filters}
      searchHint="User, name, NAS, IP"
      sort={sort}
      empty={{
        icon: IconPushAgain,
        title: 'Every session has what it should',
        text: 'What a router refuses or does not answer waits here, is tried again each cycle, and is right at the next login anyway.',
      }}
      actions={({ total, reload }) =>
        mayPush &&
        (total ?? 0) > 0 && (
          <Button look="primary" icon={IconPushAgain} onClick={() => void pushAgain('all').then(reload)}>
            Push all {integer(total ?? 0)} again
          </Button>
        )
      }
      rowActions={[
        ...(mayPush ? [again] : []),
        session,
        ...(maySeeSubscribers ? [subscriber] : []),
        ...(maySeeRouters ? [router] : []),
      ]}
      onAction={(action, target, { record, reload }) => {
        const change = target.kind === 'row' ? record(target.key) : undefined;
        if (!change) return;
        if (action.id === 'again') void pushAgain([change]).then(reload);
        else if (action.id === 'session') navigate(`/sessions?open=${change.id}`);
        else if (action.id === 'router') navigate(routerHref(change.nasId));
        else if (change.subscriberId !== null) navigate(`/subscribers/${change.subscriberId}`);
      }}
      openAction={session}
      foot={
        <span>The longest waiting first; nobody is disconnected for a speed unless the router’s settings say so</span>
      }
    />
  );
}
