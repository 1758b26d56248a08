import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSentenceDecoder, encodeSentence, type Sentence, type WireLimits } from './sentence.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const words = (sentences: readonly Sentence[]) => sentences.map((sentence) => sentence.words);
const decode = (octets: Uint8Array, limits?: WireLimits) => createSentenceDecoder(limits).push(octets);

describe('octets written by hand', () => {
  it.each([
    ['a login', ['/login', '=name=a'], '06 2f6c6f67696e 07 3d6e616d653d61 00'],
    ['an answer with its tag', ['!done', '.tag=1'], '05 21646f6e65 06 2e7461673d31 00'],
    ['a value with an equals sign', ['=comment=a=b'], '0c 3d636f6d6d656e743d613d62 00'],
    ['UTF-8, counted in bytes', ['=c=é'], '05 3d633dc3a9 00'],
  ])('%s', (_case, sentence, octets) => {
    expect(encodeSentence(sentence)).toEqual(hex(octets));
    expect(decode(hex(octets)).sentences).toEqual([{ words: sentence, octets: hex(octets).length }]);
  });

  it.each([
    [0x7f, '7f'],
    [0x80, '8080'],
    [0x3fff, 'bfff'],
    [0x4000, 'c04000'],
    [0x1fffff, 'dfffff'],
    [0x200000, 'e0200000'],
  ])('a word of %i bytes has its length in the fewest octets', (length, prefix) => {
    const octets = encodeSentence(['x'.repeat(length)]);
    expect(octets.subarray(0, prefix.length / 2).toString('hex')).toBe(prefix);
    const { sentences, fault } = decode(octets, { wordBytes: 1 << 22, sentenceWords: 2, sentenceBytes: 1 << 23 });
    expect(fault).toBeUndefined();
    expect(sentences[0]!.words[0]).toHaveLength(length);
  });

  it('a length in more octets than it needs is still that length', () => {
    expect(words(decode(hex('8003 21726500 c00003 21726500 e0000003 21726500 f000000003 21726500')).sentences)).toEqual(
      Array(4).fill(['!re']),
    );
  });

  it('sentences without words mean nothing', () => {
    expect(words(decode(hex('00 00 03 217265 00 00')).sentences)).toEqual([['!re']]);
  });

  it.each([
    ['windows-1252 where the octets are not UTF-8', 'e9', 'é'],
    ['windows-1252 quotes and euro', '80 93 94', '€“”'],
    ['a code that windows-1252 leaves open', '81', '\x81'],
    ['UTF-8 Arabic', 'd8b9d984d98a', 'علي'],
    ['a UTF-8 byte order mark is part of the value', 'efbbbf61', '\ufeffa'],
    ['a UTF-8 letter cut off is windows-1252', 'd8b9d9', 'Ø¹Ù'],
    ['an over-long form is no UTF-8', 'c0af', 'À¯'],
  ])('reads %s', (_case, octets, text) => {
    const value = hex(octets);
    const octetsOfSentence = Buffer.concat([Buffer.from([value.length]), value, Buffer.from([0])]);
    expect(decode(octetsOfSentence).sentences[0]!.words).toEqual([text]);
  });
});

