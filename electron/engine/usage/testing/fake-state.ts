/**
 * What a disk would hold: the rows that survive a crash of the engine. Everything goes in and comes out as a copy, so
 * that no test passes because store and fold share an object.
 */
import type { AccountingFact } from '../../store/accounting-fact.ts';
import type { AuditInput } from '../../store/commands.ts';
import { Conflict } from '../../store/errors.ts';
import type { FindingEnd, FindingInput } from '../../store/findings.ts';
import type { DailyUsage, FoldCommit, FupReset, HourlyUsage, Receipt, SessionRow } from '../../store/fold-commit.ts';
import type { Change, NasSnapshot, ServiceView, SubscriberSnapshot, TenantView } from '../../store/reads.ts';

export class FakeState {
  readonly facts: AccountingFact[] = [];
  cursor = 0;
  /** By session key, in order of their first commit. */
  readonly sessions = new Map<string, SessionRow>();
  readonly #keysById = new Map<string, Set<string>>();
  readonly subscribers = new Map<number, SubscriberSnapshot>();
  readonly services = new Map<number, ServiceView>();
  readonly nas = new Map<number, NasSnapshot>();
  readonly tenants = new Map<number, TenantView>();
  readonly hourly = new Map<string, HourlyUsage>();
  readonly daily = new Map<string, DailyUsage>();
  readonly receipts: Receipt[] = [];
  readonly resets: { readonly id: number; readonly reset: FupReset; undoneAt: number | null }[] = [];
  readonly audit: AuditInput[] = [];
  /** Each sighting, and what ended it. */
  readonly findings: { readonly found: FindingInput; end?: FindingEnd }[] = [];
  readonly changes: Change[] = [];
  changeSeq = 0;

  addChange(tenantId: number, entity: Change['entity'], entityId: number, kind: Change['kind'], at: number): void {
    this.changes.push({ seq: ++this.changeSeq, at, tenantId, entity, entityId, kind });
  }

  /** The Mikrotik-Rate-Limit that the next Access-Accept carries. */
  rateOf(subscriberId: number): string {
    const reply = this.subscribers.get(subscriberId)?.reply ?? [];
    return reply.find(([name]) => name === 'Mikrotik-Rate-Limit')?.[1] ?? '';
  }

  /** Writes `radreply` and the change feed, where it differs. */
  setRate(id: number, rate: string, at: number): boolean {
    const subscriber = this.subscribers.get(id);
    if (!subscriber || this.rateOf(id) === rate) return false;
    const others = subscriber.reply.filter(([name]) => name !== 'Mikrotik-Rate-Limit');
    this.subscribers.set(id, { ...subscriber, reply: [...others, ['Mikrotik-Rate-Limit', rate]] });
    this.addChange(subscriber.tenantId, 'subscriber', id, 'rate', at);
    return true;
  }

  /** `fold.commit` as the writer does it: checked, then all of it. */
  commitFold(given: FoldCommit): { readonly cursor: number; readonly resetIds: readonly number[] } {
    const commit = structuredClone(given);
    this.#check(commit);
    for (const row of commit.sessions) this.#writeSession(row);
    for (const counters of commit.counters) {
      const subscriber = this.subscribers.get(counters.subscriberId);
      if (subscriber) this.subscribers.set(counters.subscriberId, { ...subscriber, counters });
    }
    for (const usage of commit.hourly) addTo(this.hourly, `${usage.subscriberId} ${usage.hourAt}`, usage);
    for (const usage of commit.daily) addTo(this.daily, `${usage.subscriberId} ${usage.day}`, usage);
    for (const receipt of commit.receipts) {
      if (receipt.downBytes || receipt.upBytes || receipt.countedBytes || receipt.decision) this.receipts.push(receipt);
    }
    for (const { id, rate } of commit.rates) this.setRate(id, rate, commit.at);
    const resetIds = (commit.resets ?? []).map((reset) =>
      this.resets.push({ id: this.resets.length + 1, reset, undoneAt: null }),
    );
    for (const id of commit.undone ?? []) this.resets.find((entry) => entry.id === id)!.undoneAt = commit.at;
    for (const found of commit.findings ?? []) this.findings.push({ found });
    for (const end of commit.ended ?? []) {
      for (const entry of this.findings) {
        const { sessionKey, holdId, kind } = entry.found;
        if (sessionKey === end.sessionKey && holdId === end.holdId && kind === end.kind) entry.end ??= end;
      }
    }
    this.audit.push(...(commit.audit ?? []));
    this.cursor = commit.cursor;
    return { cursor: commit.cursor, resetIds };
  }

  /** Sessions of a NAS with exactly this Acct-Session-Id. */
  sessionsWith(nasId: number, acctSessionId: string): readonly SessionRow[] {
    const keys = this.#keysById.get(`${nasId} ${acctSessionId}`) ?? [];
    return [...keys].map((key) => this.sessions.get(key)!);
  }

  #writeSession(row: SessionRow): void {
    const before = this.sessions.get(row.sessionKey);
    if (before) this.#keysById.get(`${before.nasId} ${before.acctSessionId}`)?.delete(row.sessionKey);
    this.sessions.set(row.sessionKey, row);
    const id = `${row.nasId} ${row.acctSessionId}`;
    const keys = this.#keysById.get(id);
    if (keys) keys.add(row.sessionKey);
    else this.#keysById.set(id, new Set([row.sessionKey]));
  }

  #check(commit: FoldCommit): void {
    if (commit.cursor < this.cursor || commit.cursor > this.facts.length) {
      throw new Error(
        `fold.commit at ${commit.cursor}: the cursor is ${this.cursor}, the last fact ${this.facts.length}`,
      );
    }
    const written = new Set(commit.sessions.map(({ sessionKey }) => sessionKey));
    for (const { sessionKey } of commit.receipts) {
      if (!written.has(sessionKey) && !this.sessions.has(sessionKey)) {
        throw new Error(`a receipt of session ${sessionKey}, which was never written`);
      }
    }
    for (const { subscriberId } of commit.hourly) {
      if (!this.subscribers.has(subscriberId))
        throw new Error(`usage of subscriber ${subscriberId}, who does not exist`);
    }
    for (const id of commit.undone ?? []) {
      if (this.resets.find((entry) => entry.id === id)?.undoneAt !== null)
        throw new Conflict(`Reset ${id} was undone already.`);
    }
  }
}

type Sums = { readonly [name: string]: string | number };

/** Adds bytes to a row, as the upserts of the roll-ups do. */
function addTo<T extends object>(rows: Map<string, T>, key: string, more: T): void {
  const known = rows.get(key) as Sums | undefined;
  if (!known) {
    rows.set(key, more);
    return;
  }
  const sum = Object.entries(more as Sums).map(([name, value]) => [
    name,
    name.endsWith('Bytes') ? Number(value) + Number(known[name] ?? 0) : value,
  ]);
  rows.set(key, Object.fromEntries(sum) as T);
}
