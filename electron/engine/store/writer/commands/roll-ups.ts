/**
 * The roll-ups of one fold commit, summed in memory first: one upsert per tenant (and NAS) and hour, however many
 * subscribers moved. Dashboards read these, never the rows behind them (D12).
 */
import type { HourlyUsage, SessionRow } from '../../fold-commit.ts';
import { hourMs } from '../../receipt-pack.ts';
import type { CommandContext } from '../context.ts';
import type { ClosedSession, SessionRollUps } from './sessions.ts';

const hourOf = (at: number): number => Math.floor(at / hourMs) * hourMs;

interface NetworkSum {
  readonly hourAt: number;
  readonly tenantId: number;
  down: number;
  up: number;
  counted: number;
  sessions: number;
}

interface CdrSum {
  readonly hourAt: number;
  readonly tenantId: number;
  readonly nasId: number;
  sessions: number;
  down: number;
  up: number;
  seconds: number;
}

export class RollUps implements SessionRollUps {
  readonly #network = new Map<string, NetworkSum>();
  readonly #cdr = new Map<string, CdrSum>();

  started(row: SessionRow): void {
    this.#networkSum(row.startAt, row.tenantId).sessions += 1;
  }

  used(usage: HourlyUsage, tenantId: number): void {
    const sum = this.#networkSum(usage.hourAt, tenantId);
    sum.down += usage.downBytes;
    sum.up += usage.upBytes;
    sum.counted += usage.countedBytes;
  }

  closed(session: ClosedSession, sign: 1 | -1): void {
    const { tenantId, nasId, stopAt } = session;
    const hourAt = hourOf(stopAt);
    const key = `${tenantId}/${hourAt}/${nasId}`;
    const sum = this.#cdr.get(key) ?? { hourAt, tenantId, nasId, sessions: 0, down: 0, up: 0, seconds: 0 };
    this.#cdr.set(key, sum);
    sum.sessions += sign;
    sum.down += sign * session.downBytes;
    sum.up += sign * session.upBytes;
    sum.seconds += sign * session.sessionSeconds;
  }

  write(context: CommandContext): void {
    const network = context.sql(
      `INSERT INTO tenant_hourly (hour_at, tenant_id, down_bytes, up_bytes, counted_bytes, sessions_started)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (hour_at, tenant_id) DO UPDATE SET down_bytes = down_bytes + excluded.down_bytes,
         up_bytes = up_bytes + excluded.up_bytes, counted_bytes = counted_bytes + excluded.counted_bytes,
         sessions_started = sessions_started + excluded.sessions_started`,
    );
    for (const { hourAt, tenantId, down, up, counted, sessions } of this.#network.values()) {
      network.run(hourAt, tenantId, down, up, counted, sessions);
    }
    const cdr = context.sql(
      `INSERT INTO cdr_hourly (hour_at, tenant_id, nas_id, sessions, down_bytes, up_bytes, session_seconds)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant_id, hour_at, nas_id) DO UPDATE SET sessions = sessions + excluded.sessions,
         down_bytes = down_bytes + excluded.down_bytes, up_bytes = up_bytes + excluded.up_bytes,
         session_seconds = session_seconds + excluded.session_seconds`,
    );
    for (const { hourAt, tenantId, nasId, sessions, down, up, seconds } of this.#cdr.values()) {
      cdr.run(hourAt, tenantId, nasId, sessions, down, up, seconds);
    }
  }

  #networkSum(at: number, tenantId: number): NetworkSum {
    const hourAt = hourOf(at);
    const key = `${hourAt}/${tenantId}`;
    const sum = this.#network.get(key) ?? { hourAt, tenantId, down: 0, up: 0, counted: 0, sessions: 0 };
    this.#network.set(key, sum);
    return sum;
  }
}
