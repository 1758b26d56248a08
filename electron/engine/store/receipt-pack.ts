/**
 * Receipts of one session and hour, packed (X63, X69): about 8 octets each instead of a row of 60.
 *
 * A pack is a sequence of blocks, appended in the order of commits. A fine block is one receipt:
 *   head     1 octet: source (bits 0–1), has counted (2), has free percent (3), has decision (4)
 *   seconds  varint, from the hour's start (receipts keep whole seconds)
 *   down, up zigzag varints; they are signed (X43)
 *   counted  zigzag varint, only when it is not down + up
 *   free     varint, hundredths of a percent, only when it is not 0
 *   decision length octet and UTF-8, only when there is one
 * A merged block (head bit 5, with 2 and 3 as above) is up to twelve 5-minute sums that share source and free percent:
 *   bins     varint, bit n set when the n-th five minutes of the hour have a sum; then free as above
 *   down, up and, where bit 2 says so, counted: per set bit, from the first to the last
 */
import type { Receipt } from './fold-commit.ts';

export const hourMs = 3_600_000;
const binMs = 300_000;
const sources = ['interim', 'stop', 'poll'] as const;
const flag = { counted: 4, free: 8, decision: 16, merged: 32 } as const;

/** One receipt without its session; `covers` is 300 for a packed 5-minute receipt, else 0. */
export interface PackedReceipt extends Omit<Receipt, 'sessionKey' | 'subscriberId'> {
  readonly covers: number;
}

type Sums = Pick<Receipt, 'downBytes' | 'upBytes' | 'countedBytes'>;

/** Key of a pack: hours first, so that the hour being written is one run of pages. Session ids stay under 2^32. */
export const packId = (at: number, sessionId: number): number => Math.floor(at / hourMs) * 2 ** 32 + sessionId;
export const packHourAt = (id: number): number => Math.floor(id / 2 ** 32) * hourMs;
export const packSession = (id: number): number => id % 2 ** 32;

/** @param receipts all of the hour that begins at `hourAt`, unmerged. */
export function encodePack(hourAt: number, receipts: readonly Omit<PackedReceipt, 'covers'>[]): Buffer {
  const out: number[] = [];
  for (const receipt of receipts) {
    const { downBytes, upBytes, countedBytes, freePercent, decision } = receipt;
    const free = Math.round(freePercent * 100);
    const words = decision === '' ? undefined : Buffer.from(decision).subarray(0, 255);
    const counted = countedBytes !== downBytes + upBytes;
    out.push(
      sources.indexOf(receipt.source) +
        (counted ? flag.counted : 0) +
        (free ? flag.free : 0) +
        (words ? flag.decision : 0),
    );
    pushVarint(out, Math.floor((receipt.at - hourAt) / 1000));
    pushVarint(out, zigzag(downBytes));
    pushVarint(out, zigzag(upBytes));
    if (counted) pushVarint(out, zigzag(countedBytes));
    if (free) pushVarint(out, free);
    if (words) out.push(words.length, ...words);
  }
  return Buffer.from(out);
}

/**
 * The receipts in the order of the pack; a merged one stands at the end of its five minutes. Our own data: a pack that
 * does not parse is damage and throws.
 */
export function decodePack(hourAt: number, pack: Uint8Array): PackedReceipt[] {
  const reader = new Reader(pack);
  const receipts: PackedReceipt[] = [];
  while (reader.more) {
    const head = reader.octet();
    const source = sources[(head & 3) as 0 | 1 | 2];
    if (head & flag.merged) {
      const bins = reader.varint();
      const freePercent = head & flag.free ? reader.varint() / 100 : 0;
      for (let bin = 0; bin < 12; bin++) {
        if ((bins & (1 << bin)) === 0) continue;
        const sums = readSums(reader, head);
        receipts.push({
          at: hourAt + (bin + 1) * binMs - 1000,
          source,
          ...sums,
          freePercent,
          decision: '',
          covers: 300,
        });
      }
      continue;
    }
    receipts.push({
      at: hourAt + reader.varint() * 1000,
      source,
      ...readSums(reader, head),
      freePercent: head & flag.free ? reader.varint() / 100 : 0,
      decision: head & flag.decision ? reader.text() : '',
      covers: 0,
    });
  }
  return receipts;
}

function readSums(reader: Reader, head: number): Sums {
  const downBytes = unzigzag(reader.varint());
  const upBytes = unzigzag(reader.varint());
  return { downBytes, upBytes, countedBytes: head & flag.counted ? unzigzag(reader.varint()) : downBytes + upBytes };
}

/**
 * The same hour with one receipt per 5 minutes (X63): sums per bin, source and free percent. A receipt that says
 * something (a decision) or that settles a Stop stays as it is. Sums of zero are dropped.
 */
export function mergePack(hourAt: number, pack: Uint8Array): Buffer {
  const alone: PackedReceipt[] = [];
  const blocks = new Map<string, (Sums | undefined)[]>();
  for (const receipt of decodePack(hourAt, pack)) {
    if (receipt.decision !== '' || receipt.source === 'stop') {
      alone.push(receipt);
      continue;
    }
    const key = `${sources.indexOf(receipt.source)}/${Math.round(receipt.freePercent * 100)}`;
    const bins = blocks.get(key) ?? new Array<Sums | undefined>(12).fill(undefined);
    const bin = Math.floor((receipt.at - hourAt) / binMs);
    bins[bin] = add(bins[bin], receipt);
    blocks.set(key, bins);
  }
  const merged: number[] = [];
  for (const [key, bins] of blocks) {
    const [source, free] = key.split('/').map(Number) as [number, number];
    pushMerged(merged, source, free, bins);
  }
  return Buffer.concat([Buffer.from(merged), encodePack(hourAt, alone)]);
}

function pushMerged(out: number[], source: number, free: number, bins: readonly (Sums | undefined)[]): void {
  const sums = bins.map((sum) => (sum && (sum.downBytes || sum.upBytes || sum.countedBytes) ? sum : undefined));
  const set = sums.reduce((bits, sum, bin) => (sum ? bits | (1 << bin) : bits), 0);
  if (set === 0) return;
  const counted = sums.some((sum) => sum && sum.countedBytes !== sum.downBytes + sum.upBytes);
  out.push(source + flag.merged + (counted ? flag.counted : 0) + (free ? flag.free : 0));
  pushVarint(out, set);
  if (free) pushVarint(out, free);
  for (const sum of sums) {
    if (!sum) continue;
    pushVarint(out, zigzag(sum.downBytes));
    pushVarint(out, zigzag(sum.upBytes));
    if (counted) pushVarint(out, zigzag(sum.countedBytes));
  }
}

const add = (sum: Sums | undefined, more: Sums): Sums => ({
  downBytes: (sum?.downBytes ?? 0) + more.downBytes,
  upBytes: (sum?.upBytes ?? 0) + more.upBytes,
  countedBytes: (sum?.countedBytes ?? 0) + more.countedBytes,
});

// Zigzag and varints by arithmetic: bytes of a long session do not fit the 32 bits of JavaScript's shifts.
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

function pushVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

class Reader {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  get more(): boolean {
    return this.#at < this.#octets.length;
  }

  octet(): number {
    const octet = this.#octets[this.#at++];
    if (octet === undefined) throw new Error('a pack of receipts ends inside an entry');
    return octet;
  }

  varint(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const octet = this.octet();
      value += (octet & 127) * weight;
      if (octet < 128) return value;
    }
  }

  text(): string {
    const length = this.octet();
    const text = Buffer.from(this.#octets.subarray(this.#at, this.#at + length)).toString('utf8');
    this.#at += length;
    return text;
  }
}
