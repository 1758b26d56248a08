import { windowTarget } from '../../../../shared/domain/lease-record.ts';
import { type PoolSpace, poolSpace } from '../../../../shared/domain/pool-space.ts';
import type { PoolEntry } from '../protocol.ts';

/** A pool, and the addresses of it that may be given: those that are on record as granted. */
export class PoolWindow {
  readonly entry: PoolEntry;
  readonly space: PoolSpace;
  readonly window = new Set<string>();
  /** Nothing more can be granted. Undecided at first: a login meanwhile is asked to come again. */
  isDry = false;
  readonly #target: number;
  readonly #nasIds: ReadonlySet<number>;

  /** @throws for a shape that is no pool: it was checked when it was saved */
  constructor(entry: PoolEntry, before: PoolWindow | undefined) {
    const space = poolSpace(entry);
    if (!space.ok) throw new Error(`pool ${entry.name}: ${space.fault.map(({ message }) => message).join(', ')}`);
    this.entry = entry;
    this.space = space.value;
    this.#nasIds = new Set(entry.nasIds);
    this.#target = windowTarget(this.space.usable);
    for (const address of before?.window ?? []) if (this.admits(address)) this.window.add(address);
  }

  isFor(nasId: number): boolean {
    return this.#nasIds.size === 0 || this.#nasIds.has(nasId);
  }

  /** Whether the pool has this address to give. */
  admits(address: string): boolean {
    const index = this.space.indexOf(address);
    return index !== undefined && !this.space.isReserved(index);
  }

  /** How many more it wants; 0 while it is more than half full. */
  get wanted(): number {
    return this.window.size > this.#target / 2 ? 0 : this.#target - this.window.size;
  }
}
