/**
 * Live topics over `GET /api/v1/live` (WebSocket). A client sends `{ subscribe: "topic" }` or `{ unsubscribe: "topic" }`;
 * the engine answers with a snapshot, then deltas, each with a rising `seq`. A new snapshot replaces everything known:
 * a client that was too slow gets one instead of the deltas it missed. A snapshot with a long list comes in several
 * messages of bounded size: it begins with `parts`, as many messages of kind `part` follow, and only then is it whole.
 */
import { z } from 'zod';
import { At } from './fields.ts';
import { Alert } from './operations/alerts.ts';
import { AuthLogEntry } from './operations/auth-log.ts';
import { FupStats } from './operations/fup.ts';
import { LiveSession } from './operations/sessions.ts';
import { TraceEntry } from './operations/trace.ts';
import type { Permission } from './permissions.ts';
import { Problem } from './problem-schema.ts';

/** The status strip, once a second. null is "not measured", never zero. */
const Status = z.object({
  at: At,
  timeZone: z.string(),
  online: z.int(),
  subscribers: z.int(),
  downBps: z.number().nullable(),
  upBps: z.number().nullable(),
  authPerSecond: z.number(),
  acctPerSecond: z.number(),
  p99Ms: z.number().nullable(),
  unacknowledged: z.int(),
  routersUp: z.int(),
  /** Those known to be down; one that never sent a packet and has no API access is neither. */
  routersDown: z.int(),
  routers: z.int(),
  throttled: z.int(),
  openAlerts: z.int(),
  /** X46: the engine's clock is not believed; resets and expiry wait. */
  isClockHeld: z.boolean().optional(),
});

/** `[id, downBps, upBps, downBytes, upBytes]`: 10,000 of them a second have to be small. */
const SessionTick = z.tuple([z.int(), z.number().nullable(), z.number().nullable(), z.int(), z.int()]);

/** What a part of the snapshot of `sessions` has. No other topic's snapshot comes in parts. */
export const SessionsPart = z.object({ sessions: z.array(LiveSession) });

const SessionsDelta = z.object({
  at: At,
  opened: z.array(LiveSession),
  changed: z.array(LiveSession),
  ticks: z.array(SessionTick),
  closed: z.array(z.int()),
});

/** One reading of a session's rate; `null` is a gap and is drawn as one. */
const RateSample = z.object({ at: At, downBps: z.number().nullable(), upBps: z.number().nullable() });

const FupDelta = z.object({
  stats: FupStats,
  changed: z.array(
    z.object({
      subscriberId: z.int(),
      fupLevel: z.int(),
      monthlyFupLevel: z.int(),
      dailyCountedBytes: z.int(),
      monthlyCountedBytes: z.int(),
      isOnline: z.boolean(),
      lastDailyResetAt: At,
    }),
  ),
});

const RouterHealth = z.object({
  nasId: z.int(),
  state: z.enum(['up', 'degraded', 'down', 'unknown']),
  detail: z.string(),
  seenAt: At.nullable(),
  openSessions: z.int(),
  downBps: z.number().nullable(),
  upBps: z.number().nullable(),
  cpuPercent: z.number().nullable(),
  answerMs: z.number().nullable(),
  version: z.string().nullable(),
});

const TraceEntries = z.object({ entries: z.array(TraceEntry) });
/** Exchanges that are new or were answered since, and those that made room; by `ref`. */
const TraceDelta = z.object({ changed: z.array(TraceEntry), gone: z.array(z.string()) });

/** Sessions in one message: some 200 kB, which a page reads and folds in well under 20 ms. */
export const sessionsPerMessage = 250;
/** Ticks in one message: some 100 kB. */
export const ticksPerMessage = 2_000;

interface Topic<S extends z.ZodType = z.ZodType, D extends z.ZodType = z.ZodType> {
  readonly permission: Permission;
  readonly summary: string;
  /** What the part after the colon is, for topics that have one: `session:<id>`. */
  readonly hasId: boolean;
  /** True for what goes by the caller's own rows, also where it may see the figures of all (F098). */
  readonly isOwn?: boolean;
  readonly snapshot: S;
  readonly delta: D;
}

const topic = <S extends z.ZodType, D extends z.ZodType>(definition: Topic<S, D>): Topic<S, D> => definition;

