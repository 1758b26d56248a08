import { stationOf } from '../../../../shared/domain/mac.ts';
import { blockingSession } from '../../../../shared/domain/simultaneous-use.ts';
import { type AdmissionCheck, reject } from './check.ts';

/** Is the account in use elsewhere (X56)? */
export const simultaneousUse: AdmissionCheck = ({ subscriber, online, request, nasName, wallNow }) => {
  if (online.length === 0) return undefined;
  const limit = subscriber.simultaneousUse ?? 1;
  const blocking = blockingSession(online, { station: stationOf(request.callingStationId), limit, now: wallNow });
  if (!blocking) return undefined;
  const since = new Date(blocking.since).toISOString().slice(0, 16).replace('T', ' ');
  return reject(
    'already-online',
    `Online on ${nasName(blocking.nasId)} with ${blocking.station} since ${since} UTC, ${limit} at once allowed; disconnect that session, or allow more at once`,
    'Already logged in elsewhere',
  );
};
