import type { Output } from '../../../shared/contract/contract.ts';
import type { Severity } from '../../ui/marks/severity.ts';

type LoginCheck = Output<'subscriber.login-check'>;
type Binding = Output<'subscriber.get'>['macBinding'];

export interface OutcomeWords {
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
}

/** What a login would come to, in one sentence. */
export function outcomeWords(check: LoginCheck): OutcomeWords {
  if (check.result === 'reject') {
    return { severity: 'crit', title: 'Refused', text: `${check.detail ?? check.reason ?? 'No reason was given'}.` };
  }
  const rate = check.rateLimit === null ? 'without a rate' : `at ${check.rateLimit}`;
  if (check.result === 'walled') {
    return {
      severity: 'high',
      title: 'Walled',
      text: `Let in ${rate}, up/down, to the portal and payment pages only.`,
    };
  }
  const learns = check.learns === null ? '' : ` ${check.learns} would be learned as its device.`;
  return {
    severity: 'ok',
    title: 'Let in',
    text: `${capital(rate)}, up/down${endsIn(check.sessionSeconds)}.${learns}`,
  };
}

/** What a pool that the reply names would come to. */
export function poolWords(
  { attribute, isOurs, address }: LoginCheck['pools'][number],
  { framedIpAddress }: Pick<LoginCheck, 'framedIpAddress'>,
): string {
  if (!isOurs) return 'a pool of the router: none here has this name';
  if (address !== null) return `would give ${address}`;
  if (attribute === 'Framed-Pool' && framedIpAddress !== null) return `not used: it has ${framedIpAddress}`;
  return 'is ours; what it would give is not known at the moment';
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function endsIn(seconds: number | null): string {
  if (seconds === null) return '';
  const hours = Math.floor(seconds / 3600);
  if (hours >= 48) return `, for ${Math.floor(hours / 24)} days at most`;
  if (hours >= 1) return `, for ${hours} h at most`;
  return `, for ${Math.max(1, Math.floor(seconds / 60))} min at most`;
}

/** W9: `any`, `the first 2 are learned`, `only those listed`. */
export function bindingWords({ mode, limit, devices }: Binding): string {
  if (mode === 'off') return 'any may dial in';
  if (mode === 'locked') return devices.length === 0 ? 'locked, and none is listed' : 'only those listed';
  const left = limit - devices.length;
  const rule = limit === 1 ? 'the first one is learned' : `the first ${limit} are learned`;
  return left > 0 ? `${rule}, ${left} to go` : `${rule}, no room is left`;
}
