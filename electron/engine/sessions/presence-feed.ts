/**
 * Tells the data plane who is online, for simultaneous use (X56): after each complete listing of a router what of its
 * sessions changed, and everything at a start of the RADIUS thread. What is listed is vouched for; what is only known
 * by accounting is not, and so never keeps anybody out.
 */
import { stationOf } from '../../../shared/domain/mac.ts';
import type { PresenceUpdate } from '../aaa/client.ts';

/** What of the fold's open sessions is looked at. */
interface OpenSession {
  readonly row: {
    readonly nasId: number;
    readonly subscriberId: number | null;
    readonly acctSessionId: string;
    readonly callingStationId: string;
    readonly startAt: number;
  };
  /** The last listing that had it; undefined: none since the engine's start. */
  readonly listed: object | undefined;
  readonly missedListings: number;
}

export interface PresenceFeedPorts {
  /** Open sessions of one NAS, and of all. */
  readonly ofNas: (nasId: number) => readonly OpenSession[];
  readonly open: () => Iterable<OpenSession>;
  readonly tell: (update: PresenceUpdate) => void;
}

type Told = PresenceUpdate['upsert'][number];

export interface PresenceFeed {
  /** A complete listing of the router that was asked for at `askedAt` is folded. */
  listed(nasId: number, askedAt: number): void;
  /** What is known of these sessions, one update per NAS: as the data plane has it. */
  of(sessions: readonly OpenSession[]): readonly PresenceUpdate[];
  /** Everything that is known, one update per NAS. */
  all(): readonly PresenceUpdate[];
}

export function createPresenceFeed({ ofNas, open, tell }: PresenceFeedPorts): PresenceFeed {
  const told = new Map<number, Map<string, Told>>();
  const seenAt = new Map<number, number>();

  return {
    listed(nasId, askedAt) {
      const before = told.get(nasId) ?? new Map<string, Told>();
      const now = new Map(
        ofNas(nasId)
          .flatMap((session) => entryOf(session) ?? [])
          .map((one) => [keyOf(one), one]),
      );
      told.set(nasId, now);
      seenAt.set(nasId, askedAt);
      tell({
        nasId,
        seenAt: askedAt,
        upsert: [...now].filter(([key, one]) => !isSame(before.get(key), one)).map(([, one]) => one),
        removeIds: [...before].filter(([key]) => !now.has(key)).map(([, one]) => one.acctSessionId),
      });
    },

    of: (sessions) =>
      sessions.flatMap((session) => {
        const entry = entryOf(session);
        const { nasId } = session.row;
        return entry ? [{ nasId, seenAt: seenAt.get(nasId) ?? null, upsert: [entry], removeIds: [] }] : [];
      }),

    all() {
      told.clear();
      for (const session of open()) {
        const entry = entryOf(session);
        if (!entry) continue;
        const known = told.get(session.row.nasId);
        if (known) known.set(keyOf(entry), entry);
        else told.set(session.row.nasId, new Map([[keyOf(entry), entry]]));
      }
      const nasIds = new Set([...told.keys(), ...seenAt.keys()]);
      return [...nasIds].map((nasId) => ({
        nasId,
        seenAt: seenAt.get(nasId) ?? null,
        upsert: [...(told.get(nasId)?.values() ?? [])],
        removeIds: [],
      }));
    },
  };
}

const keyOf = ({ acctSessionId }: Told): string => acctSessionId.toLowerCase();

/** Sessions of no subscriber keep nobody out. */
function entryOf({ row, listed, missedListings }: OpenSession): Told | undefined {
  if (row.subscriberId === null) return undefined;
  return {
    subscriberId: row.subscriberId,
    acctSessionId: row.acctSessionId,
    station: stationOf(row.callingStationId),
    since: row.startAt,
    isListed: listed !== undefined && missedListings === 0,
  };
}

const isSame = (before: Told | undefined, now: Told): boolean =>
  before !== undefined &&
  before.subscriberId === now.subscriberId &&
  before.station === now.station &&
  before.isListed === now.isListed;
