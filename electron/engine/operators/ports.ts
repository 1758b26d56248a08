/** What the rooms of this folder need from outside. Clock and randomness are ports, so that tests own them. */
import type { Store } from '../store/client.ts';
import type { ScryptCost } from './password-hash.ts';
import type { RandomBytes } from './tokens.ts';

export interface OperatorPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
  readonly randomBytes: RandomBytes;
  /** Absent: the usual cost. Tests use a cheap one. */
  readonly passwordCost?: ScryptCost;
}
