/** Whether the operating system says that it follows NTP (X46). */
import { stat } from 'node:fs/promises';

/** systemd-timesyncd touches it at every synchronisation (systemd-timesyncd.service(8)). */
const synchronisedPath = '/run/systemd/timesync/synchronized';
/** It asks at least every 2048 s (PollIntervalMaxSec, timesyncd.conf(5)). */
const freshMs = 3_600_000;

/**
 * True when the system synchronised its clock within the last hour by the clock that it has now; null where it does not
 * tell: another NTP client, Windows. `now` is UTC ms.
 */
export async function isNtpSynchronised(now: number, path = synchronisedPath): Promise<boolean | null> {
  try {
    const { mtimeMs } = await stat(path);
    return Math.abs(now - mtimeMs) < freshMs;
  } catch {
    return null;
  }
}
