/** What the main thread gives to, and hears from, the checkpoint thread. Any message to it means: stop. */
export interface CheckpointOptions {
  readonly path: string;
  /** Of the same file; belongs to the main thread. */
  readonly databaseFd: number;
  readonly status: SharedArrayBuffer;
  readonly ballastBytes: number;
  readonly everyMs: number;
}

export interface FromCheckpoint {
  readonly kind: 'trouble';
  readonly message: string;
}