describe('cut anywhere', () => {
  const sentences = [
    ['!re', '=name=علي', `=comment=${'x'.repeat(300)}`, '.tag=1'],
    ['!done', '.tag=1'],
    ['!fatal', 'bye'],
  ];
  const octets = Buffer.concat(sentences.map((sentence) => encodeSentence(sentence)));

  it('every split point gives the same sentences', () => {
    for (let cut = 0; cut <= octets.length; cut++) {
      const decoder = createSentenceDecoder();
      const parts = [octets.subarray(0, cut), octets.subarray(cut)];
      const seen = parts.flatMap((part) => words(decoder.push(part).sentences));
      expect(seen, `cut at ${cut}`).toEqual(sentences);
    }
  });

  it('one octet at a time gives the same sentences, each as soon as its terminator is there', () => {
    const decoder = createSentenceDecoder();
    const endings = [...octets].flatMap((octet, at) =>
      decoder.push(Uint8Array.of(octet)).sentences.length ? [at] : [],
    );
    const lengths = sentences.map((sentence) => encodeSentence(sentence).length);
    expect(endings).toEqual([lengths[0]! - 1, lengths[0]! + lengths[1]! - 1, octets.length - 1]);
  });

  it('any sentences, cut anywhere, come back as they were', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
      fc.constantFrom('!re', '=a=', 'y'.repeat(127), 'y'.repeat(128), 'y'.repeat(16_384)),
    );
    const sentence = fc.array(word, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), (expected, cuts) => {
        const stream = Buffer.concat(expected.map((one) => encodeSentence(one)));
        const at = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
        const decoder = createSentenceDecoder();
        const seen = at.slice(1).flatMap((end, index) => {
          const { sentences: found, fault } = decoder.push(stream.subarray(at[index]!, end));
          expect(fault).toBeUndefined();
          return found;
        });
        expect(words(seen)).toEqual(expected);
        expect(seen.reduce((sum, { octets: size }) => sum + size, 0)).toBe(stream.length);
      }),
    );
  });

  it('words are copies: the caller may reuse its chunk', () => {
    const chunk = encodeSentence(['!re', '=name=ether1']);
    const { sentences: found } = decode(chunk);
    chunk.fill(0xff);
    expect(words(found)).toEqual([['!re', '=name=ether1']]);
  });
});

describe('octets from somebody else', () => {
  it('any octets give sentences or a fault, never an exception, and the fault stays', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        const decoder = createSentenceDecoder({ wordBytes: 1000, sentenceWords: 10, sentenceBytes: 2000 });
        let isFaulty = false;
        for (const chunk of chunks) {
          const { sentences, fault } = decoder.push(chunk);
          if (isFaulty) expect(sentences).toEqual([]);
          if (isFaulty) expect(fault).toBeDefined();
          isFaulty = fault !== undefined;
          for (const sentence of sentences) expect(sentence.words.length).toBeLessThanOrEqual(10);
        }
      }),
    );
  });

  it.each([0xf8, 0xfc, 0xff])('the reserved control byte 0x%s ends the stream, keeping what came before', (octet) => {
    const decoder = createSentenceDecoder();
    const before = encodeSentence(['!done']);
    const decoded = decoder.push(Buffer.concat([before, Uint8Array.of(octet), before]));
    expect(words(decoded.sentences)).toEqual([['!done']]);
    expect(decoded.fault).toEqual({ kind: 'control-byte', octet });
    expect(decoder.push(before)).toEqual({ sentences: [], fault: { kind: 'control-byte', octet } });
  });

  it('a word may be as long as the limit and no longer, and is refused before it is there', () => {
    const limits = { wordBytes: 200, sentenceWords: 5, sentenceBytes: 1000 };
    expect(decode(encodeSentence(['x'.repeat(200)]), limits).fault).toBeUndefined();
    expect(decode(hex('80c9'), limits).fault).toEqual({ kind: 'word-too-long', bytes: 201 });
    expect(decode(hex('f0ffffffff'), limits).fault).toEqual({ kind: 'word-too-long', bytes: 0xffffffff });
  });

  it('a sentence has bounds of its own, in words and in bytes', () => {
    const limits = { wordBytes: 200, sentenceWords: 5, sentenceBytes: 300 };
    expect(decode(encodeSentence(Array(5).fill('x')), limits).fault).toBeUndefined();
    expect(decode(encodeSentence(Array(6).fill('x')), limits).fault).toMatchObject({
      kind: 'sentence-too-long',
      words: 6,
    });
    expect(decode(encodeSentence(Array(2).fill('x'.repeat(160))), limits).fault).toMatchObject({
      kind: 'sentence-too-long',
      words: 2,
    });
  });
});

describe('what we encode wrongly is a bug', () => {
  it.each([
    ['no words', []],
    ['an empty word', ['/x', '']],
  ])('%s throws', (_case, sentence) => {
    expect(() => encodeSentence(sentence)).toThrow(RangeError);
  });
});
