/** The installation's authority and what it signs: made on request, shown without keys, handed over in a bundle. */

import type { RadsecState } from '../aaa/client.ts';
import type { Store } from '../store/client.ts';
import type { Actor, CertificateInput, Scope } from '../store/commands.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '../store/errors.ts';
import { installationTenantId } from '../store/installation.ts';
import type { CertificateSnapshot, CertificateView } from '../store/reads.ts';
import { type Bundle, bundleOf } from './bundle.ts';
import type { Issued } from './signing.ts';
import { type ExpiryStage, expiryStage } from './validity.ts';

/** RADIUS over TLS as it is now. */
export interface Listening {
  readonly state: RadsecState;
  /** Where it is, or would be, served. */
  readonly port: number;
  readonly connections: number;
}

export interface CertificatePorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly now: () => number;
  readonly listening: () => Listening;
}

export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

type Names = readonly [string, ...string[]];

const authorityName = 'Lastmile RADIUS';

/** Loaded when something is issued, which is a few times a year. */
const signing = () => import('./signing.ts');

export function createCertificates({ store, now, listening }: CertificatePorts) {
  const { reads } = store;

  /** What routers must trust and are shown: for every tenant, because all of them connect to it. */
  async function inUse() {
    const living = await reads.engine.certificates();
    return { living, authority: latestOf(living, 'authority'), server: latestOf(living, 'server') };
  }

  async function authority(): Promise<CertificateSnapshot> {
    const { authority: found } = await inUse();
    if (!found) throw new Conflict('There is no authority yet: create it first.');
    return found;
  }

  async function byId(scope: Scope, id: number): Promise<CertificateView> {
    const found = await reads.certificates.byId(scope, id);
    if (!found) throw new NotFound(`There is no certificate ${id}.`);
    return found;
  }

  async function add({ scope, actor }: Changer, certificates: readonly CertificateInput[]): Promise<CertificateView> {
    const { ids } = await store.command('certificate.add', { scope, actor, certificates, at: now() });
    return byId(scope, ids[0]!);
  }

  /** Before seconds of RSA are spent on what would be refused. @throws Forbidden */
  function ownInstallation({ scope }: Changer): void {
    if (scope.resellerId !== undefined || scope.tenantId !== installationTenantId) {
      throw new Forbidden('The authority and the server certificate belong to the operator of this installation.');
    }
  }

  return {
    inUse,

    listening,

    stageOf: ({ notAfter }: Pick<CertificateView, 'notAfter'>): ExpiryStage => expiryStage(notAfter, now()),

    list: (scope: Scope): Promise<readonly CertificateView[]> => reads.certificates.list(scope),

    /** The authority with the first server certificate: RADIUS over TLS is served from now on. @throws Conflict, Forbidden */
    async createAuthority(changer: Changer, names: Names): Promise<void> {
      ownInstallation(changer);
      if ((await inUse()).authority) throw new Conflict('This installation has its authority already.');
      const { issueAuthority, issueServer } = await signing();
      const root = await issueAuthority(authorityName, now());
      const server = await issueServer(root, names, now());
      await add(changer, [inputOf('authority', root, null), inputOf('server', server, null)]);
    },

    /** Another one, shown to the next connection; the one before ends by itself. @throws Conflict, Forbidden */
    async issueServer(changer: Changer, names: Names): Promise<CertificateView> {
      ownInstallation(changer);
      const issued = await (await signing()).issueServer(await authority(), names, now());
      return add(changer, [inputOf('server', issued, null)]);
    },

    /** One more for a NAS: those before stay valid, so that a router is moved over in peace. @throws NotFound, Invalid, Conflict */
    async issueClient(changer: Changer, nasId: number): Promise<CertificateView> {
      const { scope } = changer;
      if (scope.resellerId !== undefined) throw new Forbidden('A reseller cannot change certificates.');
      const nas = await reads.nas.byId(scope, nasId);
      if (!nas) throw new NotFound(`There is no NAS ${nasId}.`);
      if (nas.mode !== 'radsec') throw new Invalid([{ field: 'nasId', message: 'must be a NAS whose mode is RadSec' }]);
      const issued = await (await signing()).issueClient(await authority(), nas.name, now());
      return add(changer, [inputOf('client', issued, nasId)]);
    },

    /** Certificate, key and authority in one file for the router; every handing over is audited. @throws NotFound, Conflict */
    async bundle({ scope, actor }: Changer, id: number): Promise<Bundle> {
      const { kind, nasId, nasName, subject, serial } = await byId(scope, id);
      if (kind !== 'client') throw new Conflict('Only the certificate of a NAS is handed over; the others stay here.');
      const { living, authority: root, server } = await inUse();
      const own = living.find((one) => one.id === id);
      if (!own || !root) throw new Conflict(`Certificate ${id} is revoked; issue a new one.`);
      const row = { tenantId: scope.tenantId, actor, entity: 'certificate', entityId: id, at: now() };
      await store.command('audit.append', {
        rows: [{ ...row, action: 'certificate.handed-over', detail: { nasId, serial } }],
      });
      return bundleOf(own, root, server?.names[0] ?? 'LASTMILE-ADDRESS', listening().port, nasName ?? subject);
    },

    /** Refused from now on, also in the middle of a connection. @throws NotFound, Conflict, Forbidden */
    async revoke({ scope, actor }: Changer, id: number, reason: string): Promise<CertificateView> {
      if (scope.resellerId !== undefined) throw new Forbidden('A reseller cannot change certificates.');
      const { kind } = await byId(scope, id);
      if (kind === 'server' && (await inUse()).server?.id === id) {
        throw new Conflict('This certificate is the one that is served; issue another one first.');
      }
      await store.command('certificate.revoke', { scope, actor, id, reason, at: now() });
      return byId(scope, id);
    },
  };
}

export type Certificates = ReturnType<typeof createCertificates>;

/** The living one of a kind that was issued last: the one that was wanted last. */
export const latestOf = (
  living: readonly CertificateSnapshot[],
  kind: CertificateSnapshot['kind'],
): CertificateSnapshot | undefined => living.filter((one) => one.kind === kind).toSorted((a, b) => b.id - a.id)[0];

const inputOf = (kind: CertificateInput['kind'], issued: Issued, nasId: number | null): CertificateInput => ({
  ...issued,
  kind,
  nasId,
});
