/**
 * The composition root: the engine from its parts, in the order in which they need each other. It decides nothing.
 *
 *   store ── directory ── usage (the fold) ── data plane          RADIUS
 *              │             │
 *              └── fleet ── quota sync, enforcement (CoA)         routers
 *                            │
 *                            └── services ── API                  faces
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReadyMessage } from '../../shared/contract/engine-messages.ts';
import { BindFailed } from './aaa/client.ts';
import { PortTaken } from './api/console-api.ts';
import { startControlPlane } from './control-plane.ts';
import { startFaces } from './faces.ts';
import { newControlToken, removeControlFile, writeControlFile } from './host/control-file.ts';
import { type Host, StartRefused } from './host/host.ts';
import { collectWhenQuiet, keepHeapsSmall } from './host/memory.ts';
import type { EngineOptions } from './host/options.ts';
import { startChores } from './housekeeping/chores.ts';
import { createRetentionClock } from './housekeeping/retention-clock.ts';
import { Stops } from './stops.ts';
import { openStore } from './store/client.ts';
import { StorageUnavailable } from './store/errors.ts';
import { recoveryKeyShown } from './store/recovery-notice.ts';
import { addHistory, type PastUsage } from './usage/history.ts';
import { version } from './version.ts';

export interface Engine {
  readonly consoleUrl: string;
  readonly radius: ReadyMessage['radius'];
  /** Writes usage of days that are over, as if it had been counted then (the demo's past). */
  addHistory(rows: readonly PastUsage[]): Promise<void>;
  /** A token with which the desktop window logs in as the first administrator, once, within a minute. */
  issueWindowToken(): Promise<string>;
  /** Stops in order: no new work, acknowledge what is committed, close. */
  stop(): Promise<void>;
}

/** The built faces: `out/renderer` beside the sources and in the installed folder, a sibling of the built engine. */
const facesFolder = ['../../out/renderer', '../../../renderer']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(join(path, 'console')));
const consoleFolder = facesFolder && join(facesFolder, 'console');
const portalFolder = facesFolder && join(facesFolder, 'portal');

/** Starts everything and resolves when RADIUS answers, the fold has caught up and the console serves. @throws StartRefused */
export async function startEngine(options: EngineOptions, host: Host): Promise<Engine> {
  const began = performance.now();
  keepHeapsSmall();
  const { log } = host;
  const stops = new Stops();
  const stop = (): Promise<void> => stops.run();

  try {
    const { key, recoveryKey } = await host.masterKey(options.dataDir);
    const store = await openStore({ dataDir: options.dataDir, key, log });
    stops.add(() => store.close());
    store.onDied((error) => host.failed(`the database writer died: ${error.message}`));

    const control = await startControlPlane({ options, host, store });
    stops.add(() => control.stop());
    const token = newControlToken();
    const faces = await startFaces({ options, host, store, control, controlToken: token, consoleFolder, portalFolder });
    stops.add(() => faces.stop());
    const deletableAt = createRetentionClock({
      known: await store.reads.engine.retentionAt(),
      read: control.readClock,
      witnesses: control.clockWitnesses,
    });
    stops.add(startChores({ store, deletableAt, now: Date.now, log }));
    const { counters } = control.dataPlane;
    const requests = (): number => counters.get('accessRequests') + counters.get('accountingRequests');
    stops.add(collectWhenQuiet({ requests }, (figures) => log.debug(figures, 'memory was given back')));

    await writeControlFile(options.dataDir, {
      pid: process.pid,
      console: faces.consoleUrl,
      token,
      startedAt: Date.now(),
      version,
    });
    stops.add(() => removeControlFile(options.dataDir, process.pid));
    if (consoleFolder === undefined) log.warn('the console is not built: run `npm run build`');

    // Only where the start succeeded is somebody sure to read on.
    if (recoveryKey !== undefined) {
      host.announce([
        'Recovery key of this installation. Write it down and keep it away from this computer: without it and the key',
        'file, the stored passwords and router secrets cannot be read again.',
        `  ${recoveryKey}`,
      ]);
      await recoveryKeyShown(options.dataDir);
    }
    const { authPort, acctPort, radsecPort } = control.serving;
    const radius = { auth: authPort, acct: acctPort, ...(radsecPort === undefined ? {} : { radsec: radsecPort }) };
    host.ready({
      event: 'ready',
      pid: process.pid,
      console: faces.consoleUrl,
      portal: faces.portalUrl,
      radius,
      ms: Math.round(performance.now() - began),
    });
    return {
      consoleUrl: faces.consoleUrl,
      radius,
      addHistory: (rows) => addHistory(control.usage, rows),
      issueWindowToken: faces.issueWindowToken,
      stop,
    };
  } catch (error) {
    await stop().catch((late: unknown) => log.error({ err: late }, 'what had been started did not stop cleanly'));
    throw refusal(error);
  }
}

/** A start that failed for a reason which an operator can mend, as one sentence that says how. */
function refusal(error: unknown): unknown {
  if (error instanceof StorageUnavailable || error instanceof PortTaken) return new StartRefused(error.message);
  if (!(error instanceof BindFailed)) return error;
  const flag = error.service === 'auth' ? '--auth-port' : '--acct-port';
  const what = error.service === 'auth' ? 'authentication' : 'accounting';
  if (error.code === 'EADDRINUSE') {
    return new StartRefused(
      `The RADIUS ${what} port is taken by another program (${error.message}). Stop it, or choose another port with ${flag}.`,
    );
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return new StartRefused(`This computer does not have the address given with --bind (${error.message}).`);
  }
  return new StartRefused(`The RADIUS ${what} port cannot be opened (${error.message}). Check ${flag} and --bind.`);
}
