/** Who had an address at a time (W4). */
import { z } from 'zod';
import { confidences, doubtKinds } from '../../domain/address-holding.ts';
import { parseAddressQuery } from '../../domain/address-query.ts';
import { At } from '../fields.ts';
import { operation } from '../operation.ts';
import { Session } from './sessions.ts';

const Address = z
  .string()
  .max(60)
  .transform((text, context) => {
    const parsed = parseAddressQuery(text);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.fault.message });
    return z.NEVER;
  })
  .describe('An IPv4 address, an IPv6 address, or an IPv6 prefix');

const momentForm = 'must be UTC milliseconds, or a time with its zone such as 2026-12-31T21:59:00Z';
const ZonedTime = z.iso.datetime({ offset: true });

/** Text in a query; a zone is demanded, because half the wrong answers to this question come from a missing one. */
const Moment = z.union([z.number(), z.string()], { error: momentForm }).transform((value, context) => {
  const at = typeof value === 'number' || /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  const isTime = typeof value === 'number' || /^\d+$/.test(value) || ZonedTime.safeParse(value).success;
  if (isTime && Number.isSafeInteger(at) && at >= 0) return at;
  context.addIssue({ code: 'custom', message: momentForm });
  return z.NEVER;
});

const AddressHolder = z.object({
  session: Session,
  confidence: z.enum(confidences),
  doubts: z.array(z.object({ kind: z.enum(doubtKinds), says: z.string() })),
});

export const ipHistory = {
  'ip-history.find': operation({
    method: 'GET',
    path: '/ip-history',
    permission: 'cdr.view',
    summary: 'Who had an address at a moment, or in a period; every question is audited',
    query: z
      .strictObject({
        address: Address,
        at: Moment.optional().describe('A moment; or from and to'),
        from: Moment.optional(),
        to: Moment.optional(),
        reason: z.string().trim().max(200).default('').describe('Why it is asked: kept in the audit'),
      })
      .superRefine(({ at, from, to }, context) => {
        const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
        if (at !== undefined && (from !== undefined || to !== undefined))
          refuse('at', 'is given; leave from and to out');
        else if (at === undefined && from === undefined && to === undefined)
          refuse('at', 'is required, or from and to');
        else if (at === undefined && from === undefined) refuse('from', 'is required with to');
        else if (at === undefined && to === undefined) refuse('to', 'is required with from');
        else if (from !== undefined && to !== undefined && from > to) refuse('to', 'must not be before from');
      }),
    output: z.object({
      address: z.string(),
      from: At,
      to: At,
      isPrivate: z.boolean().describe('Known inside the network only: outside, the address of a NAT was seen'),
      recordsFrom: At.nullable().describe('Sessions that ended before are not on record'),
      items: z
        .array(AddressHolder)
        .describe('For a moment the surest first, for a period the newest; none: nobody on record had it'),
      isCut: z.boolean().describe('There are more than these 500'),
    }),
  }),
};
