/**
 * How much memory V8 may hold beyond what lives. Left alone, each of the engine's four heaps grows to several times its
 * live size before it is collected, and keeps it (docs/benchmarks.md, "Where the memory goes"). Set here and not on a
 * command line, because Electron starts the engine's process without one.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createQuietLook, lookMs, type QuietPorts } from './quiet.ts';

/** Young generations of threads that are started later, MB; the main thread's is set by `scripts/launch.mjs`. */
const semiSpaceMb = 4;

/** An old generation is collected when it has grown by so much since the last time, as a part of what lived then. */
const heapGrowingPercent = 50;

/** Before the engine's first thread is started. */
export function keepHeapsSmall(): void {
  setFlagsFromString(`--max-semi-space-size=${semiSpaceMb}`);
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
}

/** Everything of this thread's heap that does not live, and the free pages of all threads, given back to the system. */
export function collectWhole(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext("typeof gc === 'function' ? gc : undefined") as
    | ((how: { type: 'major'; flavor: 'last-resort' }) => void)
    | undefined; // a V8 that does not offer it goes on as it is
  collect?.({ type: 'major', flavor: 'last-resort' });
}

/** Collects when the engine has become quiet (quiet.ts says when); the returned function ends that. */
export function collectWhenQuiet(
  { requests }: Pick<QuietPorts, 'requests'>,
  onCollected: (figures: { readonly fromBytes: number; readonly toBytes: number; readonly ms: number }) => void,
): () => void {
  const residentBytes = (): number => process.memoryUsage.rss();
  const monotonicMs = (): number => performance.now();
  const collect = (): void => {
    const [fromBytes, began] = [residentBytes(), monotonicMs()];
    collectWhole();
    onCollected({ fromBytes, toBytes: residentBytes(), ms: Math.round(monotonicMs() - began) });
  };
  const timer = setInterval(createQuietLook({ requests, residentBytes, collect, monotonicMs }), lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
