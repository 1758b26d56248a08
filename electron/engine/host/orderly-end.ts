/** The end of an engine's process, for both twins of `Host`: once, in order, and within a limit. */
import type { Logger } from 'pino';

/** How long an orderly stop may take before the process is ended anyway (interfaces: within 5 s). */
const stopLimitMs = 4_500;

export interface EndPorts {
  /** Stops what runs; read when the end comes, because by then more may run. */
  readonly stop: () => Promise<void>;
  readonly log: Pick<Logger, 'error'>;
  readonly say: (text: string) => void;
  /** `process.exit`; a test's own. */
  readonly exit?: (code: number) => void;
  readonly limitMs?: number;
}

/**
 * A function that stops everything and exits with `code`, or with 1 when the stop fails or takes too long. Called again
 * it does nothing: whatever ends the process first says how.
 */
export function orderlyEnd({ stop, log, say, exit = process.exit, limitMs = stopLimitMs }: EndPorts) {
  let isEnding = false;
  return (code: number): void => {
    if (isEnding) return;
    isEnding = true;
    const limit = setTimeout(() => {
      say('Lastmile did not stop in time and was ended.');
      exit(1);
    }, limitMs);
    stop().then(
      () => {
        clearTimeout(limit);
        exit(code);
      },
      (error: unknown) => {
        clearTimeout(limit);
        log.error({ err: error }, 'stop failed');
        exit(1);
      },
    );
  };
}
