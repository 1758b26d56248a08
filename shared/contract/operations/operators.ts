/** The people who log in to the console. */
import { z } from 'zod';
import { Done, operation } from '../operation.ts';
import { IdParams, listQuery, page } from '../page.ts';
import { Permission } from '../permissions.ts';
import { OperatorPassword } from './auth.ts';

export const OperatorName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\s\p{Cc}]+$/u, 'must not contain spaces');

const RoleName = z.string().trim().min(1).max(64);

export const Operator = z.object({
  id: z.int(),
  username: z.string(),
  role: z.string(),
  isDisabled: z.boolean(),
  createdAt: z.int(),
  lastLoginAt: z.int().nullable(),
});
export type Operator = z.output<typeof Operator>;

export const operators = {
  'operator.list': operation({
    method: 'GET',
    path: '/operators',
    permission: 'operators.view',
    summary: 'Operators',
    query: listQuery(['username', 'role', 'createdAt', 'lastLoginAt'], {}),
    output: page(Operator),
  }),
  'role.list': operation({
    method: 'GET',
    path: '/roles',
    permission: 'operators.view',
    summary: 'Roles that an operator can have, with what they allow',
    output: z.object({
      items: z.array(z.object({ name: z.string(), permissions: z.array(Permission) })),
      total: z.int(),
    }),
  }),
  'operator.create': operation({
    method: 'POST',
    path: '/operators',
    permission: 'operators.create',
    summary: 'Add an operator',
    body: z.strictObject({ username: OperatorName, password: OperatorPassword, role: RoleName }),
    output: Operator,
    status: 201,
  }),
  'operator.update': operation({
    method: 'PATCH',
    path: '/operators/:id',
    permission: 'operators.edit',
    summary: 'Change role or password, or disable; a new password or disabling ends the sessions of the operator',
    params: IdParams,
    body: z.strictObject({
      password: OperatorPassword.optional(),
      role: RoleName.optional(),
      isDisabled: z.boolean().optional(),
    }),
    output: Operator,
  }),
  'operator.remove': operation({
    method: 'DELETE',
    path: '/operators/:id',
    permission: 'operators.delete',
    summary: 'Disable an operator for good: sessions and API keys end, the name stays in the audit',
    params: IdParams,
    output: Done,
  }),
};
