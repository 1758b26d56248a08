/** Realms: which part of a login name selects what, and how its subscribers may prove who they are (F050, F059). */
import { z } from 'zod';
import { authMethods } from '../../domain/realm.ts';
import { At } from '../fields.ts';
import { Done, operation } from '../operation.ts';
import { IdParams, listQuery, page } from '../page.ts';

const Methods = z
  .array(z.enum(authMethods))
  .min(1, 'must allow at least one method')
  .refine((list) => new Set(list).size === list.length, 'must name each method once');

const RealmBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(63)
    .regex(/^[\p{L}\p{N}]([\p{L}\p{N}._-]*[\p{L}\p{N}])?$/u, 'must be letters, digits, . - _ such as north.example'),
  methods: Methods.nullish(),
  isActive: z.boolean().nullish(),
  isDefault: z.literal(true, 'can only be given: make another realm the default instead').nullish(),
});
export type RealmBody = z.output<typeof RealmBody>;

export const Realm = z
  .object({
    id: z.int(),
    name: z.string().describe('Compared without case'),
    methods: z.array(z.enum(authMethods)),
    isActive: z.boolean(),
    isDefault: z.boolean().describe('Of user names without a realm'),
    subscribers: z.int().describe('Subscribers of this realm, of those the caller may see'),
    createdAt: At,
  })
  .meta({ id: 'Realm' });
export type Realm = z.output<typeof Realm>;

export const realms = {
  'realm.list': operation({
    method: 'GET',
    path: '/realms',
    permission: 'realms.view',
    summary: 'Realms',
    query: listQuery(['name', 'subscribers', 'createdAt'], {}),
    output: page(Realm),
  }),
  'realm.get': operation({
    method: 'GET',
    path: '/realms/:id',
    permission: 'realms.view',
    summary: 'One realm',
    params: IdParams,
    output: Realm,
  }),
  'realm.create': operation({
    method: 'POST',
    path: '/realms',
    permission: 'realms.create',
    summary: 'Add a realm. Subscribers whose stored name ends in @ and its name belong to it from then on',
    body: RealmBody,
    output: Realm,
    status: 201,
  }),
  'realm.update': operation({
    method: 'PATCH',
    path: '/realms/:id',
    permission: 'realms.edit',
    summary: 'Change a realm; absent fields stay, null sets the default value',
    params: IdParams,
    body: RealmBody.partial(),
    output: Realm,
  }),
  'realm.remove': operation({
    method: 'DELETE',
    path: '/realms/:id',
    permission: 'realms.delete',
    summary: 'Remove a realm that is not the default and has no subscribers',
    params: IdParams,
    output: Done,
  }),
};
