/**
 * The doctor: keeps evidence of every NAS, and says what is wrong with one when it is asked. Severe findings become
 * alerts and end with their cause.
 */
import type { NasSigns, UnknownSource } from '../aaa/client.ts';
import type { Directory } from '../directory/directory.ts';
import type { Store } from '../store/client.ts';
import type { Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { NasSnapshot } from '../store/reads.ts';
import { EvidenceBook, noEvidence } from './evidence.ts';
import { diagnose, type Finding } from './rules.ts';

export type { Finding } from './rules.ts';

export interface DoctorPorts {
  readonly directory: Pick<Directory, 'nas' | 'allNas'>;
  readonly store: Pick<Store, 'command'>;
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

export interface Doctor {
  noteSigns(signs: readonly NasSigns[]): void;
  noteCoa(nasId: number, isAnswered: boolean): void;
  /** @throws NotFound outside the scope: a router is the business of its tenant, and of no reseller */
  examine(scope: Scope, nasId: number): Promise<Examination>;
  /** Raises and ends alerts by what is found now. */
  round(): Promise<void>;
}

export function createDoctor({ directory, store, unknownSources, ports, interimSeconds, now }: DoctorPorts): Doctor {
  const book = new EvidenceBook();
  /** Alert keys that this doctor raised and did not end. */
  const raised = new Map<string, number>();

  function findingsOf(nas: NasSnapshot, unknown: readonly UnknownSource[]): Finding[] {
    const evidence = book.of(nas.id) ?? noEvidence;
    const { name, address, identity, coaPort, coaPortSeen, coaAccepts } = { ...nas, ...nas.seen };
    const facts = { name, address, identity, coaPort, coaPortSeen, coaAccepts };
    return diagnose({ nas: facts, evidence, unknown, ports: ports(), interimSeconds, now: now() });
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

    async round() {
      const unknown = await unknownSources();
      const found = new Set<string>();
      for (const nas of directory.allNas) {
        for (const { name, severity, title, detail, command } of findingsOf(nas, unknown)) {
          if (severity === 'warn') continue;
          const key = `nas.doctor.${nas.id}.${name}`;
          found.add(key);
          if (raised.has(key)) continue;
          raised.set(key, nas.tenantId);
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
        }
      }
      for (const [key, tenantId] of raised) {
        if (found.has(key)) continue;
        raised.delete(key);
        await store.command('alert.resolve', { tenantId, key, at: now() });
      }
    },
  };
}
