/** The engine as Electron's utility process: a Node process of its own that the window cannot stall or crash. */
import { utilityProcess } from 'electron';
import type { EngineProcess } from './supervisor.ts';

/** Starts the engine's entry `file` with `flags`, as `npm run serve` would. */
export function forkEngine(file: string, flags: readonly string[]): EngineProcess {
  const child = utilityProcess.fork(file, [...flags], {
    serviceName: 'Lastmile engine',
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return {
    send: (message) => child.postMessage(message),
    kill: () => {
      // utilityProcess.kill() is a SIGTERM, which a hung engine never handles.
      if (child.pid === undefined || !killNow(child.pid)) child.kill();
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', listener),
  };
}

function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false; // it ended in this moment
  }
}
