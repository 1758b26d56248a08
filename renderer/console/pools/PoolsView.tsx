import { useCallback, useMemo, useState } from 'react';
import type { IpLease, IpPool, RouterPool } from '../../../shared/contract/operations/pools.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAdd, IconClose, IconPools } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { withFilter } from '../../ui/filters/url-filters.ts';
import type { UrlFilters } from '../../ui/filters/use-url-state.ts';
import { Ago, Stamp } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { engine } from '../engine.ts';
import { ListView } from '../list/ListView.tsx';
import { type ListRecord, listTrouble } from '../list/use-list.ts';
import { useRead } from '../overview/use-read.ts';
import { useMay } from '../subscribers/acts.ts';
import { AddressMap } from './AddressMap.tsx';
import { PoolForm } from './PoolForm.tsx';
import { PoolList } from './PoolList.tsx';
import { stateSeverity, stateWord } from './pool-words.ts';
import { TakeOver } from './TakeOver.tsx';
import './pools.css';

type Row = ListRecord<'lease.list'>;

const none = <span className="zero">–</span>;

const columns: readonly TableColumn<Row>[] = [
  {
    id: 'address',
    title: 'Address',
    width: 190,
    look: 'id',
    sort: 'asc',
    cell: (l) => l.address,
    csv: (l) => l.address,
    copy: (l) => l.address,
  },
  {
    id: 'username',
    title: 'Subscriber',
    width: 200,
    look: 'name',
    sort: 'asc',
    cell: (l) => (l.username === '' ? none : l.username),
    csv: (l) => l.username,
  },
  {
    id: 'state',
    title: 'State',
    width: 220,
    cell: (l) => <Status severity={stateSeverity[l.state]}>{stateWord[l.state]}</Status>,
    csv: (l) => l.state,
  },
  { id: 'pool', title: 'Pool', width: 130, leaves: 2, cell: (l) => l.poolName, csv: (l) => l.poolName },
  { id: 'nas', title: 'Router', width: 150, cell: (l) => l.nasName ?? none, csv: (l) => l.nasName },
  {
    id: 'since',
    title: 'Since',
    width: 110,
    align: 'end',
    dim: true,
    sort: 'desc',
    cell: (l) => <Ago at={l.since} />,
    csv: (l) => new Date(l.since).toISOString(),
  },
  {
    id: 'until',
    title: 'Rests until',
    width: 160,
    dim: true,
    leaves: 1,
    cell: (l) => (l.until === null || l.state === 'given' ? none : <Stamp at={l.until} />),
    csv: (l) => (l.until === null ? null : new Date(l.until).toISOString()),
  },
];

const states: readonly IpLease['state'][] = ['held', 'given', 'cooling', 'quarantined', 'idle'];
const sort = { column: 'since', direction: 'desc' } as const;
const release: RowAction = { id: 'release', label: 'Release', icon: IconClose };

type Open = 'new' | 'router' | IpPool | { readonly from: RouterPool } | null;

/** Pools of our own: how full they are, every address of one, and who has which (F052, X33). */
export function PoolsView() {
  const [open, setOpen] = useState<Open>(null);
  const mayCreate = useMay('pools.create');
  const mayEdit = useMay('pools.edit');
  const mayDelete = useMay('pools.delete');
  const mayRelease = useMay('pools.release');
  const read = useCallback(() => engine.call('pool.list', { query: { limit: 500, sort: 'name' } }), []);
  const { data, trouble, retry } = useRead(read, 5000);
  const pools = data?.items ?? [];
  const names = JSON.stringify(pools.map(({ id, name }) => ({ value: String(id), label: name })));
  const filters = useMemo(
    (): readonly Filter[] => [
      { kind: 'text', id: 'q', label: 'Search' },
      { kind: 'one', id: 'poolId', label: 'Pool', options: JSON.parse(names) as { value: string; label: string }[] },
      {
        kind: 'one',
        id: 'state',
        label: 'State',
        options: states.map((state) => ({ value: state, label: stateWord[state] })),
      },
    ],
    [names],
  );
  const add = mayCreate && (
    <>
      <Button onClick={() => setOpen('router')}>Take over from a router</Button>
      <Button look="primary" icon={IconAdd} onClick={() => setOpen('new')}>
        Add a pool
      </Button>
    </>
  );
  const again = (reload: () => void) => {
    retry();
    reload();
  };
  const hasNone = data !== null && pools.length === 0;
  return (
    <ListView
      list="lease.list"
      title="IP pools"
      noun="leases"
      columns={columns}
      filters={filters}
      searchHint="Address, subscriber"
      sort={sort}
      empty={
        hasNone
          ? {
              icon: IconPools,
              title: 'No IP pool yet',
              text: 'A pool gives addresses to the logins whose Framed-Pool names it, and remembers who had which.',
              actions: add,
            }
          : {
              icon: IconPools,
              title: 'No address is in use',
              text: 'Name a pool in Framed-Pool of a subscriber or a group: its next login gets an address from it.',
            }
      }
      actions={() => add}
      above={({ url, reload }) => (
        <Above
          pools={pools}
          trouble={trouble}
          onRetry={retry}
          url={url}
          onEdit={mayEdit ? setOpen : undefined}
          onRemove={mayDelete ? (pool) => void remove(pool).then((gone) => gone && again(reload)) : undefined}
        />
      )}
      rowActions={mayRelease ? [release] : []}
      onAction={(_action, target, { record, reload }) => {
        const lease = target.kind === 'row' ? record(target.key) : undefined;
        if (lease) void giveBack(lease).then((done) => done && again(reload));
      }}
      drawer={({ reload }) => <Drawers open={open} setOpen={setOpen} onSaved={() => again(reload)} />}
      foot={<span>An address rests after its session; nobody else gets it meanwhile</span>}
    />
  );
}

