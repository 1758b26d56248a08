/**
 * Reads of any thread: a read-only connection of its own. The control plane gets one with `openStore`; whoever holds
 * one keeps read transactions under 2 s so that the WAL can be emptied.
 */
import { openReading } from './connection.ts';
import { createAuthLogReads } from './reads/auth-log.ts';
import { createCertificateReads } from './reads/certificates.ts';
import { createReadContext } from './reads/context.ts';
import { createEngineReads } from './reads/engine.ts';
import { createFindingReads } from './reads/findings.ts';
import { createFupReads } from './reads/fup.ts';
import { createGroupReads } from './reads/groups.ts';
import { createAlertReads, createAuditReads } from './reads/logs.ts';
import { createNasReads } from './reads/nas.ts';
import { createNasFiguresReads } from './reads/nas-figures.ts';
import { createLoginReads, createOperatorReads } from './reads/operators.ts';
import { createPoolReads } from './reads/pools.ts';
import { createPortalReads } from './reads/portal.ts';
import { createRealmReads } from './reads/realms.ts';
import { createServiceReads } from './reads/services.ts';
import { createSessionReads } from './reads/sessions.ts';
import { createSubscriberReads } from './reads/subscribers.ts';
import { createSettingReads, createTenantReads } from './reads/tenants.ts';
import { createOverviewReads, createUsageReads } from './reads/usage.ts';
import type { Reads } from './reads.ts';
import { createSealer } from './seal.ts';

export interface OpenReads {
  readonly reads: Reads;
  close(): void;
}

/** `path` is the database file, which exists and has this version's schema: the writer has opened it before. */
export function openReads(options: {
  readonly path: string;
  readonly key: Uint8Array;
  readonly clock: { now(): number };
}): OpenReads {
  const db = openReading(options.path);
  const context = createReadContext(db, createSealer(options.key), () => options.clock.now());
  const tenants = createTenantReads(context);
  return {
    reads: {
      subscribers: createSubscriberReads(context),
      services: createServiceReads(context),
      realms: createRealmReads(context),
      pools: createPoolReads(context),
      groups: createGroupReads(context),
      nas: createNasReads(context),
      certificates: createCertificateReads(context),
      sessions: createSessionReads(context),
      authLog: createAuthLogReads(context),
      fup: createFupReads(context),
      nasFigures: createNasFiguresReads(context),
      overview: createOverviewReads(context, tenants.own),
      usage: createUsageReads(context),
      audit: createAuditReads(context),
      alerts: createAlertReads(context),
      findings: createFindingReads(context),
      settings: createSettingReads(context),
      tenants,
      operators: createOperatorReads(context),
      login: createLoginReads(context),
      portal: createPortalReads(context),
      engine: createEngineReads(context),
    },
    close: () => db.close(),
  };
}
