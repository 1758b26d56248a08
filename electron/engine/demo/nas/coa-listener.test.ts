/**
 * The CoA listener, asked by FreeRADIUS's radclient: an independent encoder, signer and verifier. It prints what it
 * received and exits 0 for an ACK, 1 for a NAK or silence.
 */
import { execFile } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAttribute } from '../../radius/attributes.ts';
import { sessionGone } from '../faults.ts';
import type { SimRouter } from '../router.ts';
import type { SimSession } from '../session.ts';
import { startTestIsp, type TestIsp } from '../testing/isp.ts';

let test: TestIsp;
let router: SimRouter;
let session: SimSession;
beforeEach(async () => {
  test = await startTestIsp();
  router = test.isp.routers[0]!;
  session = await test.isp.mustLogIn(test.isp.subscribers[0]!.username, 0);
  await test.isp.settled();
});
afterEach(() => test.end());

interface Heard {
  /** `CoA-ACK`, `Disconnect-NAK`; undefined for silence. */
  readonly reply: string | undefined;
  readonly errorCause: string | undefined;
}

/** One try with a second's patience; `attributes` in radclient's own notation. */
function radclient(
  command: 'coa' | 'disconnect',
  attributes: readonly string[],
  { port = router.coaPort, secret = router.secret, patience = 1 } = {},
): Promise<Heard> {
  const args = ['-x', '-r', '1', '-t', `${patience}`, `${router.address}:${port}`, command, secret];
  return new Promise((resolve, reject) => {
    const child = execFile('radclient', args, (error, stdout) => {
      if ((error as NodeJS.ErrnoException | null)?.code === 'ENOENT') {
        reject(new Error('radclient is missing: install the Debian package freeradius-utils'));
        return;
      }
      resolve({
        reply: /Received ((?:CoA|Disconnect)-\w+)/.exec(stdout)?.[1],
        errorCause: /Error-Cause = ([\w-]+)/.exec(stdout)?.[1],
      });
    });
    child.stdin?.end(`${attributes.join('\n')}\n`);
  });
}

/** The three attributes that name the session, as an operator's software should send them. */
const identification = (over: Record<string, string> = {}) =>
  Object.entries({
    'User-Name': `"${session.user}"`,
    'Acct-Session-Id': `"${session.id}"`,
    'Framed-IP-Address': session.address,
    ...over,
  }).map(([name, value]) => `${name} = ${value}`);

const rate = (text: string) => `Mikrotik-Rate-Limit = "${text}"`;

describe('CoA-Request by radclient', () => {
  it('changes the queue of that session, and of no other', async () => {
    const other = await test.isp.mustLogIn(test.isp.subscribers[1]!.username, 0);
    const before = other.rate;
    expect(await radclient('coa', [...identification(), rate('1M/4M')])).toEqual({
      reply: 'CoA-ACK',
      errorCause: undefined,
    });
    expect(session.rate).toMatchObject({ upBps: 1_000_000, downBps: 4_000_000 });
    expect(other.rate).toEqual(before);
    expect(router.incomingCounters).toEqual({ requests: 1, badRequests: 0, acks: 1, naks: 0 });
  });

  it('X42: lasts for that session only: the next login has what its Accept says', async () => {
    const before = session.rate;
    await radclient('coa', [...identification(), rate('1M/4M')]);
    const outcome = await test.isp.redial(session);
    expect(outcome.kind === 'accept' && outcome.session.rate).toEqual(before);
  });

  it.each([
    ['another session id', { 'Acct-Session-Id': '"81ffffff"' }],
    ['the id in the wrong letter case', { 'Acct-Session-Id': '"81F00001"' }],
    ['another user', { 'User-Name': '"somebody.e"' }],
    ['another address', { 'Framed-IP-Address': '100.64.9.9' }],
  ])('%s: NAK 503, and nothing changes', async (_case, over) => {
    const before = session.rate;
    expect(await radclient('coa', [...identification(over), rate('1M/4M')])).toEqual({
      reply: 'CoA-NAK',
      errorCause: 'Session-Context-Not-Found',
    });
    expect(session.rate).toBe(before);
  });

  it.each([
    ['no identification', [rate('1M')], 'Missing-Attribute'],
    ['another NAS-IP-Address', ['NAS-IP-Address = 10.9.9.9'], 'NAS-Identification-Mismatch'],
    ['an unreadable rate', [rate('fast')], 'Invalid-Attribute-Value'],
    ['something that CoA cannot change', ['Framed-Pool = "other"'], 'Unsupported-Attribute'],
  ])('%s: NAK', async (name, attributes, errorCause) => {
    const sent = name === 'no identification' ? attributes : [...identification(), ...attributes];
    expect(await radclient('coa', sent)).toEqual({ reply: 'CoA-NAK', errorCause });
  });

  it('two sessions of one user, named by user only: NAK 508', async () => {
    await test.isp.mustLogIn(session.user, 0, { mac: '02:00:00:00:00:99' });
    expect((await radclient('coa', [`User-Name = "${session.user}"`, rate('1M')])).errorCause).toBe(
      'Multiple-Session-Selection-Unsupported',
    );
  });

  it('a session by a local PPP secret has no RADIUS context: NAK 503', async () => {
    router.config.table('/ppp/secret').add({ name: 'local.l', password: 'x' });
    const local = await test.isp.mustLogIn('local.l', 0, { password: 'x' });
    expect((await radclient('coa', [`User-Name = "${local.user}"`, rate('1M')])).errorCause).toBe(
      'Session-Context-Not-Found',
    );
  });

  it('Session-Timeout begins anew', async () => {
    await radclient('coa', [...identification(), 'Session-Timeout = 60']);
    await test.isp.advance(60_000);
    expect(session.isOpen).toBe(false);
  });

  it('a wrong secret, accept=no and a sender that is no RADIUS server get no answer at all', async () => {
    const change = [...identification(), rate('1M')];
    expect((await radclient('coa', change, { secret: 'wrong', patience: 0.2 })).reply).toBeUndefined();
    expect(router.incomingCounters.badRequests).toBe(1);
    router.config.table('/radius').set('*1', { address: '127.0.0.9' });
    expect((await radclient('coa', change, { patience: 0.2 })).reply).toBeUndefined();
    router.config.table('/radius').set('*1', { address: '127.0.0.1' });
    router.config.settings('/radius/incoming').set({ accept: 'no' });
    expect((await radclient('coa', change, { patience: 0.2 })).reply).toBeUndefined();
    router.config.settings('/radius/incoming').set({ accept: 'yes' });
    expect((await radclient('coa', change)).reply).toBe('CoA-ACK');
  });
});

