/** F059: where a router reaches us. Addresses of the network come before those of this machine: routers reach only the former. */
import type { ServingAt } from '../aaa/client.ts';
import { type Listening, latestOf } from '../certificates/service.ts';
import type { Directory } from '../directory/directory.ts';

export interface ConnectionPointPorts {
  readonly serving: ServingAt;
  readonly radsec: () => Listening;
  readonly directory: Pick<Directory, 'certificates'>;
}

export interface ConnectionPoint {
  addresses: string[];
  authPort: number;
  acctPort: number;
  /** Null while RADIUS over TLS is not served. */
  radsec: { port: number; names: string[] } | null;
}

const isOwn = (address: string): boolean => address === '::1' || address.startsWith('127.');

export function connectionPoint({ serving, radsec, directory }: ConnectionPointPorts): ConnectionPoint {
  const { addresses, authPort, acctPort } = serving;
  const { state } = radsec();
  const server = latestOf(directory.certificates, 'server');
  return {
    addresses: addresses.toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b))),
    authPort,
    acctPort,
    radsec: state.kind === 'serving' ? { port: state.port, names: [...(server?.names ?? [])] } : null,
  };
}
