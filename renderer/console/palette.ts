import type { Output } from '../../shared/contract/contract.ts';
import {
  IconAuthLog,
  IconDark,
  IconDisconnect,
  IconLight,
  IconOpenPage,
  IconReset,
  IconRouters,
  IconSignOut,
  IconSubscribers,
} from '../ui/controls/icons.ts';
import { integer } from '../ui/formats/quantity.ts';
import { toast } from '../ui/overlay/toasts.ts';
import { filterItems, type PaletteItem, type PaletteProvider } from '../ui/palette/palette-model.ts';
import { useScheme } from '../ui/theme/scheme.ts';
import { engine } from './engine.ts';
import { mayLeave } from './form/unsaved.ts';
import { subscriberEnd } from './palette-ends.tsx';
import { signOut } from './session.ts';
import { disconnect, resetFup } from './subscribers/acts.ts';
import type { ConsoleView } from './views.ts';

type Navigate = (path: string) => void;
type Subscriber = Output<'subscriber.list'>['items'][number];

/** Opens an address here or in a window of its own; what is being typed in a form is asked about first. */
const opens =
  (path: string, navigate: Navigate): PaletteItem['run'] =>
  ({ newWindow }) => {
    if (newWindow) window.open(path, '_blank', 'noopener');
    else void mayLeave().then((leaves) => leaves && navigate(path));
  };

/** The views as palette lines. */
export function viewProvider(allowed: readonly ConsoleView[], navigate: Navigate): PaletteProvider {
  const items = allowed
    .filter((view) => !view.path.includes(':')) // a page is found by its record
    .map(
      (view): PaletteItem => ({
        id: `view:${view.path}`,
        icon: view.icon,
        label: view.label,
        note: view.group,
        run: opens(view.path, navigate),
      }),
    );
  return {
    id: 'views',
    scopes: ['all', 'commands'],
    search: ({ text }) => [{ title: 'Views', items: filterItems(items, text) }],
  };
}

/** The engine is asked only when typing rests this long; its answer is there well under 200 ms after the last key. */
const TYPING_MS = 40;

