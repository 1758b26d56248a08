/** The portal's part of the store, held in maps, for tests of what the portal asks of it. What SQL does is tested there. */
import type { CommandInput } from '../../store/commands.ts';
import type { PortalStore } from '../ports.ts';

interface Row {
  readonly subscriberId: number;
  readonly expiresAt: number;
  lastUsedAt: number;
}

export interface PortalStoreDouble extends PortalStore {
  readonly sessions: Map<string, Row>;
  /** Every `portal.seen`, in order. */
  readonly seen: CommandInput<'portal.seen'>['seen'][];
}

/** `passwordOf` is the portal password hash that the store has of a subscriber at this moment. */
export function portalStore(
  passwordOf: (subscriberId: number) => string | undefined = () => undefined,
  now: () => number = () => 0,
): PortalStoreDouble {
  const sessions = new Map<string, Row>();
  const seen: CommandInput<'portal.seen'>['seen'][] = [];
  const dismissals = new Map<number, Map<string, number>>();
  const answers = {
    'portal.login': ({ subscriberId, passwordHash, tokenHash, at, expiresAt }: CommandInput<'portal.login'>) => {
      if (passwordOf(subscriberId) !== passwordHash) return { isOpen: false };
      sessions.set(tokenHash, { subscriberId, expiresAt, lastUsedAt: at });
      return { isOpen: true };
    },
    'portal.logout': ({ tokenHash }: CommandInput<'portal.logout'>) => ({
      removed: Number(sessions.delete(tokenHash)),
    }),
    'portal.seen': (input: CommandInput<'portal.seen'>) => {
      seen.push(input.seen);
      for (const { tokenHash, at } of input.seen) {
        const row = sessions.get(tokenHash);
        if (row) row.lastUsedAt = at;
      }
      return { marked: input.seen.length };
    },
    'portal.dismiss': ({ subscriberId, key, until }: CommandInput<'portal.dismiss'>) => {
      dismissals.set(subscriberId, new Map(dismissals.get(subscriberId)).set(key, until));
      return { isKept: true };
    },
  };
  return {
    sessions,
    seen,
    reads: {
      portal: {
        async session(_scope, tokenHash) {
          const row = sessions.get(tokenHash);
          return row && row.expiresAt > now() ? { ...row } : undefined;
        },
        async dismissals(_scope, subscriberId) {
          const own = [...(dismissals.get(subscriberId) ?? [])].map(([key, until]) => ({ key, until }));
          return own.filter(({ until }) => until > now());
        },
      },
    },
    command: (async (name: keyof typeof answers, input: never) => answers[name](input)) as PortalStore['command'],
  };
}
