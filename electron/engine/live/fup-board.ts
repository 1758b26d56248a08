/** The topic `fup`: the stat cards, and subscribers whose level or counters changed, at most once a second. */
import type { Delta, Snapshot } from '../../../shared/contract/topics.ts';
import { isQuotaExceeded } from '../../../shared/domain/quota.ts';
import type { Scope } from '../store/commands.ts';
import type { LiveAccount, LiveAccounts, LiveBook, Publish, TopicFeed } from './ports.ts';
import { isOnline } from './presence.ts';
import { ScopeTable } from './scope-table.ts';
import type { Slices } from './slices.ts';

export interface FupBoardPorts {
  readonly book: Pick<LiveBook, 'ofSubscriber'>;
  readonly accounts: Pick<LiveAccounts, 'all'>;
  readonly slices: Slices;
  readonly publish: Publish;
  readonly now: () => number;
}

type FupRow = Delta<'fup'>['changed'][number];
type FupStats = Snapshot<'fup'>['stats'];

/** Rows per message: 80 kB of JSON, a few milliseconds of whoever reads it. */
const rowsPerMessage = 500;
const levels = 7;

interface Channel {
  /** The cards as they were told, as JSON; undefined until the first watcher has its snapshot. */
  told: string | undefined;
}

/** F072–F076 and the distribution of F078, X9, by the same rules as the list's cards. */
class Cards {
  readonly stats: FupStats = {
    total: 0,
    activeFup: 0,
    dailyQuotaExceeded: 0,
    monthlyQuotaExceeded: 0,
    unlimited: 0,
    daily: new Array<number>(levels).fill(0),
    monthly: new Array<number>(levels).fill(0),
    effective: new Array<number>(levels).fill(0),
  };
  readonly changed: FupRow[] = [];

  add({ plan, usage, levels: { daily, monthly } }: LiveAccount): void {
    const { stats } = this;
    stats.total += 1;
    if (daily > 0) stats.activeFup += 1;
    if (isQuotaExceeded(usage.dailyCountedBytes, plan.dailyQuotaBytes)) stats.dailyQuotaExceeded += 1;
    if (isMonthlyExceeded(usage, plan)) stats.monthlyQuotaExceeded += 1;
    if (plan.dailyQuotaBytes === 0 && plan.monthlyQuotaBytes === 0) stats.unlimited += 1;
    for (const [counts, level] of [
      [stats.daily, daily],
      [stats.monthly, monthly],
      [stats.effective, Math.max(daily, monthly)],
    ] as const) {
      if (counts[level] !== undefined) counts[level] += 1;
    }
  }
}

/** The monthly limit includes what was bought; `bonusBytes` is what is left of it (X19). */
const isMonthlyExceeded = (usage: LiveAccount['usage'], { monthlyQuotaBytes }: LiveAccount['plan']): boolean =>
  monthlyQuotaBytes > 0 && isQuotaExceeded(usage.monthlyCountedBytes, monthlyQuotaBytes + usage.bonusBytes);

export function createFupBoard({ book, accounts, slices, publish, now }: FupBoardPorts): TopicFeed<'fup'> {
  const watched = new ScopeTable<Channel>();
  /** Rows as they were told, of every account in a watched scope. */
  const shown = new Map<number, FupRow>();

  const rowOf = (account: LiveAccount, at: number): FupRow => ({
    subscriberId: account.id,
    fupLevel: account.levels.daily,
    monthlyFupLevel: account.levels.monthly,
    dailyCountedBytes: account.usage.dailyCountedBytes,
    monthlyCountedBytes: account.usage.monthlyCountedBytes,
    isOnline: isOnline(account, book, at),
    lastDailyResetAt: account.usage.lastDailyResetAt,
  });

  /** Cards of each scope, with the rows that differ from what was told. */
  async function look(scopes: Iterable<Scope>): Promise<ScopeTable<Cards>> {
    const cards = new ScopeTable<Cards>();
    for (const scope of scopes) cards.set(scope, new Cards());
    const at = now();
    await slices.each(accounts.all(), (account) => {
      const concerned = cards.of(account.profile.tenantId, account.profile.resellerId);
      if (concerned.length === 0) return;
      const known = shown.get(account.id);
      const row = known && isTold(known, account, isOnline(account, book, at)) ? known : rowOf(account, at);
      for (const one of concerned) {
        one.add(account);
        if (row !== known) one.changed.push(row);
      }
    });
    return cards;
  }

  return {
    activate: (scope) => watched.set(scope, { told: undefined }),

    release(scope) {
      watched.delete(scope);
      if (watched.isEmpty) shown.clear();
    },

    /** Rows that nobody was told of before become the ones to differ from: a list is read beside the snapshot. */
    async snapshot(scope) {
      const cards = (await look([scope])).get(scope) ?? new Cards();
      for (const row of cards.changed) if (!shown.has(row.subscriberId)) shown.set(row.subscriberId, row);
      const channel = watched.get(scope);
      if (channel) channel.told ??= JSON.stringify(cards.stats);
      return { stats: cards.stats };
    },

    async round() {
      const scopes = [...watched.entries()].flatMap(([scope, { told }]) => (told === undefined ? [] : [scope]));
      if (scopes.length === 0) return;
      const all = await look(scopes);
      for (const [, { changed }] of all.entries()) for (const row of changed) shown.set(row.subscriberId, row);
      for (const [scope, { stats, changed }] of all.entries()) {
        const channel = watched.get(scope);
        if (!channel) continue; // its last watcher went meanwhile
        const told = JSON.stringify(stats);
        if (changed.length === 0 && told === channel.told) continue;
        channel.told = told;
        for (let from = 0; from === 0 || from < changed.length; from += rowsPerMessage) {
          if (from > 0) await slices.breathe();
          publish(scope, { name: 'fup' }, { stats, changed: changed.slice(from, from + rowsPerMessage) });
        }
      }
    },
  };
}

const isTold = (row: FupRow, { levels: now, usage }: LiveAccount, online: boolean): boolean =>
  row.dailyCountedBytes === usage.dailyCountedBytes &&
  row.monthlyCountedBytes === usage.monthlyCountedBytes &&
  row.fupLevel === now.daily &&
  row.monthlyFupLevel === now.monthly &&
  row.lastDailyResetAt === usage.lastDailyResetAt &&
  row.isOnline === online;
