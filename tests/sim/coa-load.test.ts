/**
 * Pain 10, as many at once as an evening brings: 300 changes at one NAS, through enforcement, pace and ladder, in every
 * mode that a NAS may be in. Time is stepped, so what is counted is the ladder's own steps and waits.
 */
import { expect, it } from 'vitest';
import type { CoaOutcome, CoaRequest, CoaTarget } from '../../electron/engine/coa/client.ts';
import { createSteppedTime } from '../../electron/engine/demo/stepped-time.ts';
import { createEnforcement, type EnforcedSession } from '../../electron/engine/quota/enforcement.ts';
import { createSessionPush } from '../../electron/engine/quota/session-push.ts';
import { readAttribute } from '../../electron/engine/radius/attributes.ts';
import { parsePacket } from '../../electron/engine/radius/packet.ts';
import type { DynamicQueue } from '../../electron/engine/routeros/commands/simple-queues.ts';
import type { AuditInput } from '../../electron/engine/store/commands.ts';
import type { NasSnapshot } from '../../electron/engine/store/reads.ts';
import type { SessionBook } from '../../electron/engine/usage/session-book.ts';
import { aRouter } from '../../electron/engine/usage/testing/lab.ts';

const t0 = Date.UTC(2026, 10, 20, 20);
const count = 300;
const wanted = '4M/4M';

interface Mode {
  /** How long each of its answers takes, ms: CoA and API alike. */
  readonly answerMs: number;
  readonly hasApi: boolean;
  readonly answer: 'acts' | 'ack-without-effect' | 'ignores' | 'refuses' | 'gone' | 'other-case' | 'by-address-only';
  /** Port that it listens on. */
  readonly port?: number;
}

const queueOf = (name: string, rate: string): DynamicQueue => {
  const [up, down] = rate.split('/').map((half) => Number(half.replace('M', '000000')));
  return {
    ...{ name, targets: [name], maxLimitBitsPerSecond: { up: up!, down: down! } },
    ...{ burstLimitBitsPerSecond: undefined, burstThresholdBitsPerSecond: undefined, burstTimeSeconds: undefined },
  };
};

/** A NAS with 300 sessions, and our side of it. */
function town(mode: Mode) {
  const time = createSteppedTime(t0);
  const later = <T>(ms: number, value: () => T): Promise<T> =>
    new Promise((resolve) => time.after(ms, () => resolve(value())));
  const users = Array.from({ length: count }, (_, i) => i + 1);
  const idOf = (user: number): string => `8a${user.toString(16).padStart(6, '0')}`;
  const rates = new Map(users.map((user) => [idOf(user), '10M/10M']));
  let inFlight = 0;
  const seen = { requests: 0, disconnects: 0, mostInFlight: 0 };

  /** What the client makes of a NAS in this mode: three tries of 2 s, the identical packet (RFC 5176). */
  async function send({ port }: CoaTarget, { code, attributes }: CoaRequest): Promise<CoaOutcome> {
    seen.requests++;
    if (code === 'Disconnect-Request') seen.disconnects++;
    seen.mostInFlight = Math.max(seen.mostInFlight, ++inFlight);
    try {
      if (mode.answer === 'ignores' || port !== (mode.port ?? 3799)) {
        return await later(6_000, () => ({ kind: 'timeout', tries: 3, ms: 6_000 }));
      }
      return await later(mode.answerMs, () => verdict(attributes));
    } finally {
      inFlight--;
    }
  }

  function verdict(attributes: Uint8Array): CoaOutcome {
    const parsed = parsePacket(
      Buffer.concat([Buffer.from([43, 1, 0, 20 + attributes.length]), Buffer.alloc(16), attributes]),
    );
    if (!parsed.ok) throw new Error('our own packet');
    const id = readAttribute(parsed.value, 'Acct-Session-Id');
    const address = readAttribute(parsed.value, 'Framed-IP-Address');
    const own = idOf(Number(address?.split('.').at(-1)) + 200 * Number(address?.split('.')[2]));
    const unknown: CoaOutcome = { kind: 'nak', tries: 1, ms: mode.answerMs, errorCause: 'Session-Context-Not-Found' };
    switch (mode.answer) {
      case 'refuses':
        return { ...unknown, errorCause: 'Administratively-Prohibited' };
      case 'gone':
        return unknown;
      case 'other-case':
        if (id !== own.toUpperCase()) return unknown;
        break;
      case 'by-address-only':
        if (id !== undefined) return unknown;
        break;
      default:
        if (id !== own) return unknown;
    }
    if (mode.answer !== 'ack-without-effect') rates.set(own, readAttribute(parsed.value, 'Mikrotik-Rate-Limit')!);
    return { kind: 'ack', tries: 1, ms: mode.answerMs };
  }

  const rows = new Map(
    users.map((user) => [
      `key-${user}`,
      {
        row: {
          ...{ sessionKey: `key-${user}`, subscriberId: user, tenantId: 1, username: `u${user}`, nasId: 1 },
          ...{ acctSessionId: idOf(user), framedIpAddress: `100.64.${Math.floor(user / 200)}.${user % 200}` },
          stopAt: null,
        },
      },
    ]),
  );
  const audit: AuditInput[] = [];
  const { push } = createSessionPush({
    book: { byKey: (key: string) => rows.get(key), ofUser: () => [] } as unknown as SessionBook,
    directory: { nas: (): NasSnapshot => aRouter() },
    fleet: {
      readQueue: async (_nasId, name) =>
        mode.hasApi
          ? later(mode.answerMs, () => queueOf(name, rates.get(idOf(Number(/u(\d+)/.exec(name)![1])))!))
          : undefined,
      findSessionIds: async (_nasId, username) =>
        mode.hasApi
          ? later(mode.answerMs, () => (mode.answer === 'gone' ? [] : [idOf(Number(username.slice(1)))]))
          : undefined,
      readIncoming: async () => later(mode.answerMs, () => ({ port: mode.port ?? 3799, isAccepting: true })),
    },
    coa: { send },
    localAddressOf: () => undefined,
    store: { command: (async () => ({})) as never },
    background: (_what, work) => void work,
    needs: { of: () => undefined, toldTimeout: () => undefined },
    mayEnd: () => false,
    budget: { take: () => false },
    wait: (ms) => later(ms, () => undefined),
  });
  const enforcement = createEnforcement({
    sessionsOf: (subscriberId) => {
      const { row } = rows.get(`key-${subscriberId}`)!;
      return [row satisfies EnforcedSession];
    },
    isOpen: () => true,
    push,
    audit: (row) => audit.push(row),
    now: time.now,
    onChange: () => undefined,
  });

  /** All 300 at once; how long it took, and what came of them. */
  async function changeAll() {
    const began = time.elapsed();
    const results: Record<string, number> = {};
    let doneAt = began;
    let done = 0;
    for (const user of users) {
      void enforcement.apply(user, wanted, 'speed changed').then((counts) => {
        for (const [result, of] of Object.entries(counts)) if (of > 0) results[result] = (results[result] ?? 0) + of;
        done++;
        doneAt = time.elapsed();
      });
    }
    const turns = async () => {
      for (let i = 0; i < 30; i++) await new Promise((resolve) => setImmediate(resolve));
    };
    while (done < count && time.elapsed() - began < 300_000) await time.advance(50, turns);
    return { ms: doneAt - began, results, right: [...rates.values()].filter((rate) => rate === wanted).length };
  }

  return { changeAll, seen, audit, enforcement, time };
}

