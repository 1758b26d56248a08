import type { Certificate, RadsecStatus } from '../../../../shared/contract/operations/certificates.ts';
import type { Certificates, Listening } from '../../certificates/service.ts';
import type { CertificateSnapshot, CertificateView } from '../../store/reads.ts';
import { pageOfArray } from './array-page.ts';
import type { Area, HandlerPorts } from './ports.ts';

type Names =
  | 'certificate.status'
  | 'certificate.list'
  | 'certificate.create-authority'
  | 'certificate.issue-server'
  | 'certificate.issue'
  | 'certificate.bundle'
  | 'certificate.revoke';

export function certificateHandlers({ certificates }: HandlerPorts): Area<Names> {
  const out = (view: CertificateView): Certificate => ({
    id: view.id,
    kind: view.kind,
    nasId: view.nasId,
    nasName: view.nasName,
    subject: view.subject,
    names: [...view.names],
    serial: view.serial,
    fingerprint256: view.fingerprint256,
    notBefore: view.notBefore,
    notAfter: view.notAfter,
    stage: certificates.stageOf(view),
    issuedAt: view.issuedAt,
    revokedAt: view.revokedAt,
    revokeReason: view.revokeReason,
  });
  return {
    'certificate.status': () => statusOf(certificates),

    'certificate.list': async (caller, { query }) => {
      const { nasId, kind } = query;
      const wanted = (await certificates.list(caller.scope))
        .filter((one) => (nasId === undefined || one.nasId === nasId) && (kind === undefined || one.kind === kind))
        .map(out);
      return pageOfArray(wanted, query, (one) => [one.subject, one.nasName ?? '', ...one.names, one.serial], {
        subject: (one) => one.subject,
        nasName: (one) => one.nasName,
        notAfter: (one) => one.notAfter,
        issuedAt: (one) => one.issuedAt,
      });
    },

    'certificate.create-authority': async (caller, { body }) => {
      await certificates.createAuthority(caller, body.names);
      return statusOf(certificates);
    },

    'certificate.issue-server': async (caller, { body }) => out(await certificates.issueServer(caller, body.names)),

    'certificate.issue': async (caller, { body }) => out(await certificates.issueClient(caller, body.nasId)),

    'certificate.bundle': async (caller, { params }) => {
      const { fileName, pem, commands } = await certificates.bundle(caller, params.id);
      return { fileName, pem, commands: [...commands] };
    },

    'certificate.revoke': async (caller, { params, body }) =>
      out(await certificates.revoke(caller, params.id, body.reason)),
  };
}

async function statusOf(certificates: Certificates): Promise<RadsecStatus> {
  const { authority, server } = await certificates.inUse();
  const shown = (one: CertificateSnapshot) => ({
    subject: one.subject,
    names: [...one.names],
    fingerprint256: one.fingerprint256,
    notAfter: one.notAfter,
    stage: certificates.stageOf(one),
  });
  return {
    authority: authority ? { ...shown(authority), pem: authority.certificate } : null,
    server: server ? shown(server) : null,
    listener: listenerOf(certificates.listening(), authority !== undefined),
  };
}

function listenerOf({ state, port, connections }: Listening, hasAuthority: boolean): RadsecStatus['listener'] {
  const detail = {
    off: hasAuthority ? 'RADIUS over TLS is about to be served' : 'Off until the authority is created',
    serving: `RADIUS over TLS is served on TCP port ${port}`,
    failed: state.kind === 'failed' ? `Port ${port} cannot be opened: ${state.message}; it is tried again` : '',
  }[state.kind];
  return { state: state.kind, port, detail, connections };
}
