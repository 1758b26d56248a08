/** The registry of NAS: who may speak RADIUS to us, with which secret, and how their API is reached. */

import type { Input } from '../../../shared/contract/contract.ts';
import type { FieldProblem } from '../../../shared/contract/problem.ts';
import type { Hearing } from '../fleet/health.ts';
import { radsecSecret } from '../radius/secret.ts';
import type { Store } from '../store/client.ts';
import type { Actor, NasInput, Scope } from '../store/commands.ts';
import { Invalid, NotFound } from '../store/errors.ts';
import type { NasView } from '../store/reads.ts';
import { type ConnectionTest, testConnection } from './connection-test.ts';
import { createHealthOf, type RouterLoads } from './health-of.ts';
import { secretWarnings } from './secret-warnings.ts';

export interface RouterPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
  /** What the fleet remembers of each router; absent where no router is asked. */
  readonly loads?: RouterLoads;
  /** What is heard of them by RADIUS; absent where nobody listens. */
  readonly hearing?: Hearing;
}

export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

export type NewNas = Input<'nas.create'>['body'];
export type NasChange = Input<'nas.update'>['body'];
export type NasTestInput = Input<'nas.test'>['body'];

export interface SavedNas {
  readonly nas: NasView;
  readonly warnings: readonly FieldProblem[];
}

export function createRouters({ store, clock, loads, hearing }: RouterPorts) {
  const { reads } = store;
  const healthOf = createHealthOf(loads, clock.now, hearing);

  async function byId(scope: Scope, id: number): Promise<NasView> {
    const found = await reads.nas.byId(scope, id);
    if (!found) throw new NotFound(`There is no NAS ${id}.`);
    return found;
  }

  /** Read back after the save: what is wrong with a secret depends on the others (Z5). */
  async function saved(scope: Scope, id: number, didSecretChange: boolean): Promise<SavedNas> {
    const nas = await byId(scope, id);
    return {
      nas,
      warnings: didSecretChange && nas.mode === 'udp' ? secretWarnings(nas, await reads.engine.nas()) : [],
    };
  }

  return {
    byId,

    list: (scope: Scope) => reads.nas.list(scope),

    healthOf,

    /**
     * Tries the API as `body` says, with the stored login where it says nothing. Only into the scope's own routers.
     * @throws NotFound, Invalid when neither side has credentials
     */
    async test({ scope }: Pick<Changer, 'scope'>, { id, api }: NasTestInput): Promise<ConnectionTest> {
      if (id !== undefined) await byId(scope, id);
      const stored = id === undefined ? undefined : (await reads.engine.nas()).find((nas) => nas.id === id)?.api;
      const tried = api ?? stored;
      if (!tried) throw new Invalid([{ field: 'api', message: 'is required: this NAS has no API access yet' }]);
      // A stored password is only ever sent to the host it was stored for: the form must not become a way to read it.
      const isSameHost = stored?.host === tried.host && stored.username === tried.username;
      const password = api?.password ?? (isSameHost ? stored?.password : undefined);
      if (password === undefined) {
        throw new Invalid([{ field: 'api.password', message: 'is required for another host or user than the stored' }]);
      }
      const tls = tried.tls ?? stored?.tls ?? false;
      return testConnection({ host: tried.host, port: tried.port, username: tried.username, password, tls }, clock.now);
    },

    /** @throws Invalid, Conflict when the name or the address is taken */
    async create({ scope, actor }: Changer, body: NewNas): Promise<SavedNas> {
      const nas: NasInput = {
        name: body.name,
        address: body.address ?? '',
        mode: body.mode,
        vendor: body.vendor,
        // RadSec needs none; it is what RouterOS believes CoA by then (RFC 6614 §2.3).
        secret: body.secret ?? (body.mode === 'radsec' ? radsecSecret : undefined),
        swapDirections: body.swapDirections ?? false,
        messageAuthenticator: body.messageAuthenticator,
        coaPort: body.coaPort ?? null,
        disconnectFor: body.disconnectFor,
        api: body.api ? { ...body.api, tls: body.api.tls ?? false } : null,
      };
      const { id } = await store.command('nas.create', { scope, actor, nas, at: clock.now() });
      return saved(scope, id, true);
    },

    /** Absent fields stay, null clears; an absent secret or password keeps the stored one. @throws NotFound, Invalid, Conflict */
    async update({ scope, actor }: Changer, id: number, change: NasChange): Promise<SavedNas> {
      const stored = await byId(scope, id);
      const nas: NasInput = {
        name: change.name ?? stored.name,
        address: change.address ?? stored.address,
        mode: change.mode ?? stored.mode,
        vendor: change.vendor ?? stored.vendor,
        secret: change.secret,
        swapDirections: change.swapDirections ?? stored.swapDirections,
        messageAuthenticator: change.messageAuthenticator,
        disconnectFor: change.disconnectFor,
        coaPort: change.coaPort === undefined ? stored.coaPort : change.coaPort,
        api: changedApi(stored.api, change.api),
      };
      await store.command('nas.update', { scope, actor, id, nas, at: clock.now() });
      return saved(scope, id, change.secret !== undefined);
    },

    /** @throws NotFound */
    async remove({ scope, actor }: Changer, id: number): Promise<void> {
      await byId(scope, id);
      await store.command('nas.remove', { scope, actor, id, at: clock.now() });
    },
  };
}

export type Routers = ReturnType<typeof createRouters>;

function changedApi(stored: NasView['api'], change: NasChange['api']): NasInput['api'] {
  if (change === null) return null;
  if (change === undefined) return stored && { ...withoutFlag(stored), password: undefined };
  if (change.password === undefined && !stored?.passwordSet) {
    throw new Invalid([{ field: 'api.password', message: 'is required: none is stored yet' }]);
  }
  return { ...change, password: change.password, tls: change.tls ?? stored?.tls ?? false };
}

const withoutFlag = ({ host, port, username, tls }: NonNullable<NasView['api']>) => ({ host, port, username, tls });
