import {
  type CheckAttribute,
  type CheckRow,
  isCheckAttribute,
  satisfies,
} from '../../../../shared/domain/check-row.ts';
import { type AdmissionCheck, type Reject, reject } from './check.ts';
import type { RequestFacts } from './request-facts.ts';

/** What the request says about a check attribute; '' when it does not. */
const said: Readonly<Record<CheckAttribute, (request: RequestFacts) => string>> = {
  'NAS-IP-Address': ({ nasIpAddress }) => nasIpAddress,
  'NAS-Identifier': ({ nasIdentifier }) => nasIdentifier,
  'NAS-Port-Type': ({ nasPortType }) => String(nasPortType ?? ''),
  'NAS-Port-Id': ({ nasPortId }) => nasPortId,
  'Called-Station-Id': ({ calledStationId }) => calledStationId,
  'Calling-Station-Id': ({ callingStationId }) => callingStationId,
  'Service-Type': ({ serviceType }) => String(serviceType ?? ''),
  'Framed-Protocol': ({ framedProtocol }) => String(framedProtocol ?? ''),
};

/**
 * Does the request say what the subscriber's and its groups' check attributes want? All must hold. A group whose check
 * fails rejects, unlike FreeRADIUS, where it is passed over: a restriction that silently stops to apply is found by
 * nobody. A row that we cannot evaluate (another program wrote it) rejects for the same reason.
 */
export const attributes: AdmissionCheck = ({ subscriber, groups, request }) => {
  if (subscriber.check) {
    const refused = firstFailure(subscriber.check, request, 'its own RADIUS attributes');
    if (refused) return refused;
  }
  for (const { check, name } of groups) {
    const refused = firstFailure(check, request, `group ${name}`);
    if (refused) return refused;
  }
  return undefined;
};

function firstFailure(rows: readonly CheckRow[], request: RequestFacts, where: string): Reject | undefined {
  for (const row of rows) {
    const { attribute, op, value } = row;
    if (!isCheckAttribute(attribute)) {
      return reject(
        'check-failed',
        `${attribute} ${op} ${value} cannot be checked; correct it in ${where}`,
        'Login is not allowed here',
      );
    }
    const sent = said[attribute](request);
    if (satisfies(row, sent)) continue;
    return reject(
      'check-failed',
      `${attribute} is ${sent === '' ? 'absent' : `"${sent}"`}, wanted ${op} "${value}"; correct the router, or ${where}`,
      'Login is not allowed here',
    );
  }
  return undefined;
}
