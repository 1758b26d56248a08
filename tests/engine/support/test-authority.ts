/** An authority with a server and clients, made once per test file, and the configuration that trusts them. */
import type { RadsecConfig } from '../../../electron/engine/aaa/radsec/config.ts';
import {
  type Issued,
  issueAuthority,
  issueClient,
  issueServer,
} from '../../../electron/engine/certificates/signing.ts';

export type { Issued };

export interface TestAuthority {
  readonly authority: Issued;
  readonly server: Issued;
  /** Issues the certificate of a NAS. */
  client(name: string): Promise<Issued>;
  /** What the listener is told: NAS by certificate. */
  config(clients: readonly (readonly [nasId: number, certificate: Issued])[], server?: Issued): RadsecConfig;
}

export async function createTestAuthority(now: number): Promise<TestAuthority> {
  const authority = await issueAuthority('Test authority', now);
  const server = await issueServer(authority, ['127.0.0.1', 'localhost'], now);
  return {
    authority,
    server,
    client: (name) => issueClient(authority, name, now),
    config: (clients, { certificate, key } = server) => ({
      ...{ authority: authority.certificate, certificate, key },
      clients: clients.map(([nasId, { fingerprint256, notAfter }]) => ({ fingerprint256, nasId, expiresAt: notAfter })),
    }),
  };
}
