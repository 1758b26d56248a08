import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { Glyph } from '../ui/controls/Glyph.tsx';
import * as icons from '../ui/controls/icons.ts';
import { rate, rateInFull } from '../ui/formats/units.ts';
import { Value } from '../ui/formats/Value.tsx';
import { Frame, type RailGroup } from '../ui/frame/Frame.tsx';
import { StatusStrip, type StripItem } from '../ui/frame/StatusStrip.tsx';
import { KeyHelp } from '../ui/keys/KeyHelp.tsx';
import { Badge } from '../ui/marks/SeverityMark.tsx';
import { Sparkline } from '../ui/marks/Sparkline.tsx';
import { ConfirmHost } from '../ui/overlay/Confirm.tsx';
import { ToastHost } from '../ui/overlay/ToastHost.tsx';
import { Palette } from '../ui/palette/Palette.tsx';
import { filterItems, type PaletteItem, type PaletteProvider } from '../ui/palette/palette-model.ts';
import { useScheme } from '../ui/theme/scheme.ts';
import { seeded, wave } from './sample.ts';

const groups: readonly RailGroup[] = [
  {
    label: 'Operate',
    items: [
      { href: '/', label: 'Overview', icon: icons.IconOverview },
      { href: '/sessions', label: 'Live sessions', icon: icons.IconSessions, count: '8,412' },
      { href: '/cdr', label: 'Call records', icon: icons.IconCallRecords },
      { href: '/alerts', label: 'Alerts', icon: icons.IconAlerts, count: '3', severity: 'crit' },
      { href: '/heatmaps', label: 'Heatmaps', icon: icons.IconHeatmaps },
    ],
  },
  {
    label: 'Subscribers',
    items: [
      { href: '/subscribers', label: 'Subscribers', icon: icons.IconSubscribers, count: '11,284' },
      { href: '/fup', label: 'FUP counters', icon: icons.IconFup, count: '214' },
      { href: '/auth-log', label: 'Auth log', icon: icons.IconAuthLog },
      { href: '/hotspots', label: 'Hotspots', icon: icons.IconHotspots },
    ],
  },
  {
    label: 'Network',
    items: [
      { href: '/routers', label: 'Routers', icon: icons.IconRouters, count: '11/12', severity: 'crit' },
      { href: '/ip-blocks', label: 'IP blocks', icon: icons.IconIpBlocks, count: '7', severity: 'high' },
      { href: '/ip-pools', label: 'IP pools', icon: icons.IconPools },
      { href: '/virtual-nas', label: 'Virtual NAS', icon: icons.IconVirtualNas },
    ],
  },
  {
    label: 'Policy',
    items: [
      { href: '/services', label: 'Services', icon: icons.IconServices, count: '18' },
      { href: '/bandwidth', label: 'Bandwidth rules', icon: icons.IconClock, count: '4' },
      { href: '/fup-simulator', label: 'FUP simulator', icon: icons.IconSimulator },
      { href: '/groups', label: 'Groups', icon: icons.IconGroups },
      { href: '/realms', label: 'Realms', icon: icons.IconRealms },
    ],
  },
  {
    label: 'Platform',
    items: [
      { href: '/tenants', label: 'Tenants', icon: icons.IconTenants },
      { href: '/resellers', label: 'Resellers', icon: icons.IconResellers },
      { href: '/webhooks', label: 'Webhooks', icon: icons.IconWebhooks },
      { href: '/api-keys', label: 'API keys', icon: icons.IconApiKeys },
    ],
  },
  {
    label: 'System',
    items: [
      { href: '/states', label: 'States', icon: icons.IconJobs },
      { href: '/backups', label: 'Backups', icon: icons.IconBackups },
      { href: '/settings', label: 'Settings', icon: icons.IconSettings },
    ],
  },
];

const random = seeded(77);
const total = wave(random, 60, 14.2, 1.6);
const strip: readonly StripItem[] = [
  { id: 'online', label: 'Online', href: '/sessions', figures: [{ value: '8,412', unit: 'of 11,284' }] },
  {
    id: 'now',
    label: 'Now',
    href: '/',
    figures: [
      { value: <Value of={rateInFull(14.8e9)} direction="down" /> },
      { value: <Value of={rateInFull(1.9e9)} direction="up" /> },
    ],
    trend: (
      <Sparkline values={total} beside={total.map((v) => v * 0.128 + random() * 0.1)} width={88} height={30} max={18} />
    ),
  },
  {
    id: 'radius',
    label: 'RADIUS',
    href: '/auth-log',
    figures: [
      { value: '42', unit: 'auth/s' },
      { value: '281', unit: 'acct/s' },
      { value: '1.8', unit: 'ms p99' },
      { value: '0', unit: 'unacked' },
    ],
  },
  { id: 'routers', label: 'Routers', href: '/routers', severity: 'crit', figures: [{ value: '11', unit: 'of 12 up' }] },
  { id: 'throttled', label: 'Throttled', href: '/fup', figures: [{ value: '214', unit: '1.9 %' }] },
  { id: 'alerts', label: 'Alerts', href: '/alerts', severity: 'crit', figures: [{ value: '3', unit: 'open' }] },
];

