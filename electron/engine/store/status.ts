/**
 * Numbers that the store's threads share without a message: the writer and the checkpoint thread put, anybody reads.
 * Each number has one writing thread; flags that two threads set are their own words and go through Atomics.
 */

const numbers = [
  'commits',
  'factRows',
  'commands',
  'failedCommands',
  'refusedBatches',
  'refusedFacts',
  'lastCommitMs',
  'factSeq',
  'changeSeq',
  'walBytes',
  'databaseBytes',
  'ballastBytes',
] as const;
export type StatusNumber = (typeof numbers)[number];

const flags = [
  /** 1 from the first write that failed for lack of space until the ballast is whole again. */
  'diskFull',
  /** 1 while the checkpoint thread writes the ballast; set back to 0 to make it stop. */
  'ballastGrowing',
  /** 1 when the WAL is long and nearly copied: the writer finishes the copy between two transactions. */
  'resetWal',
  /** 0 ok, 1 checking, 2 damaged. */
  'integrity',
  /** 1 while a nudge is under way to the main thread. */
  'nudged',
  /** Commit and hold times recorded so far. */
  'commitSamples',
  'holdSamples',
] as const;
export type StatusFlag = (typeof flags)[number];

/** Times kept for the percentiles. */
const sampleCount = 1024;

export class Status {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Float64Array;
  readonly #flags: Int32Array;
  readonly #commits: Float32Array;
  readonly #holds: Float32Array;

  constructor(memory?: SharedArrayBuffer) {
    const flagsAt = numbers.length * 8;
    const commitsAt = flagsAt + flags.length * 4;
    const holdsAt = commitsAt + sampleCount * 4;
    this.memory = memory ?? new SharedArrayBuffer(holdsAt + sampleCount * 4);
    this.#numbers = new Float64Array(this.memory, 0, numbers.length);
    this.#flags = new Int32Array(this.memory, flagsAt, flags.length);
    this.#commits = new Float32Array(this.memory, commitsAt, sampleCount);
    this.#holds = new Float32Array(this.memory, holdsAt, sampleCount);
  }

  get(name: StatusNumber): number {
    return this.#numbers[numbers.indexOf(name)]!;
  }

  set(name: StatusNumber, value: number): void {
    this.#numbers[numbers.indexOf(name)] = value;
  }

  add(name: StatusNumber, value: number): void {
    const at = numbers.indexOf(name);
    this.#numbers[at] = this.#numbers[at]! + value;
  }

  flag(name: StatusFlag): number {
    return Atomics.load(this.#flags, flags.indexOf(name));
  }

  setFlag(name: StatusFlag, value: number): void {
    Atomics.store(this.#flags, flags.indexOf(name), value);
  }

  /** Sets the flag and says what it was: only one thread sees the change. */
  exchangeFlag(name: StatusFlag, value: number): number {
    return Atomics.exchange(this.#flags, flags.indexOf(name), value);
  }

  recordCommit(ms: number): void {
    this.#commits[Atomics.add(this.#flags, flags.indexOf('commitSamples'), 1) % sampleCount] = ms;
    this.set('lastCommitMs', ms);
  }

  recordHold(ms: number): void {
    this.#holds[Atomics.add(this.#flags, flags.indexOf('holdSamples'), 1) % sampleCount] = ms;
  }

  /** `q` in 0…1 over the last 1,024 commits; 0 before the first. */
  commitMs(q: number): number {
    return quantile(this.#commits, this.flag('commitSamples'), q);
  }

  /** The same for the time that one command held the transaction. */
  holdMs(q: number): number {
    return quantile(this.#holds, this.flag('holdSamples'), q);
  }
}

function quantile(samples: Float32Array, recorded: number, q: number): number {
  const sorted = samples.slice(0, Math.min(recorded, sampleCount)).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}
