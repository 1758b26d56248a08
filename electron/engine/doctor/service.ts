/**
 * The doctor: keeps evidence of every NAS, and says what is wrong with one when it is asked. Severe findings become
 * alerts and end with their cause.
 */
import type { NasSigns, UnknownSource } from '../aaa/client.ts';
import type { Directory } from '../directory/directory.ts';
import type { Store } from '../store/client.ts';
import type { Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { AlertReads, NasSnapshot } from '../store/reads.ts';
import { EvidenceBook, noEvidence } from './evidence.ts';
import { diagnose, type Finding } from './rules.ts';

export type { Finding } from './rules.ts';

export interface DoctorPorts {
  readonly directory: Pick<Directory, 'nas' | 'allNas' | 'tenants'>;
  readonly store: Pick<Store, 'command'> & { readonly reads: { readonly alerts: Pick<AlertReads, 'list'> } };
  readonly unknownSources: () => Promise<readonly UnknownSource[]>;
  readonly ports: () => { readonly auth: number; readonly acct: number };
  readonly interimSeconds: number;
  readonly now: () => number;
}

export interface Examination {
  readonly findings: readonly Finding[];
  /** The last packet that was believed since the engine started, UTC ms. */
  readonly heardAt: number | null;
}

/** One router in short. */
export interface Diagnosis {
  readonly nasId: number;
  readonly findings: number;
  readonly worst: Pick<Finding, 'name' | 'severity' | 'title'> | null;
  readonly heardAt: number | null;
}

export interface Doctor {
  noteSigns(signs: readonly NasSigns[]): void;
  noteCoa(nasId: number, isAnswered: boolean): void;
  /** @throws NotFound outside the scope: a router is the business of its tenant, and of no reseller */
  examine(scope: Scope, nasId: number): Promise<Examination>;
  /** All routers of the scope in one look; none for a reseller. */
  examineAll(scope: Scope): Promise<readonly Diagnosis[]>;
  /** Raises and ends alerts by what is found now; also those of a run before, as soon as their router was heard. */
  round(): Promise<void>;
}

interface Raised {
  readonly tenantId: number;
  readonly nasId: number;
}

/** Alerts of the doctor: `nas.doctor.7.wrong-secret`. */
const keyStart = 'nas.doctor.';
const alertsPerRead = 500;

export function createDoctor({ directory, store, unknownSources, ports, interimSeconds, now }: DoctorPorts): Doctor {
  const book = new EvidenceBook();
  /** Alerts of this doctor that are open, by key; undefined until the database told those of the run before. */
  let raised: Map<string, Raised> | undefined;

  function findingsOf(nas: NasSnapshot, unknown: readonly UnknownSource[]): Finding[] {
    const evidence = book.of(nas.id) ?? noEvidence;
    const { name, address, identity, coaPort, coaPortSeen, coaAccepts } = { ...nas, ...nas.seen };
    const facts = { name, address, identity, coaPort, coaPortSeen, coaAccepts };
    return diagnose({ nas: facts, evidence, unknown, ports: ports(), interimSeconds, now: now() });
  }

  async function openAlerts(): Promise<Map<string, Raised>> {
    const open = new Map<string, Raised>();
    for (const { id: tenantId } of directory.tenants) {
      let cursor: string | undefined;
      do {
        const page = await store.reads.alerts.list({ tenantId }, { open: true, limit: alertsPerRead, cursor });
        for (const { key } of page.items) {
          const nasId = Number(key.startsWith(keyStart) ? key.slice(keyStart.length).split('.')[0] : Number.NaN);
          if (Number.isInteger(nasId)) open.set(key, { tenantId, nasId });
        }
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    }
    return open;
  }

  return {
    noteSigns(signs) {
      for (const one of signs) book.add(one);
    },
    noteCoa: (nasId, isAnswered) => book.coa(nasId, isAnswered, now()),

    async examine(scope, nasId) {
      const nas = directory.nas(nasId);
      if (!nas || nas.tenantId !== scope.tenantId || scope.resellerId !== undefined) {
        throw new NotFound(`There is no NAS ${nasId}.`);
      }
      return { findings: findingsOf(nas, await unknownSources()), heardAt: book.of(nasId)?.believedAt ?? null };
    },

    async examineAll(scope) {
      if (scope.resellerId !== undefined) return [];
      const unknown = await unknownSources();
      return directory.allNas
        .filter(({ tenantId }) => tenantId === scope.tenantId)
        .map((nas) => {
          const findings = findingsOf(nas, unknown);
          const [first] = findings;
          const worst = first ? { name: first.name, severity: first.severity, title: first.title } : null;
          const heardAt = book.of(nas.id)?.believedAt ?? null;
          return { nasId: nas.id, findings: findings.length, worst, heardAt };
        });
    },

    async round() {
      raised ??= await openAlerts();
      const unknown = await unknownSources();
      const found = new Set<string>();
      for (const nas of directory.allNas) {
        for (const { name, severity, title, detail, command } of findingsOf(nas, unknown)) {
          if (severity === 'warn') continue;
          const key = `${keyStart}${nas.id}.${name}`;
          found.add(key);
          if (raised.has(key)) continue;
          const told = command === null ? detail : `${detail}. On the router: ${command}`;
          const alert = {
            tenantId: nas.tenantId,
            key,
            severity,
            title: `${nas.name}: ${title}`,
            detail: told,
            at: now(),
          };
          await store.command('alert.raise', alert);
          raised.set(key, { tenantId: nas.tenantId, nasId: nas.id });
        }
      }
      for (const [key, { tenantId, nasId }] of raised) {
        // Of a router that was not heard since the engine started nothing is known: what was wrong may still be.
        const isUnknown = directory.nas(nasId) !== undefined && book.of(nasId) === undefined;
        if (found.has(key) || isUnknown) continue;
        await store.command('alert.resolve', { tenantId, key, at: now() });
        raised.delete(key);
      }
    },
  };
}
