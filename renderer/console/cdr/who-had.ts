import type { ClientInput, Output } from '../../../shared/contract/contract.ts';
import { ipHistory } from '../../../shared/contract/operations/ip-history.ts';
import { fieldProblems, wording } from '../../../shared/contract/wording.ts';
import type { FieldFault } from '../../../shared/domain/field-fault.ts';
import { localTime, type Zone } from '../../../shared/domain/zone.ts';
import type { Severity } from '../../ui/marks/severity.ts';
import { instantAt } from '../settings/settings-fields.ts';

export type Answer = Output<'ip-history.find'>;
export type Holder = Answer['items'][number];
export type Question = ClientInput<'ip-history.find'>['query'];

/** The question as it is typed: local times of the ISP, `2026-12-01T02:00:30`. */
export interface QuestionFields {
  readonly address: string;
  readonly from: string;
  /** Empty: a moment is asked for. */
  readonly to: string;
  readonly reason: string;
}

/** Now, to the second, as `<input type="datetime-local">` shows it. */
export const nowIn = (zone: Zone): string => localTime(Date.now(), zone).toPlainDateTime().toString().slice(0, 19);

/** What the form asks, and what is wrong with it by the contract's own rules. */
export function readQuestion(
  { address, from, to, reason }: QuestionFields,
  zone: Zone,
): { readonly query: Question; readonly faults: readonly FieldFault[] } {
  const begin = instantAt(from, zone);
  const end = instantAt(to, zone);
  const times = to === '' ? { at: begin } : { from: begin, to: end };
  const query = { address, ...times, ...(reason.trim() === '' ? {} : { reason }) } as Question;
  const parsed = ipHistory['ip-history.find'].query.safeParse(query, { error: wording });
  const faults = parsed.success ? [] : fieldProblems(parsed.error.issues);
  // One field of the form is `at` or `from`.
  return { query, faults: faults.map((one) => (one.field === 'at' ? { ...one, field: 'from' } : one)) };
}

export const confidenceSeverity: Readonly<Record<Holder['confidence'], Severity>> = {
  certain: 'ok',
  likely: 'warn',
  doubtful: 'high',
};
export const confidenceWord: Readonly<Record<Holder['confidence'], string>> = {
  certain: 'Certain',
  likely: 'Likely',
  doubtful: 'Doubtful',
};

/** What the session had of what was asked: its IPv4 address, or its prefixes. */
export const addressOf = ({ session }: Holder, asked: string): string =>
  asked.includes(':')
    ? [session.framedIpv6Prefix, session.delegatedIpv6Prefix].filter((text) => text !== '').join(', ')
    : session.framedIpAddress;