function typingRests(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, TYPING_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

const SHOWN = 6;

/** Subscribers by username, name, phone, MAC or address, with what can be done to each. */
export function subscriberProvider(allowed: readonly ConsoleView[], navigate: Navigate, may: May): PaletteProvider {
  const hasAuthLog = allowed.some(({ path }) => path === '/auth-log');
  return {
    id: 'subscribers',
    scopes: ['all'],
    search: async ({ text }, signal) => {
      if (text === '') return [];
      await typingRests(signal);
      const { items, total } = await engine.call('subscriber.list', { query: { q: text, limit: SHOWN } });
      const lines = items.map((found): PaletteItem => {
        const path = `/subscribers/${found.id}`;
        return {
          id: `subscriber:${found.id}`,
          icon: IconSubscribers,
          label: found.username,
          look: 'name',
          note: noteOf(found, text),
          end: subscriberEnd(found),
          run: opens(path, navigate),
          actions: [
            {
              id: `${path}:page`,
              icon: IconOpenPage,
              label: 'Open the page',
              look: 'action',
              run: opens(path, navigate),
            },
            ...actsOn(found, may),
            ...(hasAuthLog
              ? [
                  {
                    id: `${path}:log`,
                    icon: IconAuthLog,
                    label: `Auth log of “${found.username}”`,
                    run: opens(`/auth-log?q=${encodeURIComponent(found.username)}`, navigate),
                  },
                ]
              : []),
          ],
        };
      });
      return [{ title: 'Subscribers', total: `${items.length} of ${integer(total)}`, items: lines }];
    },
  };
}

/** What the operator's role may do. */
export interface May {
  readonly reset: boolean;
  readonly kick: boolean;
}

function actsOn({ id, username, fupLevel, openSessions }: Subscriber, may: May): PaletteItem[] {
  const acts: PaletteItem[] = [];
  if (may.reset) {
    acts.push({
      id: `reset:${id}`,
      icon: IconReset,
      label: 'Reset FUP',
      look: 'action',
      note: fupLevel > 0 ? `level ${fupLevel} → 0` : 'today’s counter back to 0',
      run: () => void resetFup({ scope: { subscriberIds: [id] }, count: 1, name: username }),
    });
  }
  if (may.kick && openSessions > 0) {
    acts.push({
      id: `disconnect:${id}`,
      icon: IconDisconnect,
      label: 'Disconnect',
      look: 'action',
      note: openSessions === 1 ? 'the open session' : `${openSessions} sessions`,
      run: () => void disconnectAll(id, username),
    });
  }
  return acts;
}

async function disconnectAll(id: number, username: string): Promise<void> {
  try {
    const { sessions } = await engine.call('subscriber.get', { params: { id } });
    if (sessions.length > 0) await disconnect(username, sessions);
    else toast({ severity: 'ok', title: `${username} is offline already` });
  } catch {
    toast({ severity: 'crit', title: `${username} was not disconnected`, detail: 'The engine does not answer.' });
  }
}

/** The service, and the field in which the words were found when it is not the username. */
function noteOf(found: Subscriber, text: string): string {
  const low = text.toLowerCase();
  const hit = [found.fullName, found.phone, ...found.macs].find((field) => field.toLowerCase().includes(low));
  const named = hit ?? found.fullName;
  return named ? `${found.serviceName}, ${named}` : found.serviceName;
}

/** Routers by name or address; `@` asks for nothing else. */
export function routerProvider(navigate: Navigate): PaletteProvider {
  return {
    id: 'routers',
    scopes: ['all', 'routers'],
    search: async ({ text, scope }, signal) => {
      if (text === '' && scope !== 'routers') return [];
      await typingRests(signal);
      const limit = scope === 'routers' ? 20 : SHOWN;
      const { items, total } = await engine.call('nas.list', { query: text === '' ? { limit } : { q: text, limit } });
      const lines = items.map(
        (nas): PaletteItem => ({
          id: `router:${nas.id}`,
          icon: IconRouters,
          label: nas.name,
          look: 'name',
          note: nas.address,
          run: opens(`/routers?q=${encodeURIComponent(nas.name)}`, navigate),
        }),
      );
      return [{ title: 'Routers', total: `${items.length} of ${integer(total)}`, items: lines }];
    },
  };
}

/** What the console itself can do. */
export function commandProvider(): PaletteProvider {
  return {
    id: 'commands',
    scopes: ['all', 'commands'],
    search: ({ text }) => {
      const { scheme, setScheme } = useScheme.getState();
      const other = scheme === 'dark' ? 'light' : 'dark';
      const items: readonly PaletteItem[] = [
        {
          id: 'theme',
          icon: other === 'light' ? IconLight : IconDark,
          label: other === 'light' ? 'Light theme' : 'Dark theme',
          look: 'action',
          run: () => setScheme(other),
        },
        {
          id: 'sign-out',
          icon: IconSignOut,
          label: 'Sign out',
          look: 'action',
          run: () => {
            void signOut().then((trouble) => {
              if (trouble) toast({ severity: 'crit', title: 'You are still signed in', detail: trouble });
            });
          },
        },
      ];
      return [{ title: 'Commands', items: filterItems(items, text) }];
    },
  };
}

/** Adding a subscriber, from anywhere. */
export function addProvider(navigate: Navigate): PaletteProvider {
  const items: readonly PaletteItem[] = [
    {
      id: 'add-subscriber',
      icon: IconSubscribers,
      label: 'Add a subscriber',
      look: 'action',
      run: opens('/subscribers?add=1', navigate),
    },
  ];
  return {
    id: 'add',
    scopes: ['all', 'commands'],
    search: ({ text }) => [{ title: 'Add', items: filterItems(items, text) }],
  };
}

/** Every provider the role may use, in the order of their groups. */
export function providersOf(
  allowed: readonly ConsoleView[],
  permissions: readonly string[],
  navigate: Navigate,
): readonly PaletteProvider[] {
  const may = (permission: string) => permissions.includes(permission);
  return [
    ...(may('subscribers.view')
      ? [subscriberProvider(allowed, navigate, { reset: may('fup.reset'), kick: may('sessions.kick') })]
      : []),
    ...(may('nas.view') ? [routerProvider(navigate)] : []),
    viewProvider(allowed, navigate),
    ...(may('subscribers.create') ? [addProvider(navigate)] : []),
    commandProvider(),
  ];
}
