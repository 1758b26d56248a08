/** The history of the schema, in order. A new step is added at the end; nothing above it ever changes. */
import { foundation } from './0001-foundation.ts';
import { fupResetUndo } from './0002-fup-reset-undo.ts';
import { portalMemory } from './0003-portal-memory.ts';
import { policy } from './0004-policy.ts';
import { loginPolicy } from './0005-login-policy.ts';
import { nasRadius } from './0006-nas-radius.ts';
import { certificates } from './0007-certificates.ts';
import { findings } from './0009-findings.ts';
import { tracePermissions } from './0011-trace-permissions.ts';
import { ipPools } from './0012-ip-pools.ts';
import { disconnectPolicy } from './0013-disconnect-policy.ts';
import { addressHistory } from './0014-address-history.ts';
import { answers } from './0015-answers.ts';
import { unfoldedFacts } from './0016-unfolded-facts.ts';
import { poolRevisions } from './0017-pool-revisions.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  foundation,
  fupResetUndo,
  portalMemory,
  policy,
  loginPolicy,
  nasRadius,
  certificates,
  findings,
  tracePermissions,
  ipPools,
  disconnectPolicy,
  addressHistory,
  answers,
  unfoldedFacts,
  poolRevisions,
];
