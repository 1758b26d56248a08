/** The data plane as a worker thread: sockets around the core, messages from the control plane, a report every second. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { Code } from '../radius/packet.ts';
import type { Service } from './arrival.ts';
import { Counters } from './counters.ts';
import { createDataPlane } from './data-plane.ts';
import type { FactsPort } from './facts-line.ts';
import { UdpPeer } from './peer.ts';
import type { DataPlaneOptions, FromDataPlane, ToDataPlane } from './protocol.ts';
import type { RadsecConfig } from './radsec/config.ts';
import { RadsecListener } from './radsec/listener.ts';
import { ServiceSockets } from './sockets.ts';

const reportMs = 1000;
const followAddressesMs = 5000;
const sweepMs = 5000;
const radsecSweepMs = 1000;
/** How long a stop waits for the last commits before it gives up on their acknowledgements. */
const lastCommitsMs = 2000;

if (!parentPort) throw new Error('the data plane runs as a worker thread');
const control = parentPort;
const options = workerData as DataPlaneOptions;
const counters = new Counters(options.counters);
const core = createDataPlane({
  counters,
  interimSeconds: options.interimSeconds,
  now: Date.now,
  monotonic: () => performance.now(),
  // A reject that waits keeps no thread alive.
  later: (run, ms) => void setTimeout(run, ms).unref(),
});

const tell = (message: FromDataPlane): void => control.postMessage(message);

const onSent = (error: Error | null): void => {
  if (error) counters.add('sendErrors');
};

function socketsOf(service: Service, port: number): ServiceSockets {
  const sockets: ServiceSockets = new ServiceSockets({
    bind: options.bind,
    port,
    onDatagram: (data, from, socket) => core.receive(service, data, new UdpPeer(from, socket, sockets.port, onSent)),
    onPeerGone: () => counters.add('receiveErrors'),
    onError: (fault) => {
      counters.add('receiveErrors');
      tell({ kind: 'socket-fault', ...fault });
    },
  });
  return sockets;
}

const auth = socketsOf('auth', options.authPort);
const acct = socketsOf('acct', options.acctPort);

/** One connection carries both services (RFC 6614 §2.3). */
const radsec = new RadsecListener({
  bind: options.bind,
  port: options.radsecPort,
  now: Date.now,
  onPacket: (packet, peer) => core.receive(packet[0] === Code['Accounting-Request'] ? 'acct' : 'auth', packet, peer),
  onRefused: core.refused,
  onState: (state) => tell({ kind: 'radsec-state', state }),
});
/** A window of addresses that runs low cannot wait for the next report; many logins of one turn ask once. */
let isLeaseReportDue = false;
core.policy.pools.onLow = () => {
  if (isLeaseReportDue) return;
  isLeaseReportDue = true;
  setImmediate(() => {
    isLeaseReportDue = false;
    const leases = core.policy.pools.take();
    if (leases) tell({ kind: 'leases', ...leases });
  });
};

/** What RADIUS over TLS is to be; served once the UDP ports are. */
let radsecConfig: RadsecConfig | null = null;
let isServing = false;

async function bind(service: Service, sockets: ServiceSockets): Promise<boolean> {
  try {
    await sockets.open();
    return true;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    tell({ kind: 'bind-failed', service, code, message });
    return false;
  }
}

const timers: NodeJS.Timeout[] = [];
const loopDelay = monitorEventLoopDelay({ resolution: 10 });

function report(): void {
  counters.set('radsecConnections', radsec.connectionCount);
  counters.set('loopDelayP99Ms', loopDelay.percentile(99) / 1e6);
  counters.set('loopDelayMaxMs', loopDelay.max / 1e6);
  loopDelay.reset();
  for (const message of core.report()) tell(message);
}

async function serve(): Promise<void> {
  if (!(await bind('auth', auth)) || !(await bind('acct', acct))) return stop();
  loopDelay.enable();
  timers.push(
    setInterval(report, reportMs),
    setInterval(() => core.sweep(), sweepMs),
    setInterval(() => radsec.sweep(), radsecSweepMs),
    // Where one address is bound there is nothing to follow.
    ...(options.bind === undefined
      ? [setInterval(() => void Promise.all([auth.follow(), acct.follow()]), followAddressesMs)]
      : []),
  );
  isServing = true;
  await radsec.apply(radsecConfig ?? undefined);
  tell({
    kind: 'serving',
    authPort: auth.port,
    acctPort: acct.port,
    radsecPort: radsec.servingPort,
    addresses: auth.addresses,
    receiveBufferBytes: Math.min(auth.receiveBufferBytes, acct.receiveBufferBytes),
  });
}

/** No new work, acknowledge what is being committed, report, end. */
async function stop(): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  await auth.close();
  const until = performance.now() + lastCommitsMs;
  acct.pause();
  radsec.pause();
  while (core.facts.waiting > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  radsec.close();
  // Responses handed to the socket leave with the next turns of the loop.
  await new Promise((resolve) => setTimeout(resolve, 10));
  await acct.close();
  report();
  tell({ kind: 'stopped' });
  process.exit(0);
}

control.on('message', (message: ToDataPlane) => {
  switch (message.kind) {
    case 'facts-port':
      core.facts.attach(message.port as FactsPort);
      break;
    case 'nas':
      core.policy.replaceNas(message.all);
      break;
    case 'subscribers':
      core.policy.remove(message.removeIds);
      core.policy.upsert(message.upsert);
      break;
    case 'radsec':
      radsecConfig = message.config;
      if (isServing) void radsec.apply(message.config ?? undefined);
      break;
    case 'clock':
      core.policy.clockAheadMs = message.aheadMs;
      break;
    case 'tenants':
      core.policy.replaceTenants(message.all);
      break;
    case 'presence':
      core.policy.presence.correct(message, Date.now());
      break;
    case 'realms':
      core.policy.replaceRealms(message.all);
      break;
    case 'groups':
      core.policy.replaceGroups(message.all, message.ofServices);
      break;
    case 'macs-refused':
      core.policy.unlearn(message.refused);
      break;
    case 'pools':
      core.policy.replacePools(message.all);
      break;
    case 'leases':
      core.policy.pools.restore(message.restore);
      core.policy.pools.occupy(message.occupied, Date.now());
      break;
    case 'grant':
      core.policy.pools.leases(message.tenantId)?.grant(message.poolId, message.addresses, message.isDry);
      break;
    case 'leases-over':
      core.policy.pools.leases(message.tenantId)?.over(message.sessions, Date.now());
      break;
    case 'lease-release':
      core.policy.pools.leases(message.tenantId)?.release(message.address, Date.now());
      break;
    case 'trace':
      tell({ kind: 'trace', ask: message.ask, exchanges: core.trace(message.query) });
      break;
    case 'unknown-sources':
      tell({ kind: 'unknown-sources', ask: message.ask, sources: core.unknownSources() });
      break;
    case 'lease-preview':
      tell({ kind: 'lease-preview', ask: message.ask, preview: core.previewLeases(message) });
      break;
    case 'serve':
      void serve();
      break;
    case 'stop':
      void stop();
      break;
  }
});
