/**
 * Watches the ends of certificates: a NAS's and the authority's are told 30, 7 and 1 day before (an alert that grows in
 * severity), ours is renewed by itself. A NAS that has a newer certificate is not told of its old one.
 */
import type { Logger } from 'pino';
import type { Directory } from '../directory/directory.ts';
import type { Store } from '../store/client.ts';
import type { Actor } from '../store/commands.ts';
import { installationTenantId } from '../store/installation.ts';
import type { CertificateSnapshot } from '../store/reads.ts';
import { type Certificates, latestOf } from './service.ts';
import { type ExpiryStage, expiryStage, serverRenewalMs } from './validity.ts';

export interface WatchPorts {
  readonly store: Pick<Store, 'command'>;
  readonly directory: Pick<Directory, 'certificates' | 'nas' | 'onChange'>;
  readonly certificates: Pick<Certificates, 'issueServer'>;
  /** UTC ms. */
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

const roundMs = 3_600_000;
const system: Actor = { kind: 'system', id: null, name: 'certificate renewal' };
/** Who owns the authority and the server certificate. */
const installation = { tenantId: installationTenantId };

const severities = { 'in-30-days': 'warn', 'in-7-days': 'high', 'in-1-day': 'crit', expired: 'crit' } as const;
const words: Readonly<Record<Exclude<ExpiryStage, 'fine'>, string>> = {
  'in-30-days': 'ends within 30 days',
  'in-7-days': 'ends within 7 days',
  'in-1-day': 'ends within a day',
  expired: 'has expired',
};

/** One look; `told` keeps what was said, so that an alert is raised when it changes and not every hour. */
export function createCertificateCheck({ store, directory, certificates, now, log }: WatchPorts) {
  const told = new Map<string, ExpiryStage>();

  async function tell(key: string, { tenantId, notAfter }: CertificateSnapshot, title: string, detail: string) {
    const stage = expiryStage(notAfter, now());
    if (told.get(key) === stage) return;
    const at = now();
    if (stage === 'fine') await store.command('alert.resolve', { tenantId, key, at });
    else {
      const severity = severities[stage];
      await store.command('alert.raise', { tenantId, key, severity, title: `${title} ${words[stage]}`, detail, at });
    }
    told.set(key, stage);
  }

  async function renewServer(): Promise<void> {
    const authority = latestOf(directory.certificates, 'authority');
    const server = latestOf(directory.certificates, 'server');
    const [first, ...others] = server?.names ?? [];
    if (!authority || !server || first === undefined || server.notAfter - now() > serverRenewalMs) return;
    // Near its own end the authority has nothing longer to give.
    if (authority.notAfter <= server.notAfter) return;
    await certificates.issueServer({ scope: installation, actor: system }, [first, ...others]);
    log.info({ names: server.names }, 'the server certificate of RADIUS over TLS was renewed');
  }

  return async function check(): Promise<void> {
    await renewServer();
    const authority = latestOf(directory.certificates, 'authority');
    if (authority) {
      const detail =
        'After its end no router can connect by TLS. Move them to UDP, or to another installation, before.';
      await tell('certificate.authority', authority, 'The certificate authority', detail);
    }
    const lastOf = new Map<number, CertificateSnapshot>();
    for (const one of directory.certificates) {
      const before = one.nasId === null ? undefined : lastOf.get(one.nasId);
      if (one.nasId !== null && (!before || before.notAfter < one.notAfter)) lastOf.set(one.nasId, one);
    }
    for (const [nasId, one] of lastOf) {
      const nas = directory.nas(nasId);
      if (nas?.mode !== 'radsec') continue;
      const detail =
        'Issue another under Certificates and import it on the router; both are accepted until the old one ends.';
      await tell(`certificate.nas.${nasId}`, one, `The certificate of ${nas.name}`, detail);
    }
    for (const key of told.keys()) {
      const nasId = Number(/^certificate\.nas\.(\d+)$/.exec(key)?.[1] ?? Number.NaN);
      if (Number.isNaN(nasId) || (lastOf.has(nasId) && directory.nas(nasId)?.mode === 'radsec')) continue;
      // Revoked, removed, or back to UDP: its end concerns nobody any more.
      const tenantId = directory.nas(nasId)?.tenantId ?? installation.tenantId;
      await store.command('alert.resolve', { tenantId, key, at: now() });
      told.delete(key);
    }
  };
}

/** Looks now, every hour, and whenever certificates change. The returned function ends it. */
export function watchCertificates(ports: WatchPorts): () => Promise<void> {
  const check = createCertificateCheck(ports);
  let running: Promise<void> = Promise.resolve();
  const look = (): void => {
    running = running
      .then(check)
      .catch((error: unknown) => ports.log.warn({ err: error }, 'certificates could not be looked after; tried again'));
  };
  look();
  const timer = setInterval(look, roundMs);
  const forget = ports.directory.onChange(({ certificates, nas }) => (certificates || nas) && look());
  return async () => {
    clearInterval(timer);
    forget();
    await running;
  };
}
