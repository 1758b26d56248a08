/** Groups and attributes: what an Access-Accept carries, and what a request must say (F051). */
import { z } from 'zod';
import { checkOperators } from '../../domain/check-row.ts';
import { loginWindowsMax } from '../../domain/login-window.ts';
import { At, TimeOfDay } from '../fields.ts';
import { Done, operation } from '../operation.ts';
import { IdParams, listQuery, page, wholeNumber } from '../page.ts';

/** As many rows as a form can be read with; a packet holds about as many. */
const rowsMax = 50;

const AttributeNameIn = z.string().trim().min(1).max(64);
/** FreeRADIUS's tables hold 253 characters. What fits the attribute is the dictionary's to say. */
const Value = z
  .string()
  .min(1)
  .max(253)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');

const ReplyRow = z.strictObject({ name: AttributeNameIn, value: Value });
const CheckRow = z.strictObject({ attribute: AttributeNameIn, op: z.enum(checkOperators), value: Value });

const LoginWindow = z.strictObject({
  days: z.array(z.int().min(1).max(7)).min(1, 'must name at least one day').max(7),
  from: TimeOfDay,
  to: TimeOfDay,
});

const GroupBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters'),
  reply: z.array(ReplyRow).max(rowsMax).nullish(),
  check: z.array(CheckRow).max(rowsMax).nullish(),
  nasIds: z.array(z.int().min(1)).max(500).nullish(),
  loginWindows: z.array(LoginWindow).max(loginWindowsMax).nullish(),
});
export type GroupBody = z.output<typeof GroupBody>;

const ReplyRowOut = z.object({ name: z.string(), value: z.string() });
const CheckRowOut = z.object({ attribute: z.string(), op: z.enum(checkOperators), value: z.string() });

export const Group = z
  .object({
    id: z.int(),
    name: z.string(),
    reply: z.array(ReplyRowOut),
    check: z.array(CheckRowOut).describe('All of them must hold, or the login is rejected'),
    nasIds: z.array(z.int()).describe('Routers where members may log in; empty is everywhere'),
    loginWindows: z
      .array(z.object({ days: z.array(z.int()), from: z.string(), to: z.string() }))
      .describe('In the time zone of the settings; days 1 Monday … 7 Sunday; empty is always'),
    subscribers: z.int().describe('Members, of the subscribers that the caller may see'),
    services: z.array(z.object({ id: z.int(), name: z.string() })),
    createdAt: At,
    revision: z.int().describe('Counts its changes'),
  })
  .meta({ id: 'Group' });
export type Group = z.output<typeof Group>;

const Source = z
  .enum(['subscriber', 'speed', 'group', 'service-group', 'default', 'login'])
  .describe('speed: of the effective speed; default: of the server; login: made for each login');

const EffectiveRow = z.object({
  name: z.string(),
  value: z.string(),
  source: Source,
  group: z.string().nullable().describe('The group’s name where the source is one'),
  pool: z
    .string()
    .nullable()
    .describe('The pool of ours that gives the value at each login; null: the value is sent as it is'),
});

const SubscriberAttributes = z
  .object({
    reply: z.array(ReplyRowOut).describe('The subscriber’s own; without Mikrotik-Rate-Limit, which is its speed'),
    check: z.array(CheckRowOut),
    groups: z.array(z.object({ id: z.int(), name: z.string() })).describe('The first wins'),
    serviceGroup: z.object({ id: z.int(), name: z.string() }).nullable(),
    realm: z.string(),
    effective: z.array(EffectiveRow).describe('What the next Access-Accept carries'),
    overridden: z.array(EffectiveRow.extend({ by: z.string() })).describe('What gives way, and to whom'),
  })
  .meta({ id: 'SubscriberAttributes' });
export type SubscriberAttributes = z.output<typeof SubscriberAttributes>;

const DictionaryEntry = z
  .object({
    name: z.string(),
    form: z.string().describe('What a value looks like'),
    values: z.array(z.string()).describe('Names of values, where it has them; numbers are accepted too'),
    repeats: z.boolean().describe('May stand several times in one reply'),
    whyNot: z.string().nullable().describe('Why it cannot be a reply attribute; null when it can'),
    isCheck: z.boolean().describe('Can be a check attribute'),
  })
  .meta({ id: 'DictionaryEntry' });
export type DictionaryEntry = z.output<typeof DictionaryEntry>;

export const groups = {
  'group.list': operation({
    method: 'GET',
    path: '/groups',
    permission: 'groups.view',
    summary: 'Groups of reply and check attributes',
    query: listQuery(['name', 'subscribers', 'createdAt'], {}),
    output: page(Group),
  }),
  'group.get': operation({
    method: 'GET',
    path: '/groups/:id',
    permission: 'groups.view',
    summary: 'One group',
    params: IdParams,
    output: Group,
  }),
  'group.create': operation({
    method: 'POST',
    path: '/groups',
    permission: 'groups.create',
    summary: 'Add a group',
    body: GroupBody,
    output: Group,
    status: 201,
  }),
  'group.update': operation({
    method: 'PATCH',
    path: '/groups/:id',
    permission: 'groups.edit',
    summary: 'Change a group; absent fields stay, null clears. Applies to the next login of its members',
    params: IdParams,
    body: GroupBody.partial().extend({
      revision: wholeNumber(1)
        .optional()
        .describe('Of the group as the change was made on it: when it has changed since, 409 and nothing is written'),
    }),
    output: Group,
  }),
  'group.remove': operation({
    method: 'DELETE',
    path: '/groups/:id',
    permission: 'groups.delete',
    summary: 'Remove a group that no subscriber and no service is in',
    params: IdParams,
    output: Done,
  }),
  'subscriber.attributes': operation({
    method: 'GET',
    path: '/subscribers/:id/attributes',
    permission: 'subscribers.view',
    summary: 'RADIUS attributes and groups of a subscriber, and what its next Access-Accept carries',
    params: IdParams,
    output: SubscriberAttributes,
  }),
  'subscriber.set-attributes': operation({
    method: 'PATCH',
    path: '/subscribers/:id/attributes',
    permission: 'subscribers.edit',
    summary: 'Change a subscriber’s own attributes or groups; absent lists stay, null clears',
    params: IdParams,
    body: z.strictObject({
      reply: z.array(ReplyRow).max(rowsMax).nullish(),
      check: z.array(CheckRow).max(rowsMax).nullish(),
      groupIds: z.array(wholeNumber(1)).max(20).nullish().describe('In order: the first wins'),
    }),
    output: SubscriberAttributes,
  }),
  'radius.dictionary': operation({
    method: 'GET',
    path: '/radius/dictionary',
    permission: 'self',
    summary: 'The attributes that can be written: names, value forms, what repeats',
    output: z.object({ items: z.array(DictionaryEntry) }),
  }),
};
