/** Logging in and out, and who I am. */
import { z } from 'zod';
import { Done, operation } from '../operation.ts';
import { Permission } from '../permissions.ts';

/** Operators choose their own passwords: long beats clever (NIST SP 800-63B §5.1.1.2: at least 8). */
export const OperatorPassword = z.string().min(8).max(256);

export const Me = z.object({
  kind: z.enum(['operator', 'api-key', 'cli']),
  id: z.int().nullable(),
  name: z.string(),
  role: z.string().nullable().describe('null for API keys and the command line'),
  permissions: z.array(Permission),
});
export type Me = z.output<typeof Me>;

const LoggedIn = z.object({
  csrf: z.string().describe('Send it back as the x-csrf header with every call that changes something'),
  expiresAt: z.int().describe('UTC ms; log in again after it'),
  operator: Me,
});

export const auth = {
  'auth.login': operation({
    method: 'POST',
    path: '/auth/login',
    permission: 'public',
    summary: 'Log in as an operator; sets the session cookie',
    body: z.strictObject({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) }),
    output: LoggedIn,
    bodyLimitBytes: 4096,
  }),
  'auth.exchange': operation({
    method: 'POST',
    path: '/auth/exchange',
    permission: 'public',
    summary: "Log in the desktop window by the engine's one-time token; sets the session cookie",
    body: z.strictObject({ token: z.string().min(1).max(128) }),
    output: LoggedIn,
    bodyLimitBytes: 4096,
  }),
  'auth.logout': operation({
    method: 'POST',
    path: '/auth/logout',
    permission: 'self',
    summary: 'End this session and clear its cookie',
    output: Done,
    isIdempotent: true,
  }),
  'auth.me': operation({
    method: 'GET',
    path: '/auth/me',
    permission: 'self',
    summary: 'Who is asking, with permissions; a cookie session gets its CSRF value again',
    output: Me.extend({ csrf: z.string().nullable(), expiresAt: z.int().nullable() }),
  }),
  'auth.password': operation({
    method: 'POST',
    path: '/auth/password',
    permission: 'self',
    summary: "Change one's own password",
    body: z.strictObject({ current: z.string().min(1).max(256), next: OperatorPassword }),
    output: Done,
    bodyLimitBytes: 4096,
  }),
};
