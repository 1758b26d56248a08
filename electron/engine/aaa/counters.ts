/**
 * The data plane's figures, in memory that the control plane reads without asking: one writer (the data plane), any
 * number of readers. Doubles are exact to 2^53 and written whole on every platform that Node runs on.
 */
const names = [
  'accessRequests',
  'accepts',
  'rejects',
  'rejectsHeldBack',
  'accountingRequests',
  'accountingResponses',
  'statusServer',
  'duplicatesAnswered',
  'duplicatesPending',
  'dropUnknownSource',
  'dropWrongSecret',
  'dropUnsigned',
  'dropMalformed',
  'dropUnexpectedCode',
  'dropIncomplete',
  'dropNoRoom',
  'dropOverload',
  'dropNotStored',
  'dropPoolRefill',
  'dropTlsRefused',
  'dropTlsCut',
  'sendErrors',
  'receiveErrors',
  'handlerErrors',
  'radsecConnections',
  'accountingWaiting',
  'accountingRefused',
  'subscribers',
  'nas',
  'loopDelayP99Ms',
  'loopDelayMaxMs',
] as const;

export type CounterName = (typeof names)[number];
export type CounterIndex = Readonly<Record<CounterName, number>>;

export const counterNames: readonly CounterName[] = names;

const index = Object.fromEntries(names.map((name, i) => [name, i])) as CounterIndex;

/**
 * Latency classes: each is a quarter of a power of two wide, from 1 µs to about 16 s, so a quantile read from them is
 * at most 19 % above the true one and recording is one logarithm.
 */
const classes = 96;

export class LatencyHistogram {
  readonly #cells: Float64Array;

  constructor(memory: SharedArrayBuffer, byteOffset: number) {
    this.#cells = new Float64Array(memory, byteOffset, classes);
  }

  static readonly bytes = classes * 8;

  record(ms: number): void {
    const at = ms <= 0.001 ? 0 : Math.min(classes - 1, Math.ceil(Math.log2(ms * 1000) * 4));
    this.#cells[at]! += 1;
  }

  /** A copy of the cells, to subtract an earlier one from: the latencies of a span of time. */
  snapshot(): Float64Array {
    return this.#cells.slice();
  }
}

/** The upper bound (ms) of the class that holds quantile `q` (0…1) of `cells`; 0 when nothing was recorded. */
export function quantileMs(cells: Float64Array, q: number): number {
  let total = 0;
  for (const n of cells) total += n;
  if (total === 0) return 0;
  let left = Math.max(1, Math.ceil(total * q));
  for (let i = 0; i < cells.length; i++) {
    left -= cells[i]!;
    if (left <= 0) return 2 ** (i / 4) / 1000;
  }
  return 2 ** (classes / 4) / 1000;
}

/** What was recorded between two snapshots. */
export const since = (now: Float64Array, before: Float64Array): Float64Array => now.map((n, i) => n - before[i]!);

export const countersBytes = names.length * 8 + 2 * LatencyHistogram.bytes;

/** The view that both sides make of one shared memory. */
export class Counters {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Float64Array;
  readonly authLatency: LatencyHistogram;
  readonly acctLatency: LatencyHistogram;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(countersBytes)) {
    this.memory = memory;
    this.#cells = new Float64Array(memory, 0, names.length);
    this.authLatency = new LatencyHistogram(memory, names.length * 8);
    this.acctLatency = new LatencyHistogram(memory, names.length * 8 + LatencyHistogram.bytes);
  }

  add(name: CounterName, by = 1): void {
    this.#cells[index[name]]! += by;
  }

  set(name: CounterName, value: number): void {
    this.#cells[index[name]] = value;
  }

  get(name: CounterName): number {
    return this.#cells[index[name]]!;
  }

  all(): Record<CounterName, number> {
    return Object.fromEntries(names.map((name, i) => [name, this.#cells[i]!])) as Record<CounterName, number>;
  }
}
