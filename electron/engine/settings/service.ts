/** Settings of the installation: what is stored, with the defaults of what never was. */
import type { Settings } from '../../../shared/contract/operations/settings.ts';
import type { Store } from '../store/client.ts';
import type { Actor, Scope } from '../store/commands.ts';
import { Forbidden } from '../store/errors.ts';

export interface SettingsPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
}

export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export function createSettings({ store, clock }: SettingsPorts) {
  async function get(scope: Scope): Promise<Settings> {
    const tenant = await store.reads.tenants.own(scope);
    const stored = await store.reads.settings.all(scope);
    return {
      name: tenant.name,
      timeZone: tenant.timeZone,
      dailyResetTime: tenant.dailyResetTime,
      currency: tenant.currency,
      volumeBase: stored.volumeBase === 'binary' ? 'binary' : 'decimal', // X21
    };
  }

  return {
    get,

    /** @throws Forbidden for a reseller: settings belong to the tenant */
    async set({ scope, actor }: Changer, change: SettingsChange): Promise<Settings> {
      if (scope.resellerId !== undefined) throw new Forbidden('A reseller cannot change settings.');
      const values = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      if (Object.keys(values).length > 0) {
        await store.command('settings.set', { tenantId: scope.tenantId, actor, values, at: clock.now() });
      }
      return get(scope);
    },
  };
}

export type SettingsService = ReturnType<typeof createSettings>;
