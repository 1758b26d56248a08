/** What a command handler works with: cached statements, the change feed and the audit of its own transaction. */
import type BetterSqlite3 from 'better-sqlite3';
import type { Actor, AuditInput, CommandName, CommandOutput } from '../commands.ts';
import { statementCache } from '../connection.ts';
import type { Change } from '../reads.ts';
import type { Sealer } from '../seal.ts';
import type { WriterInput } from './messages.ts';

/** Where a session's row is and what of it was last written: see `commands/sessions.ts`. */
export interface KnownSession {
  readonly id: number;
  readonly attributes: string;
}

/** A handler runs inside a savepoint: throwing undoes what it did, and nothing else. */
export type Handler<N extends CommandName> = (context: CommandContext, input: WriterInput<N>) => CommandOutput<N>;

export class CommandContext {
  readonly db: BetterSqlite3.Database;
  /** Prepares once per text. */
  readonly sql: (text: string) => BetterSqlite3.Statement;
  readonly sealer: Sealer;
  /** Open sessions by key. Emptied when a fold is rolled back. */
  readonly sessions = new Map<string, KnownSession>();
  /** Tenants of subscribers by id; a subscriber never changes its tenant. */
  readonly subscriberTenants = new Map<number, number>();
  factSeq: number;
  changeSeq: number;

  constructor(db: BetterSqlite3.Database, sealer: Sealer) {
    this.db = db;
    this.sql = statementCache(db);
    this.sealer = sealer;
    // Facts up to the cursor may be pruned, and so may all changes but the newest: neither number is ever given twice.
    const facts = this.sql('SELECT coalesce(max(seq), 0) AS seq FROM accounting_facts').pluck().get() as number;
    this.factSeq = Math.max(facts, this.cursor());
    this.changeSeq = this.sql('SELECT coalesce(max(seq), 0) FROM changes').pluck().get() as number;
  }

  /** The last accounting fact that the fold has committed. */
  cursor(): number {
    return this.sql("SELECT value FROM cursors WHERE name = 'fold'").pluck().get() as number;
  }

  change(tenantId: number, entity: Change['entity'], entityId: number, kind: Change['kind'], at: number): void {
    this.changeSeq += 1;
    this.sql('INSERT INTO changes (seq, at, tenant_id, entity, entity_id, kind) VALUES (?, ?, ?, ?, ?, ?)').run(
      this.changeSeq,
      at,
      tenantId,
      entity,
      entityId,
      kind,
    );
  }

  audit(row: AuditInput): void {
    const { actor } = row;
    this.sql(
      `INSERT INTO audit (tenant_id, at, actor_kind, actor_id, actor_name, address, action, entity, entity_id, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      row.tenantId,
      row.at,
      actor.kind,
      actor.id,
      actor.name,
      actor.address ?? null,
      row.action,
      row.entity,
      row.entityId,
      JSON.stringify(row.detail ?? null),
    );
  }

  /** An edit by a person: one audit row and one row of the feed. */
  edited(
    edit: {
      readonly tenantId: number;
      readonly actor: Actor;
      readonly at: number;
      readonly entity: Change['entity'];
      readonly id: number;
      readonly kind: 'created' | 'updated' | 'removed';
    },
    detail: unknown,
  ): void {
    const { tenantId, actor, at, entity, id, kind } = edit;
    this.audit({ tenantId, actor, action: `${entity}.${kind}`, entity, entityId: id, detail, at });
    this.change(tenantId, entity, id, kind, at);
  }

  /** Takes back the numbers given in a transaction, or a part of one, that did not happen. */
  rolledBack(before: { readonly factSeq: number; readonly changeSeq: number }): void {
    this.factSeq = before.factSeq;
    this.changeSeq = before.changeSeq;
  }
}
