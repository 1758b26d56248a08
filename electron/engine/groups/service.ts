/** Groups of RADIUS attributes and restrictions, and the attributes of single subscribers (F051). */
import type { GroupBody, SubscriberAttributes } from '../../../shared/contract/operations/groups.ts';
import type { CheckRow } from '../../../shared/domain/check-row.ts';
import { validateLoginWindows } from '../../../shared/domain/login-window.ts';
import { realmOf, realmsOf } from '../../../shared/domain/realm.ts';
import type { ReplyRow } from '../../../shared/domain/reply-merge.ts';
import { ownAddressAttributes } from '../../../shared/domain/static-space.ts';
import { dictionaryRows } from '../radius/settable.ts';
import type { Store } from '../store/client.ts';
import type { Actor, GroupInput, Scope } from '../store/commands.ts';
import { Invalid, NotFound } from '../store/errors.ts';
import type { GroupListItem, OwnAttributes } from '../store/reads.ts';
import { checkFaults, replyFaults, sharedAddressFaults, takenAddressFault } from './attribute-rules.ts';
import { effectiveReply } from './effective-reply.ts';

export interface GroupPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
  /** Acct-Interim-Interval that every Access-Accept asks for, seconds. */
  readonly interimSeconds: number;
}

export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

export type GroupChange = { readonly [K in keyof GroupBody]?: GroupBody[K] | undefined } & {
  readonly revision?: number | undefined;
};

export interface AttributesChange {
  readonly reply?: GroupBody['reply'] | undefined;
  readonly check?: GroupBody['check'] | undefined;
  readonly groupIds?: readonly number[] | null | undefined;
}

const fresh: GroupInput = { name: '', reply: [], check: [], nasIds: [], loginWindows: [] };

