import { normaliseMac } from '../../../../shared/domain/mac.ts';
import { judgeMac } from '../../../../shared/domain/mac-binding.ts';
import { type AdmissionCheck, reject } from './check.ts';

/** Is this one of the subscriber's devices (W9)? If not, may it become one? */
export const macBinding: AdmissionCheck = ({ subscriber, request }) => {
  const { macBinding: binding, macs = [] } = subscriber;
  if (!binding) return undefined;
  const station = normaliseMac(request.callingStationId);
  const mac = station.ok ? station.value : null;
  const verdict = judgeMac(binding, new Set(macs), mac);
  if (verdict === 'allowed') return undefined;
  if (verdict === 'learn' && mac !== null) return { kind: 'limit', learn: mac };
  const said = mac ?? (request.callingStationId === '' ? 'No MAC' : `"${request.callingStationId}", which is no MAC,`);
  const known = macs.length === 0 ? 'which has none yet' : `which has ${macs.join(', ')}`;
  return reject(
    'wrong-mac',
    `${said} is not a device of ${subscriber.username}, ${known}; clear the MACs on its page if the CPE was swapped, or add this one`,
    'This device is not registered for the account',
  );
};
