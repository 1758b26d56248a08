/** A subscriber's own RADIUS attributes and its groups. Mikrotik-Rate-Limit is the speed's and stays as it is (X42). */
import { type FieldFault, Invalid } from '../../errors.ts';
import type { Handler } from '../context.ts';
import { rowOf, wholeTenant } from './scope.ts';

const rateAttribute = 'Mikrotik-Rate-Limit';

export const subscriberAttributes: Handler<'subscriber.attributes'> = (context, input) => {
  const { scope, actor, id, attributes, groupIds, at } = input;
  // They reach routes, addresses and routers of the whole network: not a reseller's.
  wholeTenant(scope, 'RADIUS attributes');
  const { username } = rowOf<{ username: string }>(context, 'subscribers', scope, id);
  const names: string[] = [];
  const faults: FieldFault[] = [];
  for (const [index, groupId] of groupIds.entries()) {
    const name = context
      .sql('SELECT name FROM radius_groups WHERE id = ? AND tenant_id = ?')
      .pluck()
      .get(groupId, scope.tenantId) as string | undefined;
    if (name === undefined) faults.push({ field: `groupIds[${index}]`, message: `there is no group ${groupId}` });
    else if (names.includes(name)) faults.push({ field: `groupIds[${index}]`, message: `names ${name} a second time` });
    else names.push(name);
  }
  for (const [index, [name]] of attributes.reply.entries()) {
    if (name === rateAttribute) faults.push({ field: `reply[${index}].name`, message: 'is the speed of the service' });
  }
  if (faults.length > 0) throw new Invalid(faults);

  const before = {
    reply: context
      .sql(
        `SELECT attribute, value FROM radreply WHERE subscriber_id = ? AND attribute <> '${rateAttribute}' ORDER BY id`,
      )
      .all(id),
    check: context.sql('SELECT attribute, op, value FROM radcheck WHERE subscriber_id = ? ORDER BY id').all(id),
    groups: context
      .sql('SELECT groupname FROM radusergroup WHERE subscriber_id = ? ORDER BY priority, id')
      .pluck()
      .all(id),
  };
  context.sql(`DELETE FROM radreply WHERE subscriber_id = ? AND attribute <> '${rateAttribute}'`).run(id);
  context.sql('DELETE FROM radcheck WHERE subscriber_id = ?').run(id);
  context.sql('DELETE FROM radusergroup WHERE subscriber_id = ?').run(id);
  const reply = context.sql(
    'INSERT INTO radreply (username, attribute, op, value, tenant_id, subscriber_id) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const [name, value] of attributes.reply) reply.run(username, name, ':=', value, scope.tenantId, id);
  const check = context.sql(
    'INSERT INTO radcheck (username, attribute, op, value, tenant_id, subscriber_id) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const { attribute, op, value } of attributes.check) {
    check.run(username, attribute, op, value, scope.tenantId, id);
  }
  const member = context.sql(
    'INSERT INTO radusergroup (username, groupname, priority, tenant_id, subscriber_id) VALUES (?, ?, ?, ?, ?)',
  );
  for (const [index, name] of names.entries()) member.run(username, name, index + 1, scope.tenantId, id);
  const after = { reply: attributes.reply, check: attributes.check, groups: names };
  context.audit({
    tenantId: scope.tenantId,
    actor,
    action: 'subscriber.attributes',
    entity: 'subscriber',
    entityId: id,
    detail: { before, after },
    at,
  });
  context.change(scope.tenantId, 'subscriber', id, 'updated', at);
  return { id };
};
