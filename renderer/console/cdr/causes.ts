import type { CallRecord } from './use-call-records.ts';

/** Acct-Terminate-Cause (RFC 2866 §5.10) in plain words, in the order in which a network meets them. */
export const causeWords: Readonly<Record<string, string>> = {
  'User-Request': 'hung up',
  'Lost-Carrier': 'line lost',
  'Lost-Service': 'service lost',
  'Idle-Timeout': 'idle too long',
  'Session-Timeout': 'time was up',
  'Admin-Reset': 'disconnected by us',
  'Admin-Reboot': 'router rebooted by hand',
  'Port-Error': 'port error',
  'NAS-Error': 'router error',
  'NAS-Request': 'ended by the router',
  'NAS-Reboot': 'router restarted',
  'Port-Unneeded': 'port not needed',
  'Port-Preempted': 'port taken over',
  'Port-Suspended': 'port suspended',
  'Service-Unavailable': 'service not available',
  Callback: 'calls back',
  'User-Error': 'error at the customer',
  'Host-Request': 'ended by the host',
};

/** Who ended it when it was not the NAS by an Accounting Stop. */
const closers: Readonly<Record<CallRecord['closedBy'], string>> = {
  '': '',
  stop: '',
  sweeper: 'no more updates',
  poll: 'not on the router any more',
  'nas-reboot': 'router restarted',
};

export interface Ending {
  /** Null: nobody said. */
  readonly words: string | null;
  /** As the record has it: the RFC's name, or what the sweeper wrote; null where the words are all there is. */
  readonly name: string | null;
}

/** F047: why a session ended, for people and as RADIUS names it. A cause without words is shown as it is. */
export function endingOf({ terminateCause, closedBy }: Pick<CallRecord, 'terminateCause' | 'closedBy'>): Ending {
  const words = closers[closedBy] || causeWords[terminateCause] || null;
  return { words, name: terminateCause || null };
}
