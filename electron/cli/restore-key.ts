/** A lost key file, written anew from the paper (W7). Works on the folder itself: without its key no engine runs. */
import { restoreKeyFile } from '../engine/store/key-file.ts';
import type { CliIo } from './io.ts';

/** @throws StorageUnavailable when the text is no recovery key, is another installation's, or a key file exists. */
export async function restoreKey(dataDir: string, io: CliIo): Promise<boolean> {
  io.err('Type the recovery key and end with Enter and Ctrl+D (Windows: Ctrl+Z and Enter).\n');
  await restoreKeyFile(dataDir, await io.input());
  io.out(`The key file in ${dataDir} is back. Start Lastmile.\n`);
  return true;
}
