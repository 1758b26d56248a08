import { createHash } from 'node:crypto';
import { RouterRefused } from './errors.ts';
import type { Row } from './words.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
  /**
   * `modern` (default): RouterOS ≥ 6.43, the password goes over the wire, so use TLS. `legacy`: the MD5 challenge of
   * older versions, to be chosen by the operator for such a router; the password itself is never sent.
   */
  readonly login?: 'modern' | 'legacy';
}

/** Sends one command and gives the attributes of its `!done`. @throws RouterRefused on a trap. */
export type Ask = (words: readonly string[]) => Promise<{ readonly done: Row }>;

/**
 * Logs in (MikroTik manual, API, "Initial login").
 *
 * An old router answers a modern login with a challenge, having seen the password already; we refuse there and then,
 * because answering would send a second proof made from the same password to whatever is on the other end.
 * @throws RouterRefused of kind `login`
 */
export async function login(ask: Ask, { user, password, login: style = 'modern' }: Credentials): Promise<void> {
  if (style === 'legacy') return answerChallenge(ask, user, password);
  const { done } = await ask(['/login', `=name=${user}`, `=password=${password}`]);
  if (done.ret !== undefined)
    throw loginRefused(
      'the router wants the challenge login of RouterOS before 6.43; allow "legacy" for it or upgrade',
    );
}

async function answerChallenge(ask: Ask, user: string, password: string): Promise<void> {
  const { done } = await ask(['/login']);
  if (!/^[0-9a-f]{32}$/i.test(done.ret ?? ''))
    throw loginRefused('the router offers no challenge: RouterOS 6.43 or later, choose "modern" for it');
  const digest = createHash('md5').update('\0').update(password).update(done.ret!, 'hex').digest('hex');
  await ask(['/login', `=name=${user}`, `=response=00${digest}`]);
}

function loginRefused(why: string): RouterRefused {
  return new RouterRefused(`Login not possible: ${why}`, { kind: 'login', trap: '' });
}
