/**
 * The store's public face: `openStore` takes the folder's lock, brings the schema up to date, starts the writer and
 * the checkpoint thread, and gives reads, named commands and the data plane's line to the writer.
 */
import type { MessagePort } from 'node:worker_threads';
import type { CommandInput, CommandName, CommandOutput } from './commands.ts';
import type { Reads } from './reads.ts';

export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface StoreOptions {
  readonly dataDir: string;
  /** 32 bytes (`key-file.ts`): seals passwords and secrets. */
  readonly key: Uint8Array;
  readonly log?: StoreLog;
  readonly clock?: { now(): number };
  /** Size of `ballast.bin` (X59); 0 keeps none. Default 256 MiB. */
  readonly ballastBytes?: number;
  /** How often the checkpoint thread looks at the WAL, ms. Default 1000. */
  readonly checkpointMs?: number;
}

export interface Committed {
  readonly factSeq: number;
  readonly changeSeq: number;
}

/** Cumulative since open unless said. Times in ms. */
export interface StoreMetrics {
  readonly commits: number;
  readonly factRows: number;
  readonly commands: number;
  readonly failedCommands: number;
  readonly refusedBatches: number;
  readonly refusedFacts: number;
  /** COMMIT with its sync. */
  readonly lastCommitMs: number;
  readonly commitMsP50: number;
  readonly commitMsP99: number;
  /** How long one command held the transaction, the longest of the last 1,000. */
  readonly holdMsMax: number;
  /** Messages that wait for the writer now. */
  readonly mailboxDepth: number;
  readonly walBytes: number;
  readonly databaseBytes: number;
  readonly factSeq: number;
  readonly changeSeq: number;
  /** True from the first refused or ballast-saved write until the ballast is whole again. */
  readonly diskFull: boolean;
  readonly ballastBytes: number;
  /** `damaged` after a failed quick check: the engine must say so and stop. */
  readonly integrity: 'ok' | 'checking' | 'damaged';
}

export interface Store {
  /** Runs a named command in the writer. @throws the typed errors of `errors.ts`. */
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  readonly reads: Reads;
  /** A port for the data plane (transfer it). The previous one is closed by the writer. */
  connectFacts(): MessagePort;
  /** Called after commits, coalesced, and every second. Consumers poll; returns the way to stop. */
  onCommitted(listener: (committed: Committed) => void): () => void;
  /** The writer is gone and with it the promise about accounting: the engine exits 1. */
  onDied(listener: (error: Error) => void): () => void;
  metrics(): StoreMetrics;
  /** Finishes what was accepted, checkpoints, marks the clean end, releases the lock. */
  close(): Promise<void>;
}

/** @throws StorageUnavailable with a sentence for the operator when the folder or database cannot be used. */
export declare function openStore(options: StoreOptions): Promise<Store>;