interface DrawersProps {
  readonly open: Open;
  readonly setOpen: (open: Open) => void;
  readonly onSaved: () => void;
}

function Drawers({ open, setOpen, onSaved }: DrawersProps) {
  if (open === null) return null;
  const close = () => setOpen(null);
  if (open === 'router') return <TakeOver onChoose={(from) => setOpen({ from })} onClose={close} />;
  const from = open !== 'new' && 'from' in open ? open.from : undefined;
  const pool = open === 'new' || 'from' in open ? null : open;
  const saved = () => {
    close();
    onSaved();
  };
  return <PoolForm key={pool?.id ?? from?.name ?? 'new'} pool={pool} from={from} onSaved={saved} onClose={close} />;
}

interface AboveProps {
  readonly pools: readonly IpPool[];
  readonly trouble: string | null;
  readonly onRetry: () => void;
  readonly url: UrlFilters;
  readonly onEdit: ((pool: IpPool) => void) | undefined;
  readonly onRemove: ((pool: IpPool) => void) | undefined;
}

/** The pools, and the map of the one that the table is filtered by, or of the first. */
function Above({ pools, trouble, onRetry, url, onEdit, onRemove }: AboveProps) {
  const chosen = Number(url.state.poolId?.[0] ?? 0) || null;
  const shown = pools.find(({ id }) => id === chosen) ?? pools[0];
  if (trouble !== null && pools.length === 0) {
    return (
      <p className="pool-trouble crit">
        The pools could not be read: {trouble}{' '}
        <Button look="ghost" small onClick={onRetry}>
          Try again
        </Button>
      </p>
    );
  }
  if (!shown) return null;
  return (
    <div className="pools">
      <PoolList
        pools={pools}
        chosen={chosen}
        onChoose={(id) => url.set(withFilter(url.state, 'poolId', id === null ? [] : [String(id)]))}
        onEdit={onEdit}
        onRemove={onRemove}
      />
      <MapOf key={shown.id} pool={shown} />
    </div>
  );
}

function MapOf({ pool }: { readonly pool: IpPool }) {
  const read = useCallback(() => engine.call('pool.map', { params: { id: pool.id } }), [pool.id]);
  const { data, trouble } = useRead(read, 5000);
  if (data) return <AddressMap pool={pool} map={data} />;
  return <p className={trouble ? 'pool-trouble crit' : 'pool-trouble t3'}>{trouble ?? 'Reading the addresses'}</p>;
}

/** Asks, removes, and says what came of it. */
async function remove(pool: IpPool): Promise<boolean> {
  const isSure = await confirm({
    title: `Delete pool ${pool.name}?`,
    body: 'Logins whose Framed-Pool names it are left to a pool of that name on their router.',
    action: `Delete ${pool.name}`,
  });
  if (!isSure) return false;
  try {
    await engine.call('pool.remove', { params: { id: pool.id } });
    toast({ severity: 'ok', title: `Pool ${pool.name} is deleted` });
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: `Pool ${pool.name} was not deleted`, detail: listTrouble(error) });
    return false;
  }
}

async function giveBack(lease: IpLease): Promise<boolean> {
  const isSure = await confirm({
    title: `Release ${lease.address}?`,
    body: `It rests and is then given to somebody else. If the session of ${lease.username || 'its holder'} is alive, its next accounting takes the address back.`,
    action: `Release ${lease.address}`,
  });
  if (!isSure) return false;
  try {
    await engine.call('lease.release', { params: { id: lease.id } });
    toast({ severity: 'ok', title: `${lease.address} is released` });
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: `${lease.address} was not released`, detail: listTrouble(error) });
    return false;
  }
}
