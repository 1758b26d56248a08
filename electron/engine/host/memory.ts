/**
 * How much memory V8 may hold beyond what lives. Left alone, each of the engine's four heaps grows to several times its
 * live size before it is collected, and keeps it (docs/benchmarks.md, "Where the memory goes"). Set here and not on a
 * command line, because Electron starts the engine's process without one.
 */
import { setFlagsFromString } from 'node:v8';

/** Young generations of threads that are started later, MB; the main thread's is set by `scripts/launch.mjs`. */
const semiSpaceMb = 4;

/** An old generation is collected when it has grown by so much since the last time, as a part of what lived then. */
const heapGrowingPercent = 50;

/** Before the engine's first thread is started. */
export function keepHeapsSmall(): void {
  setFlagsFromString(`--max-semi-space-size=${semiSpaceMb}`);
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
}
