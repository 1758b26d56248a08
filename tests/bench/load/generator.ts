/**
 * A loading NAS on one thread: closed loop (a fixed number outstanding, which gives throughput) or open loop (a fixed
 * rate whatever comes back, which gives honest latency). Every reply is verified: authenticator, code, and the
 * Message-Authenticator of access replies. A request unanswered after `lostMs` is lost and is not sent again.
 */
import { createSocket, type Socket } from 'node:dgram';
import { verifyReply } from '../../../electron/engine/radius/authenticator.ts';
import { parsePacket } from '../../../electron/engine/radius/packet.ts';
import { createSecret } from '../../../electron/engine/radius/secret.ts';
import { createEncoder, expectedCode, type LoadMode, type Sessions } from './requests.ts';

export interface LoadPlan {
  readonly mode: LoadMode;
  readonly port: number;
  readonly secret: string;
  /** Of `users` in a row the first, where another generator loads those before; 0 when it is not said. */
  readonly firstUser?: number;
  readonly users: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  /** Open loop at this many requests per second; undefined is the closed loop. */
  readonly rate?: number;
  readonly outstanding?: number;
  readonly sessions: Sessions;
}

export interface LoadResult {
  /** Warming up included. */
  readonly sent: number;
  readonly perSecond: number;
  readonly answered: number;
  readonly lost: number;
  readonly bad: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

interface Sent {
  readonly at: number;
  readonly authenticator: Buffer;
}

const lostMs = 3000;
/** Looking for lost requests costs as much as sending a few: with every tick it took the engine a tenth of a core. */
const sweepMs = 100;
const perSocket = 256;

export async function generateLoad(plan: LoadPlan): Promise<LoadResult> {
  const secret = createSecret(plan.secret);
  const encode = createEncoder(plan.mode, secret, plan.users, plan.sessions, plan.firstUser);
  const wanted = expectedCode(plan.mode);
  const outstanding = plan.outstanding ?? perSocket;
  // An open loop needs identifiers for everything that may be on its way while the other side stalls.
  const sockets = await Promise.all(
    Array.from({ length: plan.rate === undefined ? Math.ceil(outstanding / perSocket) : 16 }, openSocket),
  );
  const waiting = sockets.map(() => new Array<Sent | undefined>(perSocket).fill(undefined));
  const free = sockets.map(() => Array.from({ length: perSocket }, (_, i) => i));
  const latencies: number[] = [];
  const began = performance.now();
  const measureFrom = began + plan.warmupSeconds * 1000;
  const until = measureFrom + plan.seconds * 1000;
  let answered = 0;
  let lost = 0;
  let bad = 0;
  let inFlight = 0;
  let sent = 0;
  let next = 0;

  /** `due` is when an open loop owes it: what the client itself is late is waited for as well. */
  const sendOne = (due = performance.now()): boolean => {
    for (let tries = 0; tries < sockets.length; tries++) {
      const at = next++ % sockets.length;
      const identifier = free[at]!.shift();
      if (identifier === undefined) continue;
      const packet = encode(identifier);
      waiting[at]![identifier] = { at: due, authenticator: packet.subarray(4, 20) };
      inFlight++;
      sent++;
      sockets[at]!.send(packet, plan.port, '127.0.0.1');
      return true;
    }
    return false;
  };

  const receive = (at: number, data: Buffer): void => {
    const now = performance.now();
    const parsed = parsePacket(data);
    if (!parsed.ok) {
      bad++;
      return;
    }
    const reply = parsed.value;
    const asked = waiting[at]![reply.identifier];
    if (!asked) return;
    const verified = verifyReply(reply, asked.authenticator, secret, {
      requireMessageAuthenticator: plan.mode !== 'acct',
    });
    waiting[at]![reply.identifier] = undefined;
    free[at]!.push(reply.identifier);
    inFlight--;
    if (!verified.ok || reply.code !== wanted) bad++;
    else if (asked.at >= measureFrom && asked.at < until) {
      answered++;
      latencies.push(now - asked.at);
    }
    if (plan.rate === undefined && now < until) sendOne();
  };
  for (const [at, socket] of sockets.entries()) socket.on('message', (data) => receive(at, data));

  const sweep = (): void => {
    const now = performance.now();
    for (const [at, slots] of waiting.entries()) {
      for (const [identifier, asked] of slots.entries()) {
        if (!asked || now - asked.at < lostMs) continue;
        slots[identifier] = undefined;
        free[at]!.push(identifier);
        inFlight--;
        lost++;
        if (plan.rate === undefined && now < until) sendOne();
      }
    }
  };

  if (plan.rate === undefined) for (let i = 0; i < outstanding; i++) sendOne();
  let scheduled = 0;
  let sweepAt = began + sweepMs;
  await new Promise<void>((resolve) => {
    const tick = setInterval(() => {
      const now = performance.now();
      if (now >= sweepAt) {
        sweepAt = now + sweepMs;
        sweep();
      }
      if (plan.rate !== undefined && now < until) {
        const due = Math.floor(((now - began) / 1000) * plan.rate);
        // What finds no identifier is lost by the one who does not answer.
        for (; scheduled < due; scheduled++) if (!sendOne(began + (scheduled * 1000) / plan.rate)) lost++;
      }
      if (now >= until && (inFlight === 0 || now >= until + lostMs + 500)) {
        clearInterval(tick);
        resolve();
      }
    }, 1);
  });
  for (const socket of sockets) socket.close();
  latencies.sort((a, b) => a - b);
  const quantile = (q: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? 0;
  return {
    sent,
    perSecond: Math.round(answered / plan.seconds),
    answered,
    lost: lost + inFlight,
    bad,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: latencies.at(-1) ?? 0,
  };
}

function openSocket(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: 4 * 1024 * 1024,
      lookup: (host, _options, done) => done(null, host, 4),
    });
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket));
  });
}
