/**
 * Every call of the portal, apart from the operators' contract: another listener, another cookie, another kind of
 * person. `self` is the subscriber who logged in; nobody else's data has an address here.
 */
import { z } from 'zod';
import { At } from '../fields.ts';
import { Done, operation } from '../operation.ts';
import { Dashboard, Live } from './dashboard.ts';

/** Any text is a legal guess: what a username may look like is nobody's business here. */
const Text = z.string().min(1).max(128);

export const portalOperations = {
  'portal.about': operation({
    method: 'GET',
    path: '/about',
    permission: 'public',
    summary: 'Whose portal this is',
    output: z.object({ provider: z.string() }),
  }),
  'portal.login': operation({
    method: 'POST',
    path: '/login',
    permission: 'public',
    summary: "Log in with the portal's own password (Z2)",
    body: z.strictObject({ username: Text, password: Text }),
    output: z.object({ csrf: z.string() }),
  }),
  'portal.logout': operation({
    method: 'POST',
    path: '/logout',
    permission: 'self',
    summary: 'Log out on this device',
    isIdempotent: true,
    output: Done,
  }),
  'portal.dashboard': operation({
    method: 'GET',
    path: '/dashboard',
    permission: 'self',
    summary: 'All of the page',
    output: Dashboard,
  }),
  'portal.live': operation({
    method: 'GET',
    path: '/live',
    permission: 'self',
    summary: 'The session as it is now, every 3 s (F004)',
    output: Live,
  }),
  'banner.dismiss': operation({
    method: 'POST',
    path: '/banners/:key/dismiss',
    permission: 'self',
    summary: 'Hide a banner for 24 hours (F030)',
    isIdempotent: true,
    params: z.object({ key: z.string().max(64) }),
    output: z.object({ dismissedUntil: At }),
  }),
} as const;

export type PortalOperations = typeof portalOperations;
export type PortalOperationName = keyof PortalOperations;

export interface PortalInput<N extends PortalOperationName> {
  readonly params: z.output<PortalOperations[N]['params']>;
  readonly body: z.output<PortalOperations[N]['body']>;
}

export type PortalOutput<N extends PortalOperationName> = z.output<PortalOperations[N]['output']>;

/** One handler per operation, none can be forgotten. `S` is the subscriber's session; public operations get none. */
export type PortalHandlers<S, T> = {
  readonly [N in PortalOperationName]: (
    session: PortalOperations[N]['permission'] extends 'public' ? undefined : S,
    input: PortalInput<N>,
    transport: T,
  ) => Promise<PortalOutput<N>>;
};
