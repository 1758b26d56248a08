/** Brings accounting records to the server: what happened once is told until somebody answers, within reason. */
import { Code } from '../../radius/packet.ts';
import type { Timers } from '../../routeros/timers.ts';
import { type AccountingEvent, encodeAccounting } from './accounting.ts';
import type { RadiusClient, RadiusServer } from './radius-client.ts';

export interface Delivery {
  send(event: AccountingEvent): void;
  /** What is not delivered is lost. */
  cutPower(): void;
}

/**
 * A record that got no answer is sent anew, as another packet with its Acct-Delay-Time, this much later and this many
 * times; then it is lost, as on a router. An interim update is not: the next one tells more.
 */
const RETRY_MS = 10_000;
const ROUNDS = { Start: 10, 'Interim-Update': 1, Stop: 10, 'Accounting-On': 10, 'Accounting-Off': 1 } as const;

export interface DeliveryPorts {
  readonly client: RadiusClient;
  readonly timers: Timers;
  /** Asked for every round: it may have been corrected meanwhile. */
  readonly findServer: () => RadiusServer | undefined;
}

export function createDelivery({ client, timers, findServer }: DeliveryPorts): Delivery {
  /** Whatever waits with an older number was before the power went. */
  let powerCycle = 0;
  let endPauses = new Set<() => void>();

  async function deliver(event: AccountingEvent): Promise<void> {
    const cycle = powerCycle;
    for (let round = 0; round < ROUNDS[event.kind]; round++) {
      if (round > 0) await pause();
      if (cycle !== powerCycle) return;
      const server = findServer();
      if (!server) continue;
      const answer = await client.exchange(server, (identifier) =>
        encodeAccounting(event, identifier, server.secret, timers.elapsed()),
      );
      if (answer.kind === 'reply' && answer.packet.code === Code['Accounting-Response']) return;
    }
  }

  /** Ends early when the power goes. */
  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        stop();
        endPauses.delete(end);
        resolve();
      };
      const stop = timers.after(RETRY_MS, end);
      endPauses.add(end);
    });
  }

  return {
    send: (event) => void deliver(event),
    cutPower() {
      powerCycle += 1;
      const pauses = endPauses;
      endPauses = new Set();
      for (const end of pauses) end();
    },
  };
}
