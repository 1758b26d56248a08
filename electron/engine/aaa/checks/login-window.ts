import { dayAndTime, type LoginState, loginStateAt } from '../../../../shared/domain/login-window.ts';
import type { Group } from '../policy.ts';
import { type AdmissionCheck, reject } from './check.ts';

/** Is it within the login windows of its groups? If so, the session ends with the first that closes. */
export const loginWindow: AdmissionCheck = ({ groups, now }) => {
  let endsAt: number | undefined;
  for (const group of groups) {
    if (group.loginWindows.length === 0) continue;
    const state = stateOf(group, now);
    if (!state.isOpen) {
      const opens = state.isEdge ? ` until ${dayAndTime(state.endsAt, group.zone)}` : '';
      return reject(
        'outside-login-hours',
        `Outside the login hours of group ${group.name}${opens}; set other hours in the group to let it in`,
        'Login is not allowed at this time',
      );
    }
    if (state.isEdge && (endsAt === undefined || state.endsAt < endsAt)) endsAt = state.endsAt;
  }
  return endsAt === undefined ? undefined : { kind: 'limit', endsAt };
};

/** What holds now, from the last answer while it holds: a calendar computation costs hundreds of µs. */
function stateOf(group: Group, now: number): LoginState {
  const known = group.loginState;
  if (known && now >= known.startsAt && now < known.endsAt) return known;
  group.loginState = loginStateAt(now, group.loginWindows, group.zone);
  return group.loginState;
}
