/** Keys of machines (F055, Z7): scopes at most the creator's, dead with the creator, hashed, shown once. */
import { z } from 'zod';
import { Done, operation } from '../operation.ts';
import { IdParams, listQuery, page } from '../page.ts';
import { Permission } from '../permissions.ts';

export const ApiKey = z.object({
  id: z.int(),
  prefix: z.string().describe('The first letters of the key, enough to recognise it'),
  name: z.string(),
  scopes: z.array(z.string()),
  operatorId: z.int(),
  operatorName: z.string(),
  isActive: z.boolean().describe('Neither revoked nor expired, and its creator may still log in'),
  createdAt: z.int(),
  expiresAt: z.int().nullable(),
  lastUsedAt: z.int().nullable(),
});
export type ApiKey = z.output<typeof ApiKey>;

export const apiKeys = {
  'api-key.list': operation({
    method: 'GET',
    path: '/api-keys',
    permission: 'api_keys.view',
    summary: 'API keys',
    query: listQuery(['name', 'createdAt', 'lastUsedAt'], {}),
    output: page(ApiKey),
  }),
  'api-key.create': operation({
    method: 'POST',
    path: '/api-keys',
    permission: 'api_keys.create',
    summary: 'Make an API key; the key itself is in this answer and never shown again',
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      scopes: z.array(Permission).min(1).max(100),
      expiresAt: z.int().positive().nullish().describe('UTC ms; null or absent never expires'),
      operatorId: z.int().min(1).optional().describe('Owner; only the command line may name another operator'),
    }),
    output: ApiKey.extend({ key: z.string() }),
    status: 201,
  }),
  'api-key.revoke': operation({
    method: 'DELETE',
    path: '/api-keys/:id',
    permission: 'api_keys.delete',
    summary: 'Revoke an API key at once',
    params: IdParams,
    output: Done,
  }),
};