describe('Disconnect-Request by radclient', () => {
  it('ends the session: ACK, and a Stop with Admin-Reset', async () => {
    expect((await radclient('disconnect', identification())).reply).toBe('Disconnect-ACK');
    await test.isp.settled();
    expect(session.isOpen).toBe(false);
    const stop = test.server.accounting.at(-1)!;
    expect([stop.status, readAttribute(stop.packet, 'Acct-Terminate-Cause')]).toEqual(['Stop', 'Admin-Reset']);
  });

  it('of a session that is gone: NAK 503', async () => {
    test.isp.logout(session);
    expect(await radclient('disconnect', identification())).toEqual({
      reply: 'Disconnect-NAK',
      errorCause: 'Session-Context-Not-Found',
    });
  });
});

describe('pain 10: a router that does not do what it is asked', () => {
  const change = () => [...identification(), rate('1M/4M')];

  it('ignore: no answer, no effect', async () => {
    const before = session.rate;
    await router.faults.set({ coa: { kind: 'ignore' } });
    expect((await radclient('coa', change(), { patience: 0.2 })).reply).toBeUndefined();
    expect(session.rate).toBe(before);
  });

  it('silent: no answer, and it has taken effect', async () => {
    await router.faults.set({ coa: { kind: 'silent' } });
    expect((await radclient('coa', change(), { patience: 0.2 })).reply).toBeUndefined();
    expect(session.rate).toMatchObject({ downBps: 4_000_000 });
  });

  it('ACK without effect', async () => {
    const before = session.rate;
    await router.faults.set({ coa: { kind: 'ack-without-effect' } });
    expect((await radclient('coa', change())).reply).toBe('CoA-ACK');
    expect(session.rate).toBe(before);
    expect((await radclient('disconnect', identification())).reply).toBe('Disconnect-ACK');
    expect(session.isOpen).toBe(true);
  });

  it('NAK, with a cause or without one', async () => {
    await router.faults.set({ coa: { kind: 'nak', errorCause: 'Resources-Unavailable' } });
    // radclient 3.2 knows 506 by the RFC's own spelling.
    expect(await radclient('coa', change())).toEqual({ reply: 'CoA-NAK', errorCause: 'Resources-Unavailable' });
    await router.faults.set({ coa: { kind: 'nak' } });
    expect(await radclient('coa', change())).toEqual({ reply: 'CoA-NAK', errorCause: undefined });
    await router.faults.set({ coa: sessionGone });
    expect((await radclient('coa', change())).errorCause).toBe('Session-Context-Not-Found');
  });

  it('moved: nobody answers on the old port; the menu tells the new one', async () => {
    const old = router.coaPort;
    await router.faults.set({ isCoaMoved: true });
    const told = Number(router.config.settings('/radius/incoming').values.port);
    expect(told).not.toBe(old);
    expect((await radclient('coa', change(), { port: old, patience: 0.2 })).reply).toBeUndefined();
    expect((await radclient('coa', change(), { port: told })).reply).toBe('CoA-ACK');
    await router.faults.clear();
    expect(router.coaPort).toBe(old);
  });

  it('unreachable: neither heard nor answered', async () => {
    const before = session.rate;
    await router.faults.set({ isUnreachable: true });
    expect((await radclient('coa', change(), { patience: 0.2 })).reply).toBeUndefined();
    expect([session.rate, router.incomingCounters.requests]).toEqual([before, 0]);
  });

  it('slow: the answer comes when the router’s time has moved on', async () => {
    await router.faults.set({ slowMs: 700 });
    const asked = radclient('coa', change());
    while (router.incomingCounters.acks === 0) await new Promise((resolve) => setImmediate(resolve));
    await test.isp.advance(700);
    expect((await asked).reply).toBe('CoA-ACK');
  });
});
