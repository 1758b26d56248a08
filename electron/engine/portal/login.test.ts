import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createLoginBackoff,
  decoyHash,
  hashPassword,
  LoginFailed,
  TooBusy,
  TooManyAttempts,
} from '../operators/service.ts';
import { createPortalLogin } from './login.ts';
import type { PortalDirectory } from './ports.ts';
import { createPortalSessions } from './sessions.ts';
import { portalStore } from './testing/portal-store.ts';

const cheap = { N: 16, r: 1, p: 1 };
const octets = (count: number) => randomBytes(count);

/** `ali` has a portal password, `omar` has none. */
async function lab() {
  let now = 1_000_000;
  const passwords = new Map([[7, await hashPassword('my own page', octets, cheap)]]);
  const byName = new Map([
    ['ali', 7],
    ['omar', 8],
  ]);
  const clock = () => now;
  const sessions = createPortalSessions({
    ...{ store: portalStore((id) => passwords.get(id), clock), tenantId: 1, now: clock, randomBytes: octets },
    onTrouble: (error) => {
      throw error;
    },
  });
  const directory = {
    subscriberByName: (tenantId: number, username: string) => {
      const id = tenantId === 1 ? byName.get(username) : undefined;
      return id === undefined ? undefined : { id };
    },
  } as unknown as PortalDirectory;
  const logIn = createPortalLogin({
    control: { directory, portalPasswordHash: async (_tenantId, id) => passwords.get(id) },
    sessions,
    backoff: createLoginBackoff(() => now),
    decoy: decoyHash(octets, cheap),
    tenantId: 1,
  });
  return {
    logIn,
    sessions,
    passwords,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const told = (attempt: Promise<unknown>): Promise<Error> =>
  attempt.then(
    () => {
      throw new Error('it was let in');
    },
    (error: Error) => error,
  );

describe('logging in to the portal', () => {
  it('opens a session of the subscriber; spaces around a typed name do not matter', async () => {
    const { logIn, sessions } = await lab();
    const { token } = await logIn(' ali ', 'my own page', '10.0.0.7');
    expect(await sessions.find(token)).toMatchObject({ subscriberId: 7 });
    expect(await sessions.find(`${token}x`)).toBeUndefined();
  });

  it('who exists is not told: the same error for a wrong password, no portal password and no such name', async () => {
    const { logIn } = await lab();
    const errors = [
      await told(logIn('ali', 'wrong', '10.0.0.1')),
      await told(logIn('omar', 'wrong', '10.0.0.2')),
      await told(logIn('nobody', 'wrong', '10.0.0.3')),
    ];
    expect(errors.map((error) => error.constructor)).toEqual([LoginFailed, LoginFailed, LoginFailed]);
    expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
  });

  it('guessing gets slower, also when the guesses come at once, and the right password waits too', async () => {
    const { logIn, pass } = await lab();
    const volley = await Promise.all(Array.from({ length: 12 }, () => told(logIn('ali', 'wrong', '10.0.0.7'))));
    expect(volley.filter((error) => error instanceof LoginFailed)).toHaveLength(5);
    expect(volley.filter((error) => error instanceof TooManyAttempts)).toHaveLength(7);
    expect(await told(logIn('ali', 'my own page', '10.0.0.7'))).toMatchObject({ retryAfterSeconds: 1 });
    pass(1001);
    await expect(logIn('ali', 'my own page', '10.0.0.7')).resolves.toBeDefined();
  });

  it('a flood is turned away before it costs anything', async () => {
    const { logIn } = await lab();
    const flood = await Promise.all(
      Array.from({ length: 40 }, (_, i) => told(logIn(`someone${i}`, 'wrong', `10.0.1.${i}`))),
    );
    expect(flood.filter((error) => error instanceof TooBusy)).toHaveLength(24);
  });

  it('a password that is changed while the old one is being looked at lets nobody in', async () => {
    const { logIn, passwords } = await lab();
    const another = await hashPassword('another', octets, cheap);
    const attempt = logIn('ali', 'my own page', '10.0.0.7');
    for (let turn = 0; turn < 5; turn++) await Promise.resolve(); // the old one has been read, and is being looked at
    passwords.set(7, another);
    expect(await told(attempt)).toBeInstanceOf(LoginFailed);
  });
});
