import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operationNames, operations } from './contract.ts';
import {
  Expiry,
  Kbps,
  MacAddress,
  NasAddress,
  Port,
  SubscriberAddress,
  SubscriberPassword,
  TimeOfDay,
  Username,
} from './fields.ts';
import { judged } from './judged.ts';
import { expandPermissions, permissions } from './permissions.ts';
import { parseTopic, topicNames, topics, topicText } from './topics.ts';
import { fieldProblems, wording } from './wording.ts';

/** The faults that a caller reads, as `field: message`. */
function faults(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value, { error: wording });
  return result.success ? [] : fieldProblems(result.error.issues).map(({ field, message }) => `${field}: ${message}`);
}
/** What in a schema makes another value of the one that it is given; a default only fills in what the engine always says. */
function changesOf(schema: z.ZodType): string[] {
  const found: string[] = [];
  z.toJSONSchema(schema, {
    unrepresentable: 'any',
    override: ({ zodSchema }) => {
      const { type, coerce } = zodSchema._zod.def as { type: string; coerce?: boolean };
      if (['transform', 'pipe', 'catch', 'prefault', 'success'].includes(type) || coerce) found.push(type);
    },
  });
  return found;
}
const read = (schema: z.ZodType, value: unknown) => schema.parse(value, { error: wording });

