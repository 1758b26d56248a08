/** `compact`: the space that deleted rows left in the database goes back to the disk; works on the folder itself. */
import { formatBytes } from '../../shared/domain/units.ts';
import { compactDatabase } from '../engine/store/compact.ts';
import type { CliIo } from './io.ts';

/** @throws StorageUnavailable where an engine runs, or the disk has no room for the copy that is made first */
export async function compact(dataDir: string, isJson: boolean, io: CliIo): Promise<boolean> {
  const began = performance.now();
  const { beforeBytes, afterBytes } = compactDatabase({
    dataDir,
    at: Date.now(),
    onBegin: (needs, free) =>
      io.err(
        `Writing a copy of ${formatBytes(needs)}; ${formatBytes(free)} are free. Do not start Lastmile meanwhile.\n`,
      ),
  });
  const ms = Math.round(performance.now() - began);
  if (isJson) io.out(`${JSON.stringify({ beforeBytes, afterBytes, ms })}\n`);
  else {
    io.out(
      `The database took ${formatBytes(beforeBytes)} and takes ${formatBytes(afterBytes)} now (${Math.ceil(ms / 1000)} s). From now on Lastmile gives space back by itself.\n`,
    );
  }
  return true;
}
