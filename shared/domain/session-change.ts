/**
 * What a running session needs when its subscriber's account changes, why, and whether it may be ended for that (X45,
 * X55). A rate goes by CoA; what CoA cannot change on RouterOS (address, pool, address list) only a new login does.
 */
import type { Access, EffectiveSpeed } from './speed.ts';

/** Why a running session is changed. `restore`: its login was walled, and its subscriber may come in again. */
export const changeReasons = ['throttle', 'boost', 'upgrade', 'suspend', 'expire', 'restore', 'kick'] as const;
export type ChangeReason = (typeof changeReasons)[number];

/** X45: nobody is disconnected for a speed. Who is walled in loses nothing but the wall. */
export const DEFAULT_DISCONNECT_FOR: readonly ChangeReason[] = ['suspend', 'expire', 'restore', 'kick'];

/** Whether only a new login gives the session what its account has: the next one is refused, or no longer walled. */
export function mustRedial(access: Access, isWalledLogin: boolean): boolean {
  if (access === 'suspended' || access === 'refused') return true;
  return access === 'full' && isWalledLogin;
}

/** Why a session is brought to `speed`. */
export function changeReason(
  { access, because }: Pick<EffectiveSpeed, 'access' | 'because'>,
  isWalledLogin: boolean,
): ChangeReason {
  if (access !== 'full') return because.some(({ kind }) => kind === 'suspended') ? 'suspend' : 'expire';
  if (isWalledLogin) return 'restore';
  const winner = because.find(({ applies }) => applies)?.kind;
  if (winner === 'boost') return 'boost';
  return winner === 'daily-tier' || winner === 'monthly-tier' ? 'throttle' : 'upgrade';
}
