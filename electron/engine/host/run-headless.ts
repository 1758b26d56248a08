/** The plain-Node twin of `Host`, and the life of a headless process from flags to exit code. */
import type { ReadyMessage } from '../../../shared/contract/engine-messages.ts';
import { type Engine, startEngine } from '../main.ts';
import { openKeyFile } from '../store/key-file.ts';
import { type Host, StartRefused } from './host.ts';
import { createLog } from './log.ts';
import { parseOptions, usage } from './options.ts';
import { orderlyEnd } from './orderly-end.ts';

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export interface Run {
  /** Replaces the defaults of flags that were not given (the demo: free ports, a throw-away folder). */
  readonly defaults?: Parameters<typeof parseOptions>[2];
  /** Starts what stands around the engine (the simulated ISP); awaited before the ready line is printed. */
  readonly beside?: (engine: Engine) => Promise<() => Promise<void>>;
}

/** Runs an engine until it is told to stop. Exit codes: 0 stopped, 1 failed, 2 wrong usage. */
export async function runHeadless(command: string, argv: readonly string[], run: Run = {}): Promise<void> {
  const parsed = parseOptions(argv, process.env, run.defaults);
  if (!parsed.ok) {
    for (const mistake of parsed.fault) say(mistake);
    say(`\n${usage(command)}`);
    process.exit(2);
  }
  const options = parsed.value;
  if (options.help) {
    say(usage(command));
    process.exit(0);
  }

  const log = createLog(options);
  let stop: () => Promise<void> = async () => undefined;
  const end = orderlyEnd({ stop: () => stop(), log, say });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(0));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'a bug ended the engine');
    end(1);
  });
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'a bug ended the engine');
    end(1);
  });

  let ready: ReadyMessage | undefined;
  const host: Host = {
    log,
    ready: (message) => {
      ready = message;
    },
    announce: (lines) => say(lines.join('\n')),
    masterKey: openKeyFile,
    failed: (reason) => {
      say(`Lastmile stopped: ${reason}`);
      end(1);
    },
  };
  try {
    const engine = await startEngine(options, host);
    stop = engine.stop;
    if (run.beside) {
      const stopBeside = await run.beside(engine);
      stop = async () => {
        await stopBeside();
        await engine.stop();
      };
    }
    process.stdout.write(`${JSON.stringify(ready)}\n`);
  } catch (error) {
    if (error instanceof StartRefused) say(error.message);
    else log.fatal({ err: error }, 'the engine could not start');
    process.exit(1);
  }
}
