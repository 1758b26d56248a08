/**
 * Whether the recovery key has been shown. A start can fail between the making of the key and the first line that the
 * operator sees, so what is to be shown is marked by a file before the key exists and unmarked once it was shown. No
 * file means shown: installations older than the file have seen theirs.
 */
import { open, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const markName = 'lastmile.key.unshown';

/** Durable before it resolves. Call it before the key is made. */
export async function recoveryKeyIsToBeShown(dataDir: string): Promise<void> {
  const mark = await open(join(dataDir, markName), 'w', 0o600);
  try {
    await mark.sync();
  } finally {
    await mark.close();
  }
}

export const isRecoveryKeyUnshown = (dataDir: string): Promise<boolean> =>
  stat(join(dataDir, markName)).then(
    () => true,
    () => false,
  );

/** It was shown; it is not shown again. */
export async function recoveryKeyShown(dataDir: string): Promise<void> {
  await unlink(join(dataDir, markName)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
