/** What the database takes, what it grows by, and until when the disk holds it (pain 20). */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '../../../shared/contract/operations/storage.ts';
import { fixedKeepDays, type Retention, retentionOf } from '../../../shared/domain/retention.ts';
import { diskForecast, familyGrowth, isBelowLegalMinimum } from '../../../shared/domain/storage-forecast.ts';
import type { Store } from '../store/client.ts';
import type { Scope } from '../store/commands.ts';
import { Forbidden } from '../store/errors.ts';
import { installationTenantId } from '../store/installation.ts';

export interface StoragePorts {
  readonly store: Pick<Store, 'reads' | 'metrics' | 'measure'>;
  readonly dataDir: string;
  readonly clock: { now(): number };
}

type Measure = Awaited<ReturnType<Store['measure']>>;
type FamilyName = Measure['families'][number]['name'];

/** Measuring reads the whole file: sizes change slowly, so once an hour is enough, and only when somebody looks. */
const freshMs = 3_600_000;

const keepDaysOf = (name: FamilyName, kept: Retention): number | null => {
  switch (name) {
    case 'sessions':
      return kept.sessionsDays;
    case 'hourly':
      return kept.hourlyDays;
    case 'auth-log':
      return kept.authLogDays;
    case 'audit':
      return kept.auditDays;
    case 'other':
      return null;
    default:
      return fixedKeepDays[name];
  }
};

export type StorageService = ReturnType<typeof createStorage>;

export function createStorage({ store, dataDir, clock }: StoragePorts) {
  let known: Measure | undefined;
  let running: Promise<void> | undefined;
  let trouble: string | null = null;

  function measure(): void {
    running ??= store
      .measure()
      .then(
        (measured) => {
          known = measured;
          trouble = null;
        },
        (error: unknown) => {
          trouble = error instanceof Error ? error.message : String(error);
        },
      )
      .finally(() => {
        running = undefined;
      });
  }

  /**
   * What was measured last; measures anew beside the work when that is an hour old, or `isWanted`.
   *
   * @throws Forbidden for a reseller and for every tenant but the one who runs the installation
   */
  return async function get(scope: Scope, isWanted: boolean): Promise<Storage> {
    if (scope.resellerId !== undefined || scope.tenantId !== installationTenantId) {
      throw new Forbidden('The storage is a matter of whoever runs the installation.');
    }
    const now = clock.now();
    if (isWanted || !known || now - known.at > freshMs) measure();
    const retention = retentionOf((await store.reads.settings.all(scope)).retention);
    const { databaseBytes, walBytes, ballastBytes, diskFull } = store.metrics();
    const { bavail, blocks, bsize } = await statfs(dataDir);
    const disk = { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    const sizes = (known?.families ?? []).map((family) => ({
      ...family,
      keepDays: keepDaysOf(family.name, retention),
    }));
    const forecast = known ? diskForecast(sizes, disk.freeBytes + known.freeBytes, now) : null;
    return {
      ...{ databaseBytes, walBytes, ballastBytes, diskFull, disk },
      measuredAt: known?.at ?? null,
      isMeasuring: running !== undefined,
      trouble,
      freeInFileBytes: known?.freeBytes ?? null,
      givesSpaceBack: known?.givesSpaceBack ?? null,
      families: sizes.map((family) => ({ ...family, ...familyGrowth(family, now) })),
      bytesPerDay: forecast?.bytesPerDay ?? null,
      fullAt: forecast?.fullAt ?? null,
      retention,
      isBelowLegalMinimum: isBelowLegalMinimum(retention.sessionsDays, retention.legalDays),
      backups: await backupsIn(join(dataDir, 'backups')),
    };
  };
}

/** Copies of the database, the newest first; none where there is no folder. */
async function backupsIn(folder: string): Promise<Storage['backups']> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith('.db'))
      .map(async (name) => {
        const { size, mtimeMs } = await stat(join(folder, name));
        return { name, bytes: size, at: Math.round(mtimeMs) };
      }),
  );
  return found.toSorted((a, b) => b.at - a.at);
}
