import { nocSeverity, portalSeverity } from '../../../shared/domain/severity.ts';

/** How bad, in the order the eye should learn: each level has a colour *and* a shape (● ▲ ◆ ■ ○). */
export type Severity = 'ok' | 'warn' | 'high' | 'crit' | 'none';

const noc = { green: 'ok', yellow: 'warn', orange: 'high', red: 'crit' } as const;
const portal = { green: 'ok', orange: 'high', red: 'crit' } as const;

/** A quota on the console's scale (F081): from 60 % ▲, from 80 % ◆, from 100 % ■. No quota is always ok. */
export const quotaSeverity = (usedBytes: number, quotaBytes: number): Severity =>
  noc[nocSeverity(usedBytes, quotaBytes)];

/** A quota on the portal's scale (F012): from 50 % ◆, from 80 % ■. */
export const ringSeverity = (usedBytes: number, quotaBytes: number): Severity =>
  portal[portalSeverity(usedBytes, quotaBytes)];

const ofTier: readonly Severity[] = ['none', 'warn', 'warn', 'high', 'high', 'crit', 'crit'];

/** The colour of an FUP level 0…6; 0 is full speed and no alarm. */
export const tierSeverity = (level: number): Severity => ofTier[Math.min(6, Math.max(0, level))] ?? 'none';

/** What a screen reader says where the eye sees only colour and shape. */
export const severityWord: Readonly<Record<Severity, string>> = {
  ok: 'good',
  warn: 'warning',
  high: 'high',
  crit: 'critical',
  none: 'none',
};
