/** The engine's figures for Prometheus: read when they are asked for, from where they are kept anyway. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Counters } from '../aaa/counters.ts';
import { counterNames, quantileMs } from '../aaa/counters.ts';
import { dropCounters } from '../aaa/drop-causes.ts';
import type { LiveCounts } from '../api/live-hub.ts';
import type { Store } from '../store/client.ts';

export interface MetricsPorts {
  readonly counters: Counters;
  readonly store: Pick<Store, 'metrics'>;
  readonly foldLag: () => number;
  readonly unfolded: () => number;
  readonly openSessions: () => number;
  readonly pendingPushes: () => number;
  /** Ladders climbed since the start, by result; requests sent to NAS, by code and result. */
  readonly pushResults: () => Readonly<Record<string, number>>;
  readonly coaRequests: () => readonly { readonly code: string; readonly result: string; readonly count: number }[];
  readonly dataPlaneRestarts: () => number;
  readonly lastCycleMs: () => number;
  readonly live: () => LiveCounts;
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Everything under `lastmile_`; the control plane's event-loop delay is watched from here on. */
export function createMetrics(ports: MetricsPorts): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `lastmile_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };

  for (const name of counterNames) {
    gauge(`radius_${snake(name)}`, `RADIUS data plane: ${name}`, () => ports.counters.get(name));
  }
  new Counter({
    name: 'lastmile_radius_drops_total',
    help: 'RADIUS datagrams that got no answer, by cause (the reasons of the auth log)',
    labelNames: ['cause'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [cause, name] of Object.entries(dropCounters)) this.inc({ cause }, ports.counters.get(name));
    },
  });
  new Counter({
    name: 'lastmile_session_changes_total',
    help: 'Changes brought to running sessions, by what came of them (verified: read back from the router)',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [result, count] of Object.entries(ports.pushResults())) this.inc({ result }, count);
    },
  });
  new Counter({
    name: 'lastmile_coa_requests_total',
    help: 'CoA-Requests and Disconnect-Requests to NAS, by result; retransmissions are not counted',
    labelNames: ['code', 'result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { code, result, count } of ports.coaRequests()) this.inc({ code, result }, count);
    },
  });
  const latencies = { auth: ports.counters.authLatency, acct: ports.counters.acctLatency };
  for (const [service, histogram] of Object.entries(latencies)) {
    for (const q of [0.5, 0.99, 1]) {
      gauge(`radius_${service}_latency_ms_p${q * 100}`, `Receipt to reply since start, quantile ${q}`, () =>
        quantileMs(histogram.snapshot(), q),
      );
    }
  }
  for (const [name, value] of Object.entries(ports.store.metrics())) {
    if (typeof value === 'string') continue;
    gauge(`store_${snake(name)}`, `Store: ${name}`, () => Number(ports.store.metrics()[name as 'commits']));
  }
  gauge('fold_unfolded_facts', 'Accounting facts that hit a bug and are kept', ports.unfolded);
  gauge('fold_lag_facts', 'Accounting facts committed and not yet folded', ports.foldLag);
  gauge('open_sessions', 'Open sessions', ports.openSessions);
  gauge('coa_pending', 'Sessions whose rate waits for the next sweep or login', ports.pendingPushes);
  gauge('radius_thread_restarts', 'Restarts of the RADIUS thread', ports.dataPlaneRestarts);
  gauge('quota_cycle_ms', 'Duration of the last QuotaSync cycle', ports.lastCycleMs);
  gauge('live_sockets', 'Live connections of consoles', () => ports.live().clients);
  gauge('live_watches', 'Topics that they watch', () => ports.live().watches);
  gauge('live_sockets_refused', 'Live connections that were one too many, since start', () => ports.live().refused);
  gauge('live_sockets_cut', 'Live connections cut because they took too little, since start', () => ports.live().cut);
  gauge('resident_bytes', 'Resident memory of the engine', () => process.memoryUsage.rss());

  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  gauge('control_loop_delay_ms_p99', 'Event-loop delay of the control plane since the last look', () => {
    const ms = delay.percentile(99) / 1e6;
    delay.reset();
    return Number.isNaN(ms) ? 0 : ms;
  });
  return registry;
}
