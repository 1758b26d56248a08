/** What RADIUS over TLS is served with, and what an operator is told when it cannot be. */
import type { RadsecConfig, RadsecState } from '../aaa/client.ts';
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

/** Undefined when all is well. */
export function radsecAlert(state: RadsecState): { readonly title: string; readonly detail: string } | undefined {
  if (state.kind !== 'failed') return undefined;
  const title = `RADIUS over TLS cannot serve on port ${state.port}`;
  if (state.code === 'EADDRINUSE') {
    return {
      title,
      detail: `Port ${state.port} is taken by another program. Stop it, or choose another port with --radsec-port; it is tried again every few seconds.`,
    };
  }
  return { title, detail: `${state.message}. Check --radsec-port and --bind; it is tried again every few seconds.` };
}