export function createGroups({ store, clock, interimSeconds }: GroupPorts) {
  async function byId(scope: Scope, id: number): Promise<GroupListItem> {
    const found = (await store.reads.groups.list(scope)).find((group) => group.id === id);
    if (!found) throw new NotFound(`There is no group ${id}.`);
    return found;
  }

  async function own(scope: Scope, id: number): Promise<OwnAttributes> {
    const found = await store.reads.groups.ofSubscriber(scope, id);
    if (!found) throw new NotFound(`There is no subscriber ${id}.`);
    return found;
  }

  async function attributes(scope: Scope, id: number): Promise<SubscriberAttributes> {
    const { reply, check, groupIds } = await own(scope, id);
    const subscriber = await store.reads.subscribers.byId(scope, id);
    if (!subscriber) throw new NotFound(`There is no subscriber ${id}.`);
    const all = new Map((await store.reads.groups.list(scope)).map((group) => [group.id, group]));
    const service = await store.reads.services.byId(scope, subscriber.serviceId);
    const realms = realmsOf(await store.reads.realms.names(scope));
    const groups = groupIds.flatMap((groupId) => all.get(groupId) ?? []);
    const ofService = service?.groupId == null ? undefined : all.get(service.groupId);
    const left = subscriber.expiresAt === null ? 0 : Math.floor((subscriber.expiresAt - clock.now()) / 1000);
    return {
      reply: reply.map(([name, value]) => ({ name, value })),
      check: check.map((row) => ({ ...row })),
      groups: groups.map(named),
      serviceGroup: ofService ? named(ofService) : null,
      realm: realmOf(realms, subscriber.username)?.name ?? '',
      ...effectiveReply({
        reply,
        rate: subscriber.rate,
        groups,
        serviceGroup: ofService && groups.includes(ofService) ? undefined : ofService,
        staticIp: subscriber.staticIp,
        pools: await store.reads.pools.list(scope),
        interimSeconds,
        expirySeconds: left > 0 ? left : undefined,
      }),
    };
  }

  /** @throws Invalid for an address or a prefix that another subscriber has; what it had before is not asked. */
  async function refuseTaken(
    scope: Scope,
    id: number,
    reply: readonly ReplyRow[],
    stored: readonly ReplyRow[],
  ): Promise<void> {
    const had = new Set(stored.map(([name, value]) => `${name} ${value}`));
    const isNew = ([name, value]: ReplyRow): boolean =>
      ownAddressAttributes.includes(name) && !had.has(`${name} ${value}`);
    if (!reply.some(isNew)) return;
    const username = (await store.reads.subscribers.byId(scope, id))?.username;
    const others = (await store.reads.pools.statics(scope)).filter((one) => one.username !== username);
    const faults = reply.flatMap((row, index) => (isNew(row) ? (takenAddressFault(row, index, others) ?? []) : []));
    if (faults.length > 0) throw new Invalid(faults);
  }

  return {
    byId,
    attributes,
    dictionary: dictionaryRows,

    list: (scope: Scope) => store.reads.groups.list(scope),

    /** @throws Invalid naming each wrong row, Conflict when the name is taken */
    async create({ scope, actor }: Changer, body: GroupBody): Promise<GroupListItem> {
      const { id } = await store.command('group.create', {
        scope,
        actor,
        group: checked(changed(fresh, body)),
        at: clock.now(),
      });
      return byId(scope, id);
    },

    /**
     * Absent fields stay, null clears. `change.revision` is the state that it was made on.
     * @throws NotFound, Invalid, Conflict, also when somebody else changed the group since
     */
    async update({ scope, actor }: Changer, id: number, change: GroupChange): Promise<GroupListItem> {
      const stored = await byId(scope, id);
      const revision = change.revision ?? stored.revision;
      const group = checked(changed(stored, change));
      await store.command('group.update', { scope, actor, id, group, revision, at: clock.now() });
      return byId(scope, id);
    },

    /** @throws NotFound, Conflict while subscribers or services are in it */
    async remove({ scope, actor }: Changer, id: number): Promise<void> {
      await store.command('group.remove', { scope, actor, id, at: clock.now() });
    },

    /** @throws NotFound, Forbidden for a reseller, Invalid naming each wrong row */
    async setAttributes(
      { scope, actor }: Changer,
      id: number,
      change: AttributesChange,
    ): Promise<SubscriberAttributes> {
      const stored = await own(scope, id);
      const reply = rowsOf(change.reply, stored.reply);
      const check: readonly CheckRow[] = change.check === undefined ? stored.check : (change.check ?? []);
      // Rows that stay are not judged: another program may have written them.
      const faults = [...(change.reply ? replyFaults(reply) : []), ...(change.check ? checkFaults(check) : [])];
      if (faults.length > 0) throw new Invalid(faults);
      if (change.reply) await refuseTaken(scope, id, reply, stored.reply);
      const groupIds = change.groupIds === undefined ? stored.groupIds : (change.groupIds ?? []);
      const input = { scope, actor, id, attributes: { reply, check }, groupIds, at: clock.now() };
      await store.command('subscriber.attributes', input);
      return attributes(scope, id);
    },
  };
}

export type Groups = ReturnType<typeof createGroups>;

const named = ({ id, name }: { readonly id: number; readonly name: string }) => ({ id, name });

const rowsOf = (given: GroupBody['reply'] | undefined, stored: readonly ReplyRow[]): readonly ReplyRow[] =>
  given === undefined ? stored : (given ?? []).map(({ name, value }) => [name, value] as const);

const changed = (stored: GroupInput, change: GroupChange): GroupInput => ({
  name: change.name ?? stored.name,
  reply: rowsOf(change.reply, stored.reply),
  check: change.check === undefined ? stored.check : (change.check ?? []),
  nasIds: change.nasIds === undefined ? stored.nasIds : [...new Set(change.nasIds ?? [])],
  loginWindows: change.loginWindows === undefined ? stored.loginWindows : (change.loginWindows ?? []),
});

function checked(group: GroupInput): GroupInput {
  const faults = [
    ...replyFaults(group.reply),
    ...sharedAddressFaults(group.reply),
    ...checkFaults(group.check),
    ...validateLoginWindows(group.loginWindows),
  ];
  if (faults.length > 0) throw new Invalid(faults);
  return group;
}