const run = () => {};
const actions: readonly PaletteItem[] = [
  {
    id: 'live',
    icon: icons.IconGraph,
    label: 'Open the live graph',
    look: 'action',
    run,
    end: <kbd className="kbd">G</kbd>,
  },
  {
    id: 'reset',
    icon: icons.IconReset,
    label: 'Reset FUP',
    note: 'tier 1 → 0, back to 100/20 M',
    look: 'action',
    run,
    end: <kbd className="kbd">R</kbd>,
  },
  {
    id: 'boost',
    icon: icons.IconBoost,
    label: 'Boost',
    note: 'for 1 h, ×2',
    look: 'action',
    run,
    end: <kbd className="kbd">B</kbd>,
  },
  {
    id: 'kick',
    icon: icons.IconDisconnect,
    label: 'Disconnect',
    note: 'the session on edge-north-01',
    look: 'action',
    run,
    end: <kbd className="kbd">D</kbd>,
  },
];
const people = [
  ['layla.m3', 'Fiber 100M', '100.64.51.70', 42.1e6, 'warn', 'Tier 1'],
  ['layla.k', 'Home 20M', '100.64.8.190', 1.2e6, 'ok', 'Online'],
  ['layla.h12', 'Home 10M', 'last seen 2 d ago', null, 'none', 'Offline'],
  ['shop-layla', 'Business 30M', '203.0.113.61', 11.7e6, 'ok', 'Online'],
] as const;

function usePaletteProviders(): readonly PaletteProvider[] {
  const [, navigate] = useLocation();
  const [providers] = useState((): readonly PaletteProvider[] => [
    {
      id: 'subscribers',
      scopes: ['all'],
      search: async ({ text }, signal) => {
        await new Promise((resolve) => setTimeout(resolve, 9));
        if (signal.aborted || text === '') return [];
        const items = people
          .filter(([name]) => name.includes(text.toLowerCase()))
          .map(
            ([name, service, address, bps, severity, word]): PaletteItem => ({
              id: name,
              icon: icons.IconSubscribers,
              label: name,
              look: 'name',
              note: service,
              run: () => navigate('/subscribers'),
              actions,
              end: (
                <>
                  <span>{address}</span>
                  {bps !== null && (
                    <span style={{ width: 76, textAlign: 'right' }}>
                      <Value of={rate(bps)} direction="down" />
                    </span>
                  )}
                  <span style={{ width: 64, display: 'flex', justifyContent: 'flex-end' }}>
                    <Badge severity={severity}>{word}</Badge>
                  </span>
                </>
              ),
            }),
          );
        return [{ title: 'Subscribers', total: `${items.length} of 11,284`, items }];
      },
    },
    {
      id: 'views',
      scopes: ['all', 'commands'],
      search: ({ text }) => {
        const doors = groups.flatMap((group) =>
          group.items.map(
            (item): PaletteItem => ({
              id: item.href,
              icon: item.icon,
              label: item.label,
              note: group.label,
              run: () => navigate(item.href),
            }),
          ),
        );
        return [{ title: 'Views', items: filterItems(doors, text) }];
      },
    },
  ]);
  return providers;
}

export function GalleryFrame({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  const [finding, setFinding] = useState(false);
  const { scheme, setScheme } = useScheme();
  const [dataAt] = useState(() => Date.now());
  const providers = usePaletteProviders();
  return (
    <>
      <Frame
        site="Example ISP"
        groups={groups}
        path={path}
        strip={<StatusStrip items={strip} onFind={() => setFinding(true)} dataAt={dataAt} staleAfterMs={1e9} />}
        operator={
          <button type="button" className="me" onClick={() => setScheme(scheme === 'dark' ? 'light' : 'dark')}>
            <Glyph icon={icons.IconOperator} />
            <span className="me-name">noc-desk-2</span>
            <span className="me-role">Admin</span>
          </button>
        }
      >
        {children}
      </Frame>
      <Palette providers={providers} opened={finding} onOpened={setFinding} />
      <KeyHelp />
      <ConfirmHost />
      <ToastHost />
    </>
  );
}
