import { type ComponentType, createElement } from 'react';
import type { Permission } from '../../shared/contract/permissions.ts';
import {
  IconAuthLog,
  IconCallRecords,
  IconCertificates,
  IconFup,
  IconGraph,
  IconGroups,
  IconOverview,
  IconPools,
  IconPushAgain,
  IconRealms,
  IconRouters,
  IconServices,
  IconSessions,
  IconSettings,
  IconStorage,
  IconSubscribers,
  type IconType,
  IconVirtualNas,
} from '../ui/controls/icons.ts';
import { integer } from '../ui/formats/quantity.ts';
import { type Later, later } from '../ui/states/later.tsx';
import { SkeletonLines } from '../ui/states/StateViews.tsx';
import type { Counts } from './use-counts.ts';

/** A view: its address, its door in the rail, and the code that draws it, loaded when it is first opened. */
export interface ConsoleView {
  /** wouter's pattern; direct addresses are part of the product. */
  readonly path: string;
  readonly label: string;
  /** Heading in the rail. */
  readonly group: 'Operate' | 'Subscribers' | 'Network' | 'Policy' | 'Platform' | 'System';
  readonly icon: IconType;
  /** Without it neither door nor view is there; the engine refuses on its own as well. */
  readonly permission: Permission;
  readonly View: Later;
  /** A page behind another view's rows: an address without a door. */
  readonly isPage?: true;
  /** The number at its door. */
  readonly count?: (counts: Counts) => string;
}

const loading = () => createElement(SkeletonLines);
const lazy = (load: () => Promise<ComponentType>) => later(load, loading);

/** Every view that exists, in the order of the rail. Nothing is listed before it works. */
export const views: readonly ConsoleView[] = [
  {
    path: '/',
    label: 'Overview',
    group: 'Operate',
    icon: IconOverview,
    permission: 'overview.view',
    View: lazy(() => import('./overview/OverviewView.tsx').then((file) => file.OverviewView)),
  },
  {
    path: '/sessions',
    label: 'Live sessions',
    group: 'Operate',
    icon: IconSessions,
    permission: 'sessions.view',
    View: lazy(() => import('./sessions/SessionsView.tsx').then((file) => file.SessionsView)),
    count: (counts) => integer(counts.openSessions),
  },
  {
    path: '/changes',
    label: 'Changes',
    group: 'Operate',
    icon: IconPushAgain,
    permission: 'sessions.view',
    View: lazy(() => import('./changes/ChangesView.tsx').then((file) => file.ChangesView)),
  },
  {
    path: '/cdr',
    label: 'Call records',
    group: 'Operate',
    icon: IconCallRecords,
    permission: 'cdr.view',
    View: lazy(() => import('./cdr/CdrView.tsx').then((file) => file.CdrView)),
  },
  {
    path: '/subscribers',
    label: 'Subscribers',
    group: 'Subscribers',
    icon: IconSubscribers,
    permission: 'subscribers.view',
    View: lazy(() => import('./subscribers/SubscribersView.tsx').then((file) => file.SubscribersView)),
    count: (counts) => integer(counts.subscribers),
  },
  {
    path: '/subscribers/:id',
    label: 'Subscriber',
    group: 'Subscribers',
    icon: IconSubscribers,
    permission: 'subscribers.view',
    isPage: true,
    View: lazy(() => import('./subscribers/SubscriberView.tsx').then((file) => file.SubscriberView)),
  },
  {
    path: '/fup',
    label: 'FUP counters',
    group: 'Subscribers',
    icon: IconFup,
    permission: 'fup.view',
    View: lazy(() => import('./fup/FupView.tsx').then((file) => file.FupView)),
    count: (counts) => integer(counts.throttled),
  },
  {
    path: '/auth-log',
    label: 'Auth log',
    group: 'Subscribers',
    icon: IconAuthLog,
    permission: 'auth_log.view',
    View: lazy(() => import('./auth-log/AuthLogView.tsx').then((file) => file.AuthLogView)),
  },
  {
    path: '/routers',
    label: 'Routers',
    group: 'Network',
    icon: IconRouters,
    permission: 'nas.view',
    View: lazy(() => import('./routers/RoutersView.tsx').then((file) => file.RoutersView)),
    count: (counts) => integer(counts.nas),
  },
  {
    path: '/routers/:id',
    label: 'Router',
    group: 'Network',
    icon: IconRouters,
    permission: 'nas.view',
    isPage: true,
    View: lazy(() => import('./routers/RoutersView.tsx').then((file) => file.RoutersView)),
  },
  {
    path: '/virtual-nas',
    label: 'Virtual NAS',
    group: 'Network',
    icon: IconVirtualNas,
    permission: 'nas.view',
    View: lazy(() => import('./virtual-nas/VirtualNasView.tsx').then((file) => file.VirtualNasView)),
  },
  {
    path: '/certificates',
    label: 'Certificates',
    group: 'Network',
    icon: IconCertificates,
    permission: 'certificates.view',
    View: lazy(() => import('./certificates/CertificatesView.tsx').then((file) => file.CertificatesView)),
  },
  {
    path: '/ip-pools',
    label: 'IP pools',
    group: 'Network',
    icon: IconPools,
    permission: 'pools.view',
    View: lazy(() => import('./pools/PoolsView.tsx').then((file) => file.PoolsView)),
  },
  {
    path: '/services',
    label: 'Services',
    group: 'Policy',
    icon: IconServices,
    permission: 'services.view',
    View: lazy(() => import('./services/ServicesView.tsx').then((file) => file.ServicesView)),
  },
  {
    path: '/realms',
    label: 'Realms',
    group: 'Policy',
    icon: IconRealms,
    permission: 'realms.view',
    View: lazy(() => import('./realms/RealmsView.tsx').then((file) => file.RealmsView)),
  },
  {
    path: '/groups',
    label: 'Groups',
    group: 'Policy',
    icon: IconGroups,
    permission: 'groups.view',
    View: lazy(() => import('./groups/GroupsView.tsx').then((file) => file.GroupsView)),
  },
  {
    path: '/fleet',
    label: 'Fleet',
    group: 'Platform',
    icon: IconGraph,
    permission: 'nas.view',
    View: lazy(() => import('./fleet/FleetView.tsx').then((file) => file.FleetView)),
  },
  {
    path: '/storage',
    label: 'Storage',
    group: 'System',
    icon: IconStorage,
    permission: 'settings.view',
    View: lazy(() => import('./storage/StorageView.tsx').then((file) => file.StorageView)),
  },
  {
    path: '/settings',
    label: 'Settings',
    group: 'System',
    icon: IconSettings,
    permission: 'settings.view',
    View: lazy(() => import('./settings/SettingsView.tsx').then((file) => file.SettingsView)),
  },
];

const isAt = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`).test(path);

/** Begins to load the code of the view at an address. What cannot be loaded says so when it is drawn. */
export function loadViewOf(path: string): void {
  const load = views.find((view) => isAt(view.path, path))?.View.load;
  load?.().catch(() => undefined);
}

/** Loads the code of some views, one after the other, whenever the page has nothing better to do. */
export function loadWhenIdle(some: readonly ConsoleView[]): () => void {
  let left = false;
  const go = async () => {
    for (const { View } of some) {
      await idle();
      if (left) return;
      await View.load();
    }
  };
  go().catch(() => undefined); // the engine is away: views are loaded when they are opened
  return () => {
    left = true;
  };
}

/** Safari has no idle callbacks. */
const idle = (): Promise<unknown> =>
  new Promise((resolve) => ('requestIdleCallback' in window ? requestIdleCallback(resolve) : setTimeout(resolve, 200)));
