import { useCallback, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { Permission } from '../../../shared/contract/permissions.ts';
import { Button, Kbd } from '../../ui/controls/controls.tsx';
import {
  IconCsv,
  IconDisconnect,
  IconGraph,
  IconPushAgain,
  IconReset,
  IconRouters,
  IconSessions,
  IconSubscribers,
} from '../../ui/controls/icons.ts';
import { type Filter, FilterBar } from '../../ui/filters/FilterBar.tsx';
import { type FilterSpec, type FilterState, isFiltered, NO_FILTERS, withFilter } from '../../ui/filters/url-filters.ts';
import { useUrlFilters, useUrlParam, useUrlSort } from '../../ui/filters/use-url-state.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { rate, volumeNote } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { LiveMark, ViewFoot, ViewHead } from '../../ui/frame/ViewHead.tsx';
import { WithDrawer } from '../../ui/overlay/Drawer.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { EmptyState, ErrorState, NoMatch } from '../../ui/states/StateViews.tsx';
import { ColumnChooser } from '../../ui/table/ColumnChooser.tsx';
import type { RowKey } from '../../ui/table/order.ts';
import { isSelected, NOTHING_SELECTED } from '../../ui/table/selection.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { useTableColumns } from '../../ui/table/use-columns.ts';
import { useCsvExport } from '../../ui/table/use-csv-export.ts';
import { type ActionTarget, VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { useFreshness, useTopic } from '../live/live.ts';
import { sessionRows, useSessions } from '../live/session-feed.ts';
import type { SessionRow } from '../live/session-rows.ts';
import { useSession } from '../session.ts';
import { BulkDisconnect } from './BulkDisconnect.tsx';
import { sessionColumns } from './columns.tsx';
import { NasCards } from './NasCards.tsx';
import { routerHref, SessionDrawer } from './SessionDrawer.tsx';
import { disconnect, pushAgain, resetFup } from './session-acts.ts';
import type { RateTotals, SessionPick } from './session-order.ts';
import { useSessionOrder } from './use-session-order.ts';

const specs: readonly FilterSpec[] = [
  { kind: 'text', id: 'q' },
  { kind: 'many', id: 'serviceId' },
  { kind: 'one', id: 'nasId' },
  { kind: 'one', id: 'level' },
  { kind: 'flag', id: 'throttled' },
  { kind: 'flag', id: 'unverified' },
  { kind: 'flag', id: 'orphan' },
];

const filtersOf = (pick: SessionPick): readonly Filter[] => [
  { kind: 'text', id: 'q', label: 'Search' },
  { kind: 'many', id: 'serviceId', label: 'Service', options: pick.services },
  { kind: 'one', id: 'nasId', label: 'NAS', options: pick.nas },
  { kind: 'one', id: 'level', label: 'FUP level', options: pick.levels },
  { kind: 'flag', id: 'throttled', label: 'Throttled', count: pick.throttled },
  { kind: 'flag', id: 'unverified', label: 'Unverified rate', count: pick.unverified },
  { kind: 'flag', id: 'orphan', label: 'Orphans', count: pick.orphans },
];

const ownSort = { column: 'downNow', direction: 'desc' } as const;
const sortable = sessionColumns.filter((column) => column.sort).map((column) => column.id);

const allActions: readonly (RowAction & { readonly permission: Permission })[] = [
  { id: 'graph', label: 'Live graph', icon: IconGraph, key: 'g', permission: 'sessions.view' },
  { id: 'reset', label: 'Reset FUP', icon: IconReset, key: 'r', permission: 'fup.reset' },
  { id: 'subscriber', label: 'Open the subscriber', icon: IconSubscribers, permission: 'subscribers.view' },
  { id: 'router', label: 'Open the router', icon: IconRouters, permission: 'nas.view' },
  { id: 'again', label: 'Push again', icon: IconPushAgain, key: 'p', permission: 'sessions.kick' },
  { id: 'kick', label: 'Disconnect', icon: IconDisconnect, key: 'd', permission: 'sessions.kick' },
];

/** Everybody who is online now, from the live topic: numbers move in their rows, rows move when nobody points. */
export function SessionsView() {
  useTopic('sessions');
  const { isBegun, isReady, refused } = useSessions();
  const freshness = useFreshness();
  const [, navigate] = useLocation();
  const permissions = useSession(({ session }) => (session.kind === 'signed-in' ? session.operator.permissions : none));
  const may = useCallback((permission: Permission) => permissions.includes(permission), [permissions]);
  const actions = useMemo(() => allActions.filter(({ permission }) => may(permission)), [may]);
  const url = useUrlFilters(specs);
  const [sort, setSort] = useUrlSort(sortable, ownSort);
  const [openId, setOpenId] = useUrlParam('open');
  const layout = useTableColumns('live-sessions', sessionColumns, { sort, onSort: setSort });
  const picked = useSessionOrder(url.state, url.key, sort);
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const [visible, setVisible] = useState({ start: 0, end: 0 });
  const [held, setHeld] = useState(false);
  const { order, keys } = picked;

  const targets = (target: ActionTarget) => {
    const ids = target.kind === 'row' ? [target.key] : keys.filter((key) => isSelected(target.selection, key));
    return ids.flatMap((id) => sessionRows.get(Number(id))?.session ?? []);
  };
  const act = (action: RowAction, target: ActionTarget) => {
    const sessions = targets(target);
    const [first] = sessions;
    if (!first) return;
    if (action.id === 'graph') setOpenId(String(first.id), openId === null ? 'push' : 'replace');
    else if (action.id === 'reset') void resetFup(sessions);
    else if (action.id === 'kick') void disconnect(sessions);
    else if (action.id === 'again') void pushAgain(sessions);
    else if (action.id === 'router') navigate(routerHref(first.nasId));
    else if (first.subscriberId !== null) navigate(`/subscribers/${first.subscriberId}`);
    else toast({ severity: 'warn', title: `${first.username} is an orphan`, detail: 'There is no such subscriber.' });
  };
  const openSubscriber = (key: RowKey) => {
    const subscriberId = sessionRows.get(Number(key))?.session.subscriberId;
    if (subscriberId != null && may('subscribers.view')) navigate(`/subscribers/${subscriberId}`);
  };
  return (
    <>
      <ViewHead
        title="Live sessions"
        status={<LiveMark {...freshness} />}
        note={
          isReady ? (
            <SessionTotals shown={keys.length} of={picked.totals} />
          ) : isBegun ? (
            'Reading, the first are here'
          ) : undefined
        }
        actions={
          <>
            <ColumnChooser columns={layout} />
            {isReady && keys.length > 0 && <SessionsCsv keys={keys} />}
          </>
        }
      />
      <WithDrawer
        drawer={
          openId !== null && (
            <OpenSession
              key={openId}
              id={Number(openId)}
              may={may}
              onClose={() => setOpenId(null)}
              onOpenSubscriber={openSubscriber}
            />
          )
        }
      >
        <BulkDisconnect />
        <NasCards
          nas={picked.nas}
          chosen={url.state.nasId?.[0]}
          onToggle={(nasId) => url.set(toggleOne(url.state, 'nasId', nasId))}
        />
        <FilterBar filters={filtersOf(picked)} url={url} searchHint="User, name, IP, MAC, session id" />
        <VirtualTable
          label="Live sessions"
          columns={layout}
          order={order}
          useRecord={sessionRows.records.useRecord}
          query={`${url.key} ${sort.column} ${sort.direction}`}
          selection={selection}
          onSelection={setSelection}
          openKey={openId === null ? null : Number(openId)}
          onOpen={(key) => setOpenId(String(key), openId === null ? 'push' : 'replace')}
          onOpenPage={openSubscriber}
          actions={actions}
          onAction={act}
          onCopied={(text) => toast({ severity: 'ok', title: `Copied ${text}`, stayMs: 1500 })}
          onVisible={setVisible}
          onHeld={setHeld}
          loading={!isReady && refused === null}
          primary
          empty={
            refused ? (
              <ErrorState title="The sessions could not be read">{refused.detail}</ErrorState>
            ) : isFiltered(url.state) ? (
              <NoMatch
                title={`None of ${integer(sessionRows.size())} sessions match`}
                actions={<Button onClick={() => url.set(NO_FILTERS)}>Clear all filters</Button>}
              >
                The filters in the bar leave nothing.
              </NoMatch>
            ) : (
              <EmptyState icon={IconSessions} title="Nobody is online">
                A session appears with the Accounting Start of its router.
              </EmptyState>
            )
          }
        />
        <ViewFoot
          keys={
            <>
              <Kbd>J</Kbd>
              <Kbd>K</Kbd> move <Kbd>Enter</Kbd> panel <Kbd>D</Kbd> disconnect <Kbd>?</Kbd> all keys
            </>
          }
        >
          {order.count > 0 && (
            <span>
              Rows {integer(visible.start + 1)}–{integer(Math.min(order.count, visible.end + 1))} of{' '}
              {integer(order.count)}
            </span>
          )}
          <span>Rates in bit/s; {volumeNote()}</span>
          {held && <span>Order held while the pointer is over the table</span>}
        </ViewFoot>
      </WithDrawer>
    </>
  );
}

const none: readonly Permission[] = [];

const toggleOne = (state: FilterState, id: string, value: string): FilterState =>
  withFilter(state, id, state[id]?.[0] === value ? [] : [value]);

/** Of what is filtered; a rate that nobody has measured is not counted as zero. */
function SessionTotals({ shown, of }: { readonly shown: number; readonly of: RateTotals }) {
  const open = sessionRows.size();
  return (
    <>
      {shown === open ? `${integer(open)} open` : `${integer(shown)} of ${integer(open)} open`}
      {of.downBps !== null && (
        <>
          , <Value of={rate(of.downBps)} direction="down" /> <Value of={rate(of.upBps)} direction="up" />
        </>
      )}
      {of.unmeasured > 0 && `, ${integer(of.unmeasured)} not measured yet`}
    </>
  );
}

interface OpenSessionProps {
  readonly id: number;
  readonly may: (permission: Permission) => boolean;
  readonly onClose: () => void;
  readonly onOpenSubscriber: (key: RowKey) => void;
}

/** The drawer of a session, which stays with what was known when the session ends meanwhile. */
function OpenSession({ id, may, onClose, onOpenSubscriber }: OpenSessionProps) {
  const row = sessionRows.records.useRecord(id);
  const last = useRef<SessionRow | undefined>(row);
  if (row) last.current = row;
  const shown = row ?? last.current;
  if (!shown) return null;
  const hasSubscriber = shown.session.subscriberId !== null && may('subscribers.view');
  return (
    <SessionDrawer
      row={shown}
      hasEnded={row === undefined}
      may={may}
      onClose={onClose}
      onOpenSubscriber={hasSubscriber ? () => onOpenSubscriber(id) : undefined}
    />
  );
}

const CSV_STEP = 1000;

/** CSV of what is filtered, in the order of the table. */
function SessionsCsv({ keys }: { readonly keys: readonly number[] }) {
  const csv = useCsvExport({
    label: 'Live sessions',
    columns: sessionColumns,
    async *pages() {
      for (let from = 0; from < keys.length; from += CSV_STEP) {
        const items = keys.slice(from, from + CSV_STEP).flatMap((key) => sessionRows.get(key) ?? []);
        yield { items, total: keys.length };
        await new Promise((resolve) => setTimeout(resolve)); // the page goes on meanwhile
      }
    },
  });
  return (
    <Button look="ghost" icon={IconCsv} onClick={() => void csv.run()}>
      CSV of {integer(keys.length)}
    </Button>
  );
}