export const topics = {
  status: topic({
    permission: 'overview.view',
    summary: 'Status strip, 1 Hz',
    hasId: false,
    snapshot: Status,
    delta: Status,
  }),
  sessions: topic({
    permission: 'sessions.view',
    summary: 'All live sessions; rates as ticks',
    hasId: false,
    snapshot: z.object({ at: At, sessions: z.array(LiveSession) }),
    delta: SessionsDelta,
  }),
  session: topic({
    permission: 'sessions.view',
    summary: 'Rate samples of one session, session:<id>, for its live graph',
    hasId: true,
    snapshot: z.object({ intervalMs: z.int(), samples: z.array(RateSample) }),
    delta: z.object({ samples: z.array(RateSample) }),
  }),
  fup: topic({
    permission: 'fup.view',
    summary: 'Stat cards, and rows whose level or counters changed',
    hasId: false,
    snapshot: z.object({ stats: FupStats }),
    delta: FupDelta,
  }),
  alerts: topic({
    permission: 'alerts.view',
    summary: 'Open alerts; a delta is the alert as it is now',
    hasId: false,
    snapshot: z.object({ open: z.array(Alert) }),
    delta: z.object({ changed: z.array(Alert) }),
  }),
  'auth-log': topic({
    permission: 'auth_log.view',
    summary: 'Rejects and drops as they happen; an entry that is told again has a higher count',
    hasId: false,
    snapshot: z.object({ entries: z.array(AuthLogEntry) }),
    delta: z.object({ entries: z.array(AuthLogEntry) }),
  }),
  routers: topic({
    permission: 'nas.view',
    summary: 'Health of every router',
    hasId: false,
    snapshot: z.object({ routers: z.array(RouterHealth) }),
    delta: z.object({ changed: z.array(RouterHealth) }),
  }),
  trace: topic({
    permission: 'trace.view',
    summary: 'RADIUS packets of one subscriber, trace:<id>, newest first, as they come',
    hasId: true,
    isOwn: true,
    snapshot: TraceEntries,
    delta: TraceDelta,
  }),
  'nas-trace': topic({
    permission: 'trace.view',
    summary: 'RADIUS packets of one router, nas-trace:<id>, newest first, as they come',
    hasId: true,
    isOwn: true,
    snapshot: TraceEntries,
    delta: TraceDelta,
  }),
} as const;

export type TopicName = keyof typeof topics;
export type Snapshot<T extends TopicName> = z.output<(typeof topics)[T]['snapshot']>;
export type Delta<T extends TopicName> = z.output<(typeof topics)[T]['delta']>;
export const topicNames = Object.keys(topics) as TopicName[];

/** A topic as it is spelled on the wire, taken apart; `id` is set exactly where the topic has one. */
export interface TopicRef {
  readonly name: TopicName;
  readonly id: number | undefined;
}

/** Reads `sessions` or `session:17`; undefined when there is no such topic. */
export function parseTopic(text: string): TopicRef | undefined {
  const [name, id, ...rest] = text.split(':');
  if (name === undefined || rest.length > 0 || !Object.hasOwn(topics, name)) return undefined;
  const known = name as TopicName;
  if (topics[known].hasId !== (id !== undefined)) return undefined;
  if (id === undefined) return { name: known, id: undefined };
  return /^[1-9]\d{0,15}$/.test(id) ? { name: known, id: Number(id) } : undefined;
}

export const topicText = ({ name, id }: TopicRef): string => (id === undefined ? name : `${name}:${id}`);

/** Client to engine. */
export const LiveRequest = z.union([
  z.strictObject({ subscribe: z.string().max(64) }),
  z.strictObject({ unsubscribe: z.string().max(64) }),
]);

/**
 * Engine to client. `seq` rises by one per topic and client; a gap means a bug, a new snapshot starts over, also in the
 * middle of another's parts. `parts` is absent where nothing follows.
 */
export const LiveMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('snapshot'),
    topic: z.string(),
    seq: z.int(),
    at: At,
    parts: z.int().positive().optional(),
    data: z.unknown(),
  }),
  z.object({ kind: z.literal('part'), topic: z.string(), seq: z.int(), at: At, data: z.unknown() }),
  z.object({ kind: z.literal('delta'), topic: z.string(), seq: z.int(), at: At, data: z.unknown() }),
  z.object({ kind: z.literal('refused'), topic: z.string(), problem: Problem }),
]);
export type LiveMessage = z.output<typeof LiveMessage>;
