/** The fold's commit: sessions, counters, history, receipts, rates and the cursor, all or nothing. */
import { Conflict } from '../../errors.ts';
import type { DailyUsage, FoldCommit, FupReset, HourlyUsage, Receipt, SubscriberCounters } from '../../fold-commit.ts';
import { encodePack, packHourAt, packId } from '../../receipt-pack.ts';
import type { CommandContext, Handler } from '../context.ts';
import { endFinding, noteFinding } from './findings.ts';
import { tenantOf, writeRates } from './rates.ts';
import { RollUps } from './roll-ups.ts';
import { sessionId, writeSession } from './sessions.ts';

/** @throws Error (a bug of the caller) when the cursor would go back, or past what is stored. */
export const foldCommit: Handler<'fold.commit'> = (context, commit) => {
  const stored = context.cursor();
  if (commit.cursor < stored || commit.cursor > context.factSeq) {
    throw new Error(`fold.commit at ${commit.cursor}: the cursor is ${stored}, the last fact ${context.factSeq}`);
  }
  const rollUps = new RollUps();
  for (const row of commit.sessions) writeSession(context, row, rollUps);
  for (const counters of commit.counters) writeSubscriberCounters(context, counters);
  for (const usage of commit.hourly) {
    addHourly(context, usage);
    rollUps.used(usage, subscriberTenant(context, usage.subscriberId));
  }
  rollUps.write(context);
  for (const usage of commit.daily) addDaily(context, usage);
  appendReceipts(context, commit.receipts);
  writeRates(context, commit.rates, commit.at);
  const resetIds = (commit.resets ?? []).map((reset) => insertReset(context, reset));
  undoResets(context, commit);
  for (const found of commit.findings ?? []) noteFinding(context, found);
  for (const end of commit.ended ?? []) endFinding(context, end);
  for (const { seq, reason } of commit.unfolded ?? []) {
    context.sql('INSERT OR REPLACE INTO unfolded_facts (seq, at, reason) VALUES (?, ?, ?)').run(seq, commit.at, reason);
  }
  for (const seq of commit.mended ?? []) context.sql('DELETE FROM unfolded_facts WHERE seq = ?').run(seq);
  for (const row of commit.audit ?? []) context.audit(row);
  if (commit.cursor > stored) context.sql("UPDATE cursors SET value = ? WHERE name = 'fold'").run(commit.cursor);
  return { cursor: commit.cursor, resetIds };
};

function subscriberTenant(context: CommandContext, subscriberId: number): number {
  const tenant = tenantOf(context, subscriberId);
  if (tenant === undefined) throw new Error(`usage of subscriber ${subscriberId}, who does not exist`);
  return tenant;
}

function writeSubscriberCounters(context: CommandContext, counters: SubscriberCounters): void {
  context
    .sql(
      `UPDATE subscribers SET daily_download_used = ?, daily_upload_used = ?, daily_quota_used = ?,
         monthly_download_used = ?, monthly_upload_used = ?, monthly_quota_used = ?, bonus_bytes = ?, count_state = ?,
         fup_level = ?, monthly_fup_level = ?, last_daily_reset = ?, last_monthly_reset = ?, is_online = ?, last_seen = ?
       WHERE id = ?`,
    )
    .run(
      counters.dailyDownloadUsed,
      counters.dailyUploadUsed,
      counters.dailyQuotaUsed,
      counters.monthlyDownloadUsed,
      counters.monthlyUploadUsed,
      counters.monthlyQuotaUsed,
      counters.bonusBytes,
      counters.countState,
      counters.fupLevel,
      counters.monthlyFupLevel,
      counters.lastDailyReset,
      counters.lastMonthlyReset,
      counters.isOnline ? 1 : 0,
      counters.lastSeenAt,
      counters.subscriberId,
    );
}

function addHourly(context: CommandContext, usage: HourlyUsage): void {
  context
    .sql(
      `INSERT INTO hourly_usage (hour_at, subscriber_id, down_bytes, up_bytes, counted_bytes) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (hour_at, subscriber_id) DO UPDATE SET down_bytes = down_bytes + excluded.down_bytes,
         up_bytes = up_bytes + excluded.up_bytes, counted_bytes = counted_bytes + excluded.counted_bytes`,
    )
    .run(usage.hourAt, usage.subscriberId, usage.downBytes, usage.upBytes, usage.countedBytes);
}

function addDaily(context: CommandContext, usage: DailyUsage): void {
  context
    .sql(
      `INSERT INTO daily_usage_history
         (day, subscriber_id, down_bytes, up_bytes, counted_bytes, forgiven_bytes, correction_bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (day, subscriber_id) DO UPDATE SET down_bytes = down_bytes + excluded.down_bytes,
         up_bytes = up_bytes + excluded.up_bytes, counted_bytes = counted_bytes + excluded.counted_bytes,
         forgiven_bytes = forgiven_bytes + excluded.forgiven_bytes,
         correction_bytes = correction_bytes + excluded.correction_bytes`,
    )
    .run(
      usage.day,
      usage.subscriberId,
      usage.downBytes,
      usage.upBytes,
      usage.countedBytes,
      usage.forgivenBytes,
      usage.correctionBytes,
    );
}

/** One append per session and hour, however many receipts of it the commit has. Zero deltas are not stored (X63). */
function appendReceipts(context: CommandContext, receipts: readonly Receipt[]): void {
  const packs = new Map<number, Receipt[]>();
  for (const receipt of receipts) {
    if (!receipt.downBytes && !receipt.upBytes && !receipt.countedBytes && !receipt.decision) continue;
    const session = sessionId(context, receipt.sessionKey);
    if (session === undefined) throw new Error(`a receipt of session ${receipt.sessionKey}, which was never written`);
    const id = packId(receipt.at, session);
    const pack = packs.get(id);
    if (pack) pack.push(receipt);
    else packs.set(id, [receipt]);
  }
  // `||` gives text even for blobs; the octets are the same, and the cast says so.
  const append = context.sql(
    `INSERT INTO receipts (id, pack) VALUES (?, ?)
     ON CONFLICT (id) DO UPDATE SET pack = CAST(pack || excluded.pack AS BLOB)`,
  );
  for (const [id, pack] of packs) append.run(id, encodePack(packHourAt(id), pack));
}

function insertReset(context: CommandContext, reset: FupReset): number {
  const { lastInsertRowid } = context
    .sql(
      `INSERT INTO fup_resets (tenant_id, subscriber_id, at, day, actor_name, daily_download_used, daily_upload_used,
         daily_quota_used, fup_level, batch_id, is_all, service_id, previous_reset_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      reset.tenantId,
      reset.subscriberId,
      reset.at,
      reset.day,
      reset.actorName,
      reset.dailyDownloadUsed,
      reset.dailyUploadUsed,
      reset.dailyQuotaUsed,
      reset.fupLevel,
      reset.batchId,
      reset.isAll ? 1 : 0,
      reset.serviceId,
      reset.previousResetAt,
    );
  return Number(lastInsertRowid);
}

function undoResets(context: CommandContext, { undone = [], at }: Pick<FoldCommit, 'undone' | 'at'>): void {
  for (const id of undone) {
    const { changes } = context
      .sql('UPDATE fup_resets SET undone_at = ? WHERE id = ? AND undone_at IS NULL')
      .run(at, id);
    if (changes === 0) throw new Conflict(`Reset ${id} was undone already.`);
  }
}
