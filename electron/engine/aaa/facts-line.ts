/**
 * Accounting facts on their way to the disk: one batch in flight to the writer, everything that arrives meanwhile in
 * the next. `onCommitted` of a fact runs only after COMMIT and sync; that is when the Accounting-Response may leave.
 *
 * Limit: `maxWaiting` facts. At the limit `offer` refuses and the request stays unacknowledged (the NAS retries);
 * authentication goes on. A batch that the writer refuses (disk full) is forgotten the same way.
 */
import type { FactsBatch, FactsReply } from '../store/facts-protocol.ts';

export interface FactsPort {
  postMessage(message: FactsBatch): void;
  on(event: 'message', listener: (reply: FactsReply) => void): unknown;
  close(): void;
}

export interface PendingFact {
  readonly text: string;
  readonly onCommitted: () => void;
  /** It is not durable and will not be: `reason` is the writer's, undefined where the writer was lost with it. */
  readonly onRefused: (reason: string | undefined) => void;
}

/** Enough for four seconds at full load; about 40 MB of texts and reply contexts at worst. */
const defaultMaxWaiting = 65_536;

export class FactsLine {
  readonly #maxWaiting: number;
  #port: FactsPort | undefined;
  #waiting: PendingFact[] = [];
  #inFlight: PendingFact[] | undefined;
  #batch = 0;

  constructor(maxWaiting = defaultMaxWaiting) {
    this.#maxWaiting = maxWaiting;
  }

  /** Facts that are not yet durable. */
  get waiting(): number {
    return this.#waiting.length + (this.#inFlight?.length ?? 0);
  }

  /** Attaches the writer. Facts of a batch that an earlier port took with it are refused: the NAS will send again. */
  attach(port: FactsPort): void {
    this.#port?.close();
    this.#refuse(this.#inFlight, undefined);
    this.#inFlight = undefined;
    this.#port = port;
    port.on('message', (reply) => {
      if (this.#port === port) this.#settle(reply);
    });
    this.#send();
  }

  /** Takes a fact, or refuses it (false) when too many wait already. */
  offer(fact: PendingFact): boolean {
    if (this.waiting >= this.#maxWaiting) return false;
    this.#waiting.push(fact);
    this.#send();
    return true;
  }

  #send(): void {
    if (!this.#port || this.#inFlight || this.#waiting.length === 0) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#inFlight = batch;
    this.#port.postMessage({ kind: 'facts', batch: ++this.#batch, facts: batch.map((fact) => fact.text) });
  }

  #settle(reply: FactsReply): void {
    if (reply.batch !== this.#batch || !this.#inFlight) return;
    const settled = this.#inFlight;
    this.#inFlight = undefined;
    // The next batch leaves first: its sync runs while the responses of this one are being written.
    this.#send();
    if (reply.kind === 'committed') for (const fact of settled) fact.onCommitted();
    else this.#refuse(settled, reply.reason);
  }

  #refuse(facts: readonly PendingFact[] | undefined, reason: string | undefined): void {
    for (const fact of facts ?? []) fact.onRefused(reason);
  }
}