const all = (result: string) => ({ [result]: count });

it.each<[string, Mode, object, number, number]>([
  // name, mode, results, sessions with the right rate, requests
  ['well', { answerMs: 5, hasApi: true, answer: 'acts' }, all('verified'), count, count],
  ['without API', { answerMs: 5, hasApi: false, answer: 'acts' }, all('acknowledged'), count, count],
  ['slow: a second for every answer', { answerMs: 1_000, hasApi: true, answer: 'acts' }, all('verified'), count, count],
  ['on the other port', { answerMs: 5, hasApi: true, answer: 'acts', port: 1700 }, all('verified'), count, count + 20],
  [
    'on a port that only it tells',
    { answerMs: 5, hasApi: true, answer: 'acts', port: 4000 },
    all('verified'),
    count,
    count + 40,
  ],
  ['ACK without effect', { answerMs: 5, hasApi: true, answer: 'ack-without-effect' }, all('pending'), 0, 3 * count],
  ['refuses', { answerMs: 5, hasApi: true, answer: 'refuses' }, all('pending'), 0, count],
  ['gone', { answerMs: 5, hasApi: true, answer: 'gone' }, all('offline'), 0, count],
  ['ids in capitals', { answerMs: 5, hasApi: true, answer: 'other-case' }, all('verified'), count, 2 * count],
  ['by address only', { answerMs: 5, hasApi: true, answer: 'by-address-only' }, all('verified'), count, 3 * count],
  ['ignores CoA', { answerMs: 5, hasApi: true, answer: 'ignores' }, all('pending'), 0, 40],
])(
  'pain 10: 300 changes at a NAS that is %s end within 60 s, at most 20 on their way',
  async (_name, mode, results, right, requests) => {
    const { changeAll, seen, audit } = town(mode);
    const outcome = await changeAll();
    expect(outcome).toMatchObject({ results, right });
    expect(outcome.ms).toBeLessThan(60_000);
    expect(seen.mostInFlight).toBeLessThanOrEqual(20);
    expect(seen.disconnects).toBe(0);
    expect(seen.requests).toBe(requests);
    expect(audit.length).toBeGreaterThan(0);
  },
);
