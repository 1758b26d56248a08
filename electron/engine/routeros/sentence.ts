import { Buffer, isUtf8 } from 'node:buffer';

/**
 * The wire of the RouterOS API, both directions and both roles (MikroTik manual, API, "API words").
 *
 * A sentence is words and one zero-length word; a word is a length prefix and that many octets. The protocol names no
 * charset: WebFig, WinBox 4 and API clients store UTF-8, old WinBox the Windows code page of its PC. So we write UTF-8,
 * and read UTF-8 where the octets are valid UTF-8, else windows-1252.
 */
export interface Sentence {
  readonly words: readonly string[];
  /** Octets on the wire, prefixes and terminator included. */
  readonly octets: number;
}

/** Bounds on what a peer may make us hold. Beyond one, the stream is given up: there is no way to find the next word. */
export interface WireLimits {
  readonly wordBytes: number;
  readonly sentenceWords: number;
  readonly sentenceBytes: number;
}

/** Far above what a router has to say: the largest honest words are scripts and file contents, the widest rows some 150 words. */
export const wireLimits: WireLimits = { wordBytes: 1 << 20, sentenceWords: 1024, sentenceBytes: 2 << 20 };

export type WireFault =
  | { readonly kind: 'control-byte'; readonly octet: number }
  | { readonly kind: 'word-too-long'; readonly bytes: number }
  | { readonly kind: 'sentence-too-long'; readonly words: number; readonly bytes: number };

export interface Decoded {
  /** Sentences that this chunk completed, in order; also those before a fault. */
  readonly sentences: readonly Sentence[];
  readonly fault: WireFault | undefined;
}

export interface SentenceDecoder {
  /**
   * Takes the next octets of the stream, cut anywhere. Words are copied out, the caller keeps `chunk`.
   *
   * Work is proportional to the chunk (a socket's is at most 64 KiB), so a long reply never holds the thread for
   * longer than one chunk takes. After a fault every call returns that fault.
   */
  push(chunk: Uint8Array): Decoded;
}

export function createSentenceDecoder(limits: WireLimits = wireLimits): SentenceDecoder {
  let fault: WireFault | undefined;
  let words: string[] = [];
  let octets = 0;
  let length = 0;
  let prefixOctetsLeft = 0;
  /** A word that began in an earlier chunk, `filled` octets of it. */
  let partial: Buffer | undefined;
  let filled = 0;

  /** Reads one octet of a length prefix; true when `length` is complete. */
  function readPrefix(octet: number): boolean {
    if (prefixOctetsLeft > 0) {
      length = length * 256 + octet;
      prefixOctetsLeft -= 1;
    } else if (octet < 0x80) {
      length = octet;
    } else if (octet < 0xc0) {
      length = octet & 0x3f;
      prefixOctetsLeft = 1;
    } else if (octet < 0xe0) {
      length = octet & 0x1f;
      prefixOctetsLeft = 2;
    } else if (octet < 0xf0) {
      length = octet & 0x0f;
      prefixOctetsLeft = 3;
    } else if (octet < 0xf8) {
      length = 0;
      prefixOctetsLeft = 4;
    } else {
      fault = { kind: 'control-byte', octet };
      return false;
    }
    return prefixOctetsLeft === 0;
  }

  function checkLimits(): void {
    if (length > limits.wordBytes) fault = { kind: 'word-too-long', bytes: length };
    else if (words.length >= limits.sentenceWords || octets + length > limits.sentenceBytes)
      fault = { kind: 'sentence-too-long', words: words.length + 1, bytes: octets + length };
  }

  function push(chunk: Uint8Array): Decoded {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const sentences: Sentence[] = [];
    for (let at = 0; at < buffer.length && !fault; ) {
      if (partial) {
        const copied = buffer.copy(partial, filled, at);
        at += copied;
        filled += copied;
        if (filled < partial.length) break;
        words.push(decodeText(partial, 0, partial.length));
        partial = undefined;
        continue;
      }
      octets += 1;
      if (!readPrefix(buffer[at++]!)) continue;
      if (length === 0) {
        // Only the zero word ends a sentence; one without words is legal and means nothing.
        if (words.length > 0) sentences.push({ words, octets });
        words = [];
        octets = 0;
        continue;
      }
      checkLimits();
      if (fault) break;
      octets += length;
      if (at + length <= buffer.length) {
        words.push(decodeText(buffer, at, at + length));
        at += length;
      } else {
        partial = Buffer.allocUnsafe(length);
        filled = 0;
      }
    }
    return { sentences, fault };
  }

  return { push };
}

/**
 * Encodes one sentence, terminator included. Text is written as UTF-8.
 *
 * @throws RangeError for no words or an empty word: both would end the sentence early, and are a bug of the caller.
 */
export function encodeSentence(words: readonly string[]): Buffer {
  if (words.length === 0) throw new RangeError('A RouterOS sentence needs at least one word');
  const lengths = words.map((word) => Buffer.byteLength(word));
  const total = lengths.reduce((sum, length) => sum + prefixOctets(length) + length, 1);
  const octets = Buffer.alloc(total);
  let at = 0;
  words.forEach((word, index) => {
    const length = lengths[index]!;
    if (length === 0) throw new RangeError('An empty word would end the RouterOS sentence early');
    at = writePrefix(octets, at, length);
    at += octets.write(word, at);
  });
  return octets;
}

function prefixOctets(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x4000) return 2;
  if (length < 0x200000) return 3;
  return length < 0x10000000 ? 4 : 5;
}

function writePrefix(octets: Buffer, at: number, length: number): number {
  switch (prefixOctets(length)) {
    case 1:
      return octets.writeUInt8(length, at);
    case 2:
      return octets.writeUInt16BE(length + 0x8000, at);
    case 3:
      return octets.writeUIntBE(length + 0xc00000, at, 3);
    case 4:
      return octets.writeUInt32BE(length + 0xe0000000, at);
    default:
      return octets.writeUInt32BE(length, octets.writeUInt8(0xf0, at));
  }
}

/** windows-1252 where it differs from Latin-1: 0x80–0x9F, the five unassigned codes as C1 controls (WHATWG Encoding). */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeText(octets: Buffer, start: number, end: number): string {
  let isAscii = true;
  // Nearly every word is short ASCII: this loop and one native call cost less than a TextDecoder.
  for (let at = start; at < end && isAscii; at++) isAscii = octets[at]! < 0x80;
  if (isAscii) return octets.toString('latin1', start, end);
  if (isUtf8(octets.subarray(start, end))) return octets.toString('utf8', start, end);
  const latin1 = octets.toString('latin1', start, end);
  return latin1.replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!);
}
