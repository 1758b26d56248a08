import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, type Client, EngineUnreachable } from '../../shared/contract/client.ts';
import { problem } from '../../shared/contract/problem.ts';
import { checkSession, sessionEnded, signIn, signOut, useSession } from './session.ts';

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
