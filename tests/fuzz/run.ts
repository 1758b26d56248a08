/**
 * The data plane under spoilt datagrams, in this process and without sockets (pain 15). After every datagram:
 *
 * - nothing was thrown: the handler's own net caught nothing either;
 * - nobody was let in without the right credentials;
 * - a reply parses, is signed, and is no longer than a packet may be;
 * - every datagram is counted once: by cause where it was dropped, by outcome where it was answered.
 */
import { Counters } from '../../electron/engine/aaa/counters.ts';
import { createDataPlane } from '../../electron/engine/aaa/data-plane.ts';
import { dropCounters } from '../../electron/engine/aaa/drop-causes.ts';
import type { NasEntry } from '../../electron/engine/aaa/protocol.ts';
import { verifyReply } from '../../electron/engine/radius/authenticator.ts';
import { Code, parsePacket } from '../../electron/engine/radius/packet.ts';
import { createSecret } from '../../electron/engine/radius/secret.ts';
import { decodeFact } from '../../electron/engine/store/accounting-fact.ts';
import type { FactsReply } from '../../electron/engine/store/facts-protocol.ts';
import { corpus, rightPassword, type Sample, username } from './corpus.ts';
import { mutate, signed } from './mutate.ts';
import { createRandom } from './random.ts';

const secretText = 'a shared secret of 24 octets';
const secret = createSecret(secretText);
const base = { tenantId: 1, secret: secretText, swapDirections: false };
const strict: NasEntry = { ...base, id: 1, name: 'strict', address: '10.0.0.1', messageAuthenticator: 'required' };
const lenient: NasEntry = { ...base, id: 2, name: 'lenient', address: '10.0.0.2', messageAuthenticator: 'optional' };
const otherText = 'the secret of the other router';
const otherSecret = createSecret(otherText);
const sharing: NasEntry = { ...lenient, id: 3, name: 'sharing', secret: otherText };

/** What is wrong, and all that is needed to see it again. */
export class Finding extends Error {
  override readonly name = 'Finding';
  constructor(what: string, seed: number, index: number, how: readonly string[], octets: Buffer) {
    super(`${what}\nseed ${seed}, datagram ${index}: ${how.join(', ')}\n${octets.toString('hex')}`);
  }
}

export interface FuzzReport {
  readonly datagrams: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly facts: number;
}

/** @throws Finding */
export function fuzz(seed: number, datagrams: number): FuzzReport {
  const random = createRandom(seed);
  const counters = new Counters();
  let clock = Date.UTC(2026, 6, 1);
  const core = createDataPlane({
    ...{ counters, interimSeconds: 300, now: () => clock, monotonic: () => clock },
    // Rejects of guessers are answered at once here: whether each request is answered is what is looked at.
    later: (run) => run(),
  });
  core.policy.replaceNas([strict, lenient, sharing]);
  core.policy.upsert([
    {
      ...{ id: 1, tenantId: 1, username, password: rightPassword, status: 'active', expiresAt: null },
      ...{ staticIp: '100.64.0.7', reply: [['Mikrotik-Rate-Limit', '5000k/10000k']] },
    },
  ]);
  let facts = 0;
  let settle: (reply: FactsReply) => void = () => undefined;
  const committing: number[] = [];
  core.facts.attach({
    postMessage(batch) {
      for (const fact of batch.facts) decodeFact(fact);
      facts += batch.facts.length;
      committing.push(batch.batch);
    },
    on: (_event, listener) => {
      settle = listener;
    },
    close: () => undefined,
  });

  const signedSamples = corpus(random, secret, true);
  const unsignedSamples = corpus(random, secret, false);
  // Parts come from datagrams with a wrong password only: out of right ones a right login could be put together.
  const others = [...signedSamples, ...unsignedSamples].filter((s) => !s.hasRightPassword).map(({ octets }) => octets);
  const genuine = new Set(
    signedSamples.filter((s) => s.hasRightPassword).map(({ octets }) => octets.toString('latin1')),
  );

  for (let index = 0; index < datagrams; index++) {
    clock += random.below(20);
    const toStrict = random.below(2) === 0;
    const sample: Sample = random.pick(toStrict ? signedSamples : unsignedSamples);
    const isWhole = random.below(50) === 0;
    const { octets: spoilt, how } = isWhole
      ? { octets: sample.octets, how: ['as it is'] }
      : mutate(sample.octets, random, others);
    // A holder of the secret may send nonsense too; with the right password in it that could be a right login.
    const isSigned = !sample.hasRightPassword && random.below(3) === 0;
    const octets = isSigned ? signed(spoilt, secret.octets) : spoilt;
    const trail = [sample.what, ...how, ...(isSigned ? ['signed'] : [])];
    const finding = (what: string): Finding => new Finding(what, seed, index, trail, octets);
    const before = counters.get('accepts');
    const source =
      random.below(40) === 0
        ? `10.9.${random.below(256)}.${random.below(256)}`
        : toStrict
          ? strict.address
          : lenient.address;
    core.receive(random.below(20) === 0 ? (sample.service === 'auth' ? 'acct' : 'auth') : sample.service, octets, {
      ...{
        address: source,
        channel: 1024 + random.below(random.pick([4, 60_000])),
        localPort: 1812,
        localAddress: '10.0.0.254',
        nasId: undefined,
      },
      send(reply) {
        const packet = parsePacket(reply);
        if (!packet.ok) throw finding(`a reply that does not parse: ${packet.fault.kind}`);
        const isAccess = packet.value.code !== Code['Accounting-Response'];
        const [believed, byOther] = [secret, otherSecret].map((with_) =>
          verifyReply(packet.value, octets.subarray(4, 20), with_, { requireMessageAuthenticator: isAccess }),
        );
        // A password that was spoilt may decrypt to text with the secret of the other router behind the address.
        const isOthers = source === lenient.address && packet.value.code === Code['Access-Reject'] && byOther?.ok;
        if (!believed?.ok && !isOthers) throw finding(`a reply that is not believed: ${believed?.fault}`);
      },
    });
    for (const batch of committing.splice(0)) settle({ kind: 'committed', batch, lastSeq: 0 });
    if (counters.get('handlerErrors') > 0) {
      const bug = core
        .report()
        .flatMap((told) => (told.kind === 'events' ? told.drops : []))
        .find(({ reason }) => reason === 'bug');
      throw finding(`thrown past the handler: ${bug?.detail}`);
    }
    if (counters.get('accepts') > before) {
      const asSent = octets.subarray(0, octets.readUInt16BE(2)).toString('latin1');
      if (!genuine.has(asSent)) throw finding('let in without the right credentials');
    }
    if (index % 1000 === 999) core.report();
    if (index % 5000 === 4999) core.sweep();
  }
  const all = counters.all();
  const dropped = Object.values(dropCounters).reduce((sum, name) => sum + all[name], 0);
  const answered = all.accepts + all.rejects + all.statusServer + all.accountingResponses;
  const repeated = all.duplicatesAnswered + all.duplicatesPending;
  if (dropped + answered + repeated !== datagrams) {
    throw new Error(
      `seed ${seed}: ${datagrams} datagrams, ${dropped} dropped, ${answered} answered, ${repeated} repeated`,
    );
  }
  return { datagrams, counters: all, facts };
}
