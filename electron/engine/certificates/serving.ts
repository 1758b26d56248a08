/** What RADIUS over TLS is served with. */
import type { RadsecConfig } from '../aaa/client.ts';
import type { Directory } from '../directory/directory.ts';
import { latestOf } from './service.ts';

/** Undefined until there are an authority and a server certificate: then the listener is off. */
export function radsecConfig(directory: Pick<Directory, 'certificates' | 'nas'>): RadsecConfig | undefined {
  const { certificates } = directory;
  const authority = latestOf(certificates, 'authority');
  const server = latestOf(certificates, 'server');
  if (!authority || !server) return undefined;
  return {
    authority: authority.certificate,
    certificate: server.certificate,
    key: server.key,
    clients: certificates.flatMap(({ nasId, fingerprint256, notAfter }) =>
      nasId !== null && directory.nas(nasId)?.mode === 'radsec' ? [{ fingerprint256, nasId, expiresAt: notAfter }] : [],
    ),
  };
}
