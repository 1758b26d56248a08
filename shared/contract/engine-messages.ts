/**
 * What the shell and the engine's process say to each other, over `utilityProcess`'s message port. Parsed by whoever
 * receives; anything else is a bug of the other side and is refused.
 *
 * The engine's flags are its arguments, as in `npm run serve`.
 */
import { z } from 'zod';

/** The one line that a started engine prints, or posts to the shell. */
export const ReadyMessage = z.object({
  event: z.literal('ready'),
  pid: z.int(),
  console: z.url({ protocol: /^https?$/ }),
  portal: z.string(),
  radius: z.object({
    auth: z.int(),
    acct: z.int(),
    /** RADIUS over TLS, when it serves. */
    radsec: z.int().optional(),
  }),
  ms: z.number(),
});
export type ReadyMessage = z.output<typeof ReadyMessage>;

export const fromEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), ready: ReadyMessage }),
  /** To be shown to the operator once: a generated password, the recovery key. Never logged. */
  z.object({ kind: z.literal('announce'), lines: z.array(z.string()) }),
  /** The host answers from its keychain. */
  z.object({ kind: z.literal('secret-wanted'), name: z.string() }),
  /** A secret that the engine made; the host keeps it and answers `secret-kept`, before anything is sealed with it. */
  z.object({ kind: z.literal('secret-made'), name: z.string(), value: z.string() }),
  /** Logs the window in once, within a minute (`auth.exchange`). */
  z.object({ kind: z.literal('login-token'), token: z.string() }),
  z.object({ kind: z.literal('pong') }),
  /** The engine cannot go on, in a sentence; its process ends next. */
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);
export type FromEngine = z.output<typeof fromEngine>;

export const toEngine = z.discriminatedUnion('kind', [
  /** `value` is null where the keychain has none; `isKept` false where there is no keychain that hides anything (Z8). */
  z.object({ kind: z.literal('secret'), name: z.string(), value: z.string().nullable(), isKept: z.boolean() }),
  /** `isKept` false: it could not be kept, and must not be used. */
  z.object({ kind: z.literal('secret-kept'), name: z.string(), isKept: z.boolean() }),
  z.object({ kind: z.literal('login-token-wanted') }),
  z.object({ kind: z.literal('ping') }),
  z.object({ kind: z.literal('stop') }),
]);
export type ToEngine = z.output<typeof toEngine>;
