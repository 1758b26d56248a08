import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, type Client, EngineUnreachable } from '../../shared/contract/client.ts';
import { problem } from '../../shared/contract/problem.ts';
import { checkSession, sessionEnded, setShellLogIn, signIn, signOut, useSession } from './session.ts';

const me = { kind: 'operator', id: 1, name: 'noc-desk-2', role: 'admin', permissions: [], csrf: 'c', expiresAt: 9 };
const engineThat = (answer: () => unknown): Client => ({
  call: vi.fn(async () => answer()) as unknown as Client['call'],
});
const refusing = (kind: 'unauthenticated' | 'storage-unavailable', detail: string) =>
  engineThat(() => {
    throw new ApiProblem(problem(kind, detail));
  });
const absent = engineThat(() => {
  throw new EngineUnreachable('connection refused');
});
const session = () => useSession.getState().session;
beforeEach(() => useSession.setState({ session: { kind: 'checking' } }));

describe('who is logged in', () => {
  it('is the operator that the engine names, without the secrets of the session', async () => {
    await checkSession(engineThat(() => me));
    expect(session()).toEqual({
      kind: 'signed-in',
      operator: { kind: 'operator', id: 1, name: 'noc-desk-2', role: 'admin', permissions: [] },
    });
  });

  it('is nobody when the engine says so', async () => {
    await checkSession(refusing('unauthenticated', 'Log in first.'));
    expect(session()).toEqual({ kind: 'signed-out', why: null });
  });

  it('is not known while the engine is away or in trouble, and the page says which', async () => {
    await checkSession(absent);
    expect(session()).toMatchObject({ kind: 'unreachable', detail: expect.stringContaining('does not answer') });
    await checkSession(refusing('storage-unavailable', 'The disk is full.'));
    expect(session()).toEqual({ kind: 'unreachable', detail: 'The disk is full.' });
  });
});

describe('signing in and out', () => {
  it('says what the engine said when the password is wrong', async () => {
    const said = await signIn('admin', 'wrong', refusing('unauthenticated', 'Wrong user name or password.'));
    expect(said).toBe('Wrong user name or password.');
    expect(session().kind).toBe('checking');
  });

  it('lets the operator in', async () => {
    expect(
      await signIn(
        'admin',
        'right',
        engineThat(() => ({ csrf: 'c', expiresAt: 9, operator: me })),
      ),
    ).toBeNull();
    expect(session().kind).toBe('signed-in');
  });

  it('stays signed in when the engine did not end the session, because its cookie still opens the door', async () => {
    await checkSession(engineThat(() => me));
    expect(await signOut(absent)).toContain('does not answer');
    expect(session().kind).toBe('signed-in');
    expect(await signOut(engineThat(() => ({ ok: true })))).toBeNull();
    expect(session()).toEqual({ kind: 'signed-out', why: null });
  });

  it('a session that ended by itself says why', () => {
    sessionEnded('Signed out after 12 hours.');
    expect(session()).toEqual({ kind: 'signed-out', why: 'Signed out after 12 hours.' });
  });
});

describe('in Lastmile’s own window', () => {
  afterEach(() => setShellLogIn(undefined));
  const shell = (answer: () => Promise<boolean>) => {
    const logIn = vi.fn(answer);
    setShellLogIn(logIn);
    return logIn;
  };

  it('a session that ended is opened anew by the shell, asked once however many views noticed', async () => {
    const logIn = shell(async () => true);
    await checkSession(engineThat(() => me));
    for (let view = 0; view < 3; view++)
      sessionEnded(
        'Your session ended.',
        engineThat(() => me),
      );
    expect(session().kind).toBe('checking');
    await vi.waitFor(() => expect(session().kind).toBe('signed-in'));
    expect(logIn).toHaveBeenCalledTimes(1);
  });

  it('so is one that was never there', async () => {
    let isIn = false;
    shell(async () => {
      isIn = true;
      return true;
    });
    const client = engineThat(() => {
      if (!isIn) throw new ApiProblem(problem('unauthenticated', 'Log in first.'));
      return me;
    });
    await checkSession(client);
    expect(session().kind).toBe('signed-in');
  });

  it.each([
    ['refuses', async () => false],
    ['fails', () => Promise.reject(new Error('no shell'))],
  ])('a shell that %s leaves the sign-in form, with the reason', async (_case, answer) => {
    shell(answer);
    await checkSession(engineThat(() => me));
    sessionEnded('Your session ended.', absent);
    await vi.waitFor(() => expect(session()).toEqual({ kind: 'signed-out', why: 'Your session ended.' }));
  });

  it('a login that does not hold is not tried for ever', async () => {
    const logIn = shell(async () => true);
    await checkSession(refusing('unauthenticated', 'Log in first.'));
    expect(session()).toEqual({ kind: 'signed-out', why: null });
    expect(logIn).toHaveBeenCalledTimes(1);
  });

  it('whoever signs out is signed out', async () => {
    const logIn = shell(async () => true);
    await checkSession(engineThat(() => me));
    await signOut(engineThat(() => ({ ok: true })));
    expect(session()).toEqual({ kind: 'signed-out', why: null });
    expect(logIn).not.toHaveBeenCalled();
  });
});
