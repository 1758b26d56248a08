import { useEffect } from 'react';
import { create } from 'zustand';
import { topicOutlines } from '../../../shared/contract/outline.ts';
import { livePath } from '../../../shared/contract/paths.ts';
import type { TopicName } from '../../../shared/contract/topics.ts';
import { sessionEnded, useSession } from '../session.ts';
import { lookForUpdate } from '../updated.ts';
import { createConnection, type LinkState, type TopicSink } from './connection.ts';
import { sessionFeed } from './session-feed.ts';
import {
  type StatusHistory,
  withAlerts,
  withCards,
  withEntries,
  withRouters,
  withStatus,
  worstAlertsFirst,
} from './topic-folds.ts';
import { createTopicStore } from './topic-store.ts';

/** How the page's live socket is, and when it said something last. */
export interface Link {
  readonly state: LinkState;
  /** Epoch ms by this machine's clock, to the second; null before the first message. */
  readonly heardAt: number | null;
}

export const useLink = create<Link>(() => ({ state: { kind: 'idle' }, heardAt: null }));

const status = createTopicStore(
  'status',
  (now): StatusHistory => withStatus(status.useTold.getState().data, now),
  withStatus,
);
const fup = createTopicStore('fup', ({ stats }) => stats, withCards);
const alerts = createTopicStore('alerts', ({ open }) => worstAlertsFirst(open), withAlerts);
const authLog = createTopicStore('auth-log', ({ entries }) => withEntries([], { entries }), withEntries);
const routers = createTopicStore(
  'routers',
  ({ routers: all }) => withRouters(new Map(), { changed: all }),
  withRouters,
);

/** The newest status with its last ten minutes; null while the socket is down, when polling has newer figures. */
export function useLiveStatus(): StatusHistory | null {
  const history = useStatus((told) => told.data);
  const isOpen = useLink((link) => link.state.kind === 'open');
  return isOpen ? history : null;
}

/** One store for each topic. They are written by the engine's messages alone. */
export const useStatus = status.useTold;
export const useFupStats = fup.useTold;
export const useAlerts = alerts.useTold;
export const useAuthLog = authLog.useTold;
export const useRouters = routers.useTold;

/** Topics that a part of the page watches for itself, by an id. */
type TopicWithId = 'session' | 'trace' | 'nas-trace';

const sinks: Readonly<
  Record<Exclude<TopicName, TopicWithId>, { readonly sink: TopicSink; readonly reset: () => void }>
> = { status, fup, alerts, 'auth-log': authLog, routers, sessions: sessionFeed };

const HEARD_STEP_MS = 900;

let wasOpen = false;

const connection = createConnection({
  connect: ({ opened, message, closed }) => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${livePath}`);
    socket.addEventListener('open', opened);
    socket.addEventListener('message', (event) => message(String(event.data)));
    socket.addEventListener('close', (event) => closed(event.code));
    return { send: (text) => socket.send(text), close: () => socket.close() };
  },
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  onState: (state) => {
    useLink.setState({ state });
    if (state.kind !== 'open') return;
    if (wasOpen) void lookForUpdate(); // the engine was away: it may be a newer one
    wasOpen = true;
  },
  onHeard: (at) => {
    // Several messages a second would each repaint every mark that says "Live".
    if (at - (useLink.getState().heardAt ?? 0) >= HEARD_STEP_MS) useLink.setState({ heardAt: at });
  },
  onLoggedOut: () => sessionEnded('Your session ended. Sign in again.'),
});

/** Watches a topic while the part is mounted, when the operator's role may see it. */
export function useTopic(name: Exclude<TopicName, TopicWithId>): void {
  const allowed = useMay(name);
  useEffect(() => (allowed ? connection.watch(name, sinks[name].sink) : undefined), [name, allowed]);
}

/** Whether the operator's role opens a topic. */
export function useMay(name: TopicName): boolean {
  return useSession(({ session }) =>
    session.kind === 'signed-in' ? session.operator.permissions.includes(topicOutlines[name].permission) : false,
  );
}

/** Watches a topic with an id, such as `session:17`. */
export const watchTopic = (topic: string, sink: TopicSink): (() => void) => connection.watch(topic, sink);

/** Keeps the socket for as long as somebody is signed in; call it once. */
export function useLiveLink(): void {
  useEffect(() => {
    const hurry = () => document.visibilityState === 'visible' && connection.hurry();
    window.addEventListener('online', hurry);
    document.addEventListener('visibilitychange', hurry);
    return () => {
      window.removeEventListener('online', hurry);
      document.removeEventListener('visibilitychange', hurry);
      connection.close();
      for (const { reset } of Object.values(sinks)) reset();
      useLink.setState({ heardAt: null });
    };
  }, []);
}

/** For LiveMark: when the stream spoke last, and when it is tried again. */
export function useFreshness(): { readonly at: number | null; readonly retryAt: number | null } {
  const at = useLink((link) => link.heardAt);
  const retryAt = useLink((link) => (link.state.kind === 'waiting' ? link.state.retryAt : null));
  return { at, retryAt };
}
