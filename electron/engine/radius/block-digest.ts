/**
 * The frame that MD4, MD5 and SHA-1 share: 64-octet blocks, a 1 bit, zeros, the length in bits (RFC 1321 §3.1–3.2).
 *
 * Our own because node:crypto pays 0.8–1.2 µs per call at RADIUS sizes (one to four blocks) while a block costs 0.12 µs
 * here (`tests/bench/radius-codec.ts` measures both), and because neither OpenSSL 3 nor Electron's BoringSSL promises MD4.
 * A digest is made once per module and reused: nothing is allocated per message. Not re-entrant, which is fine for code
 * that never awaits between `begin` and `digestInto`.
 */
export abstract class BlockDigest {
  readonly size: number;
  protected readonly state: Int32Array;
  protected readonly words = new Int32Array(16);
  private readonly block = new Uint8Array(this.words.buffer);
  private readonly initial: Int32Array;
  private readonly bigEndian: boolean;
  private filled = 0;
  private absorbed = 0;

  constructor(initial: Int32Array, bigEndian: boolean) {
    this.initial = initial;
    this.bigEndian = bigEndian;
    this.state = Int32Array.from(initial);
    this.size = initial.length * 4;
  }

  /** Folds the 16 little-endian `words` into `state`. */
  protected abstract compress(): void;

  begin(): this {
    this.state.set(this.initial);
    this.filled = 0;
    this.absorbed = 0;
    return this;
  }

  /** Continues from a state saved after exactly one block: the cached pads of HMAC. */
  resume(saved: Int32Array): this {
    this.state.set(saved);
    this.filled = 0;
    this.absorbed = 64;
    return this;
  }

  /** A copy of the state; only meaningful on a block boundary. */
  save(): Int32Array {
    if (this.filled !== 0) throw new Error(`digest state saved inside a block, at octet ${this.filled}`);
    return Int32Array.from(this.state);
  }

  /** Absorbs `octets[from, to)`. */
  update(octets: Uint8Array, from = 0, to = octets.length): this {
    const { block } = this;
    let filled = this.filled;
    for (let at = from; at < to; ) {
      const until = Math.min(to, at + 64 - filled);
      // A loop beats block.set(subarray) below 64 octets: no view is made.
      while (at < until) block[filled++] = octets[at++]!;
      if (filled === 64) {
        this.compress();
        filled = 0;
      }
    }
    this.filled = filled;
    this.absorbed += to - from;
    return this;
  }

  updateOctet(octet: number): this {
    this.block[this.filled++] = octet;
    this.absorbed += 1;
    if (this.filled === 64) {
      this.compress();
      this.filled = 0;
    }
    return this;
  }

  /** Writes the digest (`size` octets) to `out` at `at`. The next message starts with `begin` or `resume`. */
  digestInto(out: Uint8Array, at = 0): void {
    const { block, words, state } = this;
    let filled = this.filled;
    block[filled++] = 0x80;
    if (filled > 56) {
      block.fill(0, filled);
      this.compress();
      filled = 0;
    }
    block.fill(0, filled, 56);
    // Our messages stay far below 2^32 bits, so the upper half of the length is zero.
    const bits = this.absorbed * 8;
    words[14] = this.bigEndian ? 0 : bits;
    words[15] = this.bigEndian ? swapOctets(bits) : 0;
    this.compress();
    for (let i = 0, o = at; i < state.length; i++, o += 4) {
      const word = this.bigEndian ? swapOctets(state[i]!) : state[i]!;
      out[o] = word;
      out[o + 1] = word >>> 8;
      out[o + 2] = word >>> 16;
      out[o + 3] = word >>> 24;
    }
  }
}

/** Reverses the four octets of a 32-bit word. */
export function swapOctets(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

// `words` reads the block in the machine's own order. Every machine that Node and Electron ship for is little-endian.
if (new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1)
  throw new Error('RADIUS digests need a little-endian machine');
