import type { ReactNode } from 'react';
import type { Output } from '../../shared/contract/contract.ts';
import { Ago } from '../ui/live/Ages.tsx';
import { Badge } from '../ui/marks/SeverityMark.tsx';
import { tierSeverity } from '../ui/marks/severity.ts';

/** At the right of a subscriber's line: the address or when it was seen, and the state. */
export function subscriberEnd(found: Output<'subscriber.list'>['items'][number]): ReactNode {
  const { isOnline, framedIpAddress, lastSeenAt, fupLevel, status, isExpired } = found;
  return (
    <>
      {isOnline ? (
        <span className="t2">{framedIpAddress}</span>
      ) : (
        <span className="t3">
          {lastSeenAt === null ? (
            'never seen'
          ) : (
            <>
              last seen <Ago at={lastSeenAt} />
            </>
          )}
        </span>
      )}
      {status === 'suspended' ? (
        <Badge severity="crit">Suspended</Badge>
      ) : isExpired ? (
        <Badge severity="high">Expired</Badge>
      ) : fupLevel > 0 ? (
        <Badge severity={tierSeverity(fupLevel)}>Tier {fupLevel}</Badge>
      ) : (
        <Badge severity={isOnline ? 'ok' : 'none'}>{isOnline ? 'Online' : 'Offline'}</Badge>
      )}
    </>
  );
}
