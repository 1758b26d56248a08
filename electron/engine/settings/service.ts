/** Settings of the installation: what is stored, with the defaults of what never was. */

import type { Settings } from '../../../shared/contract/operations/settings.ts';
import { loginPolicyOf } from '../../../shared/domain/login-policy.ts';
import { macAuthOf } from '../../../shared/domain/mac-auth.ts';
import { type MaintenanceWindow, pendingWindows } from '../../../shared/domain/maintenance.ts';
import { retentionOf } from '../../../shared/domain/retention.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
import { Forbidden, Invalid } from '../store/errors.ts';
import { installationTenantId } from '../store/installation.ts';

export interface SettingsPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
}

export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

/** The stored setting `maintenance` (F028): what is no window announces nothing. */
export const windowsOf = (stored: unknown): MaintenanceWindow[] =>
  Array.isArray(stored) ? stored.filter(isWindow) : [];

function isWindow(value: unknown): value is MaintenanceWindow {
  const { from, to, note } = (value ?? {}) as Record<string, unknown>;
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && typeof note === 'string';
}

/** What is absent stays, also within a setting of several fields. */
type Changed<T> = { readonly [K in keyof T]?: T[K] | undefined };
type Nested = 'walled' | 'macAuth' | 'retention';
type SettingsChange = Changed<Omit<Settings, Nested>> & { readonly [K in Nested]?: Changed<Settings[K]> | undefined };

export function createSettings({ store, clock }: SettingsPorts) {
  async function get(scope: Scope): Promise<Settings> {
    const tenant = await store.reads.tenants.own(scope);
    const stored = await store.reads.settings.all(scope);
    const login = loginPolicyOf(stored);
    const macAuth = macAuthOf(stored);
    return {
      name: tenant.name,
      timeZone: tenant.timeZone,
      dailyResetTime: tenant.dailyResetTime,
      currency: tenant.currency,
      volumeBase: stored.volumeBase === 'binary' ? 'binary' : 'decimal', // X21
      maintenance: pendingWindows(windowsOf(stored.maintenance), clock.now()),
      expiredPolicy: login.expired,
      suspendedPolicy: login.suspended,
      inactivePolicy: login.inactive,
      walled: login.walled,
      macAuth: { ...macAuth, nasIds: [...macAuth.nasIds] },
      retention: retentionOf(stored.retention),
    };
  }

  /** @throws Invalid */
  async function refuseUnknownRouters(scope: Scope, nasIds: readonly number[]): Promise<void> {
    const known = new Set((await store.reads.nas.list(scope)).map(({ id }) => id));
    const faults = nasIds.flatMap((id, place) =>
      known.has(id) ? [] : [{ field: `macAuth.nasIds[${place}]`, message: `there is no router ${id}` }],
    );
    if (faults.length > 0) throw new Invalid(faults);
  }

  return {
    get,

    /** Windows that are over are not stored again. @throws Forbidden for a reseller: settings belong to the tenant */
    async set({ scope, actor }: Changer, change: SettingsChange): Promise<Settings> {
      if (scope.resellerId !== undefined) throw new Forbidden('A reseller cannot change settings.');
      // One database, one retention: that of the tenant who runs the installation.
      if (change.retention && scope.tenantId !== installationTenantId) {
        throw new Forbidden('How long things are kept is a setting of the installation.');
      }
      if (change.macAuth?.nasIds) await refuseUnknownRouters(scope, change.macAuth.nasIds);
      const kept = change.maintenance && { maintenance: pendingWindows(change.maintenance, clock.now()) };
      const values = Object.fromEntries(
        Object.entries({ ...change, ...kept }).filter(([, value]) => value !== undefined),
      );
      if (Object.keys(values).length > 0) {
        await store.command('settings.set', { tenantId: scope.tenantId, actor, values, at: clock.now() });
      }
      return get(scope);
    },
  };
}

export type SettingsService = ReturnType<typeof createSettings>;
