import { describe, expect, it } from 'vitest';
import { verifyAccountingRequest } from '../../electron/engine/radius/authenticator.ts';
import { parsePacket } from '../../electron/engine/radius/packet.ts';
import { createSecret } from '../../electron/engine/radius/secret.ts';
import { corpus } from './corpus.ts';
import { mutate, mutators, signed } from './mutate.ts';
import { createRandom } from './random.ts';
import { fuzz } from './run.ts';
import { seeds } from './seeds.ts';

const asked = process.env.LASTMILE_FUZZ_SEED;
const today = asked === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(asked);

describe('pain 15: the data plane under spoilt datagrams', () => {
  it.each([...seeds, [today, 'drawn for this run'] as const])('seed %i (%s)', (seed) => {
    const { counters, datagrams } = fuzz(seed, 7000);
    expect(counters.handlerErrors).toBe(0);
    // The roads that it must have walked, or it shows nothing.
    for (const walked of ['accepts', 'rejects', 'accountingResponses', 'statusServer', 'duplicatesAnswered'] as const) {
      expect(counters[walked], walked).toBeGreaterThan(0);
    }
    for (const cause of [
      'dropMalformed',
      'dropWrongSecret',
      'dropUnsigned',
      'dropUnexpectedCode',
      'dropUnknownSource',
    ]) {
      expect(counters[cause], cause).toBeGreaterThan(datagrams / 1000);
    }
  });
});

describe('the tools of it', () => {
  it('the same seed makes the same datagrams', () => {
    const made = () => {
      const random = createRandom(7);
      const samples = corpus(random, createSecret('x'), true).map(({ octets }) => octets);
      return samples.map((octets) => mutate(octets, random, samples).octets.toString('hex'));
    };
    expect(made()).toEqual(made());
  });

  it.each(Object.keys(mutators))('%s takes whatever it is given', (name) => {
    const random = createRandom(3);
    const others = [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(20), random.octets(300)];
    for (const octets of others) {
      for (let i = 0; i < 50; i++) expect(mutators[name]!(octets, random, others)).toBeInstanceOf(Buffer);
    }
  });

  it('a signed accounting record is believed after it was spoilt', () => {
    const secret = createSecret('x');
    const record = corpus(createRandom(1), secret, true).find(({ what }) => what === 'accounting Stop')!.octets;
    record[record.length - 1]! ^= 1;
    const spoilt = parsePacket(record);
    const mended = parsePacket(signed(record, secret.octets));
    if (!spoilt.ok || !mended.ok) throw new Error('the record does not parse');
    expect(verifyAccountingRequest(spoilt.value, secret).ok).toBe(false);
    expect(verifyAccountingRequest(mended.value, secret).ok).toBe(true);
  });
});