describe('operations', () => {
  it('have one method and path each', () => {
    const routes = operationNames.map((name) => `${operations[name].method} ${operations[name].path}`);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it.each(operationNames.filter((name) => !['public', 'self'].includes(operations[name].permission)))(
    '%s: a change needs more than a view, a read needs no more',
    (name) => {
      const { method, permission } = operations[name];
      expect(permission.endsWith('.view')).toBe(method === 'GET');
    },
  );

  it.each(operationNames.filter((name) => operations[name].method !== 'POST'))('%s may be repeated blindly', (name) => {
    expect(operations[name].isIdempotent).toBe(true);
  });

  it.each(operationNames)('%s: its path parameters are what it parses', (name) => {
    const { path, params } = operations[name];
    const named = [...path.matchAll(/:(\w+)/g)].map(([, key]) => key);
    expect(Object.keys((params as z.ZodObject).shape)).toEqual(named);
  });

  it.each(operationNames.filter((name) => ['POST', 'PATCH'].includes(operations[name].method)))(
    '%s: an unknown field of the body is refused by name',
    (name) => {
      expect(faults(operations[name].body, { notAField: 1 }).join()).toContain(
        'notAField: is not a field of this request',
      );
    },
  );

  it.each([
    ...operationNames.map((name) => [name, operations[name].output] as const),
    ...topicNames.flatMap((name) => [
      [`snapshot of ${name}`, topics[name].snapshot] as const,
      [`delta of ${name}`, topics[name].delta] as const,
    ]),
  ])('%s: what goes out is what comes in, so that a page may take it without the schema', (_name, schema) => {
    expect(changesOf(schema)).toEqual([]);
  });

  it('what comes in may be changed, which the rule above would see', () => {
    expect(changesOf(operations['ip-history.find'].query)).not.toEqual([]);
  });

  it('give out no field that is named like a secret, except what is shown once on purpose', () => {
    const names = operationNames.flatMap((name) =>
      [
        ...JSON.stringify(z.toJSONSchema(operations[name].output)).matchAll(
          /"(\w*(?:password|secret|hash|token|key)\w*)":\{/gi,
        ),
      ].map(([, field]) => `${name} ${field}`),
    );
    // An alert's key names its cause; a created API key is shown once; MAC logins have a kind of password, no password.
    const allowed =
      /(passwordSet|portalPasswordSet|secretSet|sessionKey)$|^(alert\.list|api-key\.create) key$|^settings\.(get|set) password$/;
    expect(names.filter((name) => !allowed.test(name))).toEqual([]);
  });
});

describe('wording', () => {
  const Sample = z.strictObject({
    name: z.string().min(2).max(4),
    count: z.int().min(1).max(9),
    list: z.array(z.string()).max(1).optional(),
    kind: z.enum(['a', 'b']).optional(),
  });

  it.each([
    [{}, ['name: is required', 'count: is required']],
    [{ name: null, count: null }, ['name: is required', 'count: is required']],
    [{ name: 'x', count: 0 }, ['name: must have at least 2 characters', 'count: must be at least 1']],
    [{ name: 'xxxxx', count: 10 }, ['name: must have at most 4 characters', 'count: must be at most 9']],
    [{ name: 7, count: '7' }, ['name: must be text', 'count: must be a number']],
    [{ name: 'xx', count: 1.5 }, ['count: must be a whole number']],
    [{ name: 'xx', count: 1, list: ['a', 'b'] }, ['list: must have at most 1 entries']],
    [{ name: 'xx', count: 1, list: [4] }, ['list[0]: must be text']],
    [{ name: 'xx', count: 1, kind: 'c' }, ['kind: must be one of a, b']],
    [{ name: 'xx', count: 1, extra: 1 }, ['extra: is not a field of this request; check its spelling or leave it out']],
    ['x', ['(body): must be an object']],
    [undefined, ['(body): is required']],
  ])('%j', (value, said) => expect(faults(Sample, value)).toEqual(said));

  it('never repeats the value of a password', () => {
    expect(
      faults(z.strictObject({ password: SubscriberPassword }), { password: 'hunter2\u0000' }).join(),
    ).not.toContain('hunter2');
  });
});

describe('fields', () => {
  it.each([
    [Kbps, '2M', 2000],
    [Kbps, '0.5M', 500],
    [Kbps, 2000, 2000],
    [TimeOfDay, '1:30', '01:30'],
    [MacAddress, '4c5e.0c12.3456', '4C:5E:0C:12:34:56'],
    [NasAddress, ' 127.0.0.1 ', '127.0.0.1'],
    [NasAddress, '2001:DB8:0:0::1', '2001:db8::1'],
    [NasAddress, '::ffff:10.0.0.1', '10.0.0.1'],
    [SubscriberAddress, '100.64.0.7', '100.64.0.7'],
    [Expiry, '2026-12-31', '2026-12-31'],
    [Expiry, '2026-12-31T23:59:00+02:00', Date.UTC(2026, 11, 31, 21, 59)],
    [Expiry, 5, 5],
    [Username, 'ali hassan@north', 'ali hassan@north'],
    [Port, 1, 1],
  ])('%# reads %j', (schema, typed, value) => expect(read(schema, typed)).toBe(value));

  it.each([
    [Kbps, 0, 'whole number of kbps from 1'],
    [Kbps, 1.5, 'whole number of kbps'],
    [Kbps, 'fast', '"fast" is not a speed'],
    [Kbps, '0', 'at least 1k'],
    [Kbps, undefined, 'is required'],
    [TimeOfDay, '24:00', 'not a time of day'],
    [MacAddress, '10.0.0.1', 'not a MAC address'],
    [SubscriberAddress, '10.0.0.256', 'not an IPv4 address'],
    [SubscriberAddress, '10.0.0', 'not an IPv4 address'],
    [SubscriberAddress, '010.0.0.1', 'not an IPv4 address'],
    [SubscriberAddress, '127.0.0.1', 'loopback'],
    [SubscriberAddress, '224.0.0.9', 'multicast'],
    [SubscriberAddress, '255.255.255.255', 'reserved'],
    [SubscriberAddress, '0.0.0.0', 'this network'],
    [NasAddress, '0.0.0.0', 'this network'],
    [NasAddress, '::ffff:0.0.0.0', 'this network'],
    [NasAddress, '::', 'no address'],
    [NasAddress, 'ff02::1', 'multicast'],
    [NasAddress, 'fe80::1', 'link-local'],
    [NasAddress, 'fe80::1%ether1', 'not an IPv6 address'],
    [NasAddress, '2001:db8::1::2', 'not an IPv6 address'],
    [SubscriberAddress, '2001:db8::1', 'not an IPv4 address'],
    [Expiry, 'tomorrow', 'must be UTC milliseconds'],
    [Expiry, 9e15, 'must be UTC milliseconds'],
    [Expiry, '2026-02-30', 'must be UTC milliseconds'],
    [Username, '', 'must not be empty'],
    [Username, ' ali', 'begin or end with a space'],
    [Username, 'a\nb', 'control characters'],
    [Username, 'x'.repeat(65), 'at most 64 characters'],
    [SubscriberPassword, 'ع'.repeat(65), 'at most 128 octets'],
    [Port, 65_536, 'at most 65535'],
    [Port, 0, 'at least 1'],
  ])('%# refuses %j: %s', (schema, typed, said) => expect(faults(schema, typed).join()).toContain(said));
});

describe('judged rows', () => {
  const Row = z.strictObject({ name: z.string().min(1) });

  it('keep the faults of a row as data, so that the list itself is right', () => {
    const parsed = z.array(judged(Row)).parse([{ name: 'a' }, { name: '' }, 5]);
    expect(parsed).toEqual([
      { ok: true, value: { name: 'a' } },
      { ok: false, fault: [{ field: 'name', message: 'must not be empty' }] },
      { ok: false, fault: [{ field: '', message: 'must be an object' }] },
    ]);
  });

  it('look in the description like the row itself', () => {
    expect(z.toJSONSchema(judged(Row), { io: 'input' })).toMatchObject({ type: 'object', required: ['name'] });
  });
});

describe('permissions', () => {
  it.each([
    [['*'], permissions.length],
    [['nope', '*.nope', 'nope.*', ''], 0],
    [['nas.view'], 1],
    [['nas.*'], 4],
  ])('%j grants %i', (patterns, count) => expect(expandPermissions(patterns)).toHaveLength(count));

  it('*.view grants every view and nothing else', () => {
    const granted = expandPermissions(['*.view']);
    expect(granted.every((name) => name.endsWith('.view'))).toBe(true);
    expect(granted).toHaveLength(permissions.filter((name) => name.endsWith('.view')).length);
  });

  it('F153: Reset All is for administrators, not for whoever has fup.*', () => {
    expect(expandPermissions(['fup.*'])).toEqual(['fup.view', 'fup.reset', 'fup.quarantine']);
    expect(expandPermissions(['*'])).toContain('fup.reset_all');
  });

  it('F098: subscribers.* of a reseller shows nothing of other resellers', () => {
    expect(expandPermissions(['subscribers.*'])).not.toContain('subscribers.view_all');
    expect(expandPermissions(['subscribers.*'])).toContain('subscribers.edit');
    expect(expandPermissions(['subscribers.*', 'subscribers.view_all'])).toContain('subscribers.view_all');
    expect(expandPermissions(['*'])).toContain('subscribers.view_all');
  });
});

describe('topics', () => {
  it('are read as they are written', () => {
    for (const name of topicNames) {
      const text = topics[name].hasId ? `${name}:17` : name;
      const ref = parseTopic(text);
      expect(ref && topicText(ref)).toBe(text);
    }
  });

  it('need a view permission each', () => {
    for (const name of topicNames) expect(permissions).toContain(topics[name].permission);
  });
});
