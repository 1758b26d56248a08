/** The types that Kysely checks against and the tables that the migrations make are the same. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type WriterInside, writerInside } from './writer/testing/writer-inside.ts';

let inside: WriterInside;
beforeAll(() => {
  inside = writerInside();
});
afterAll(() => inside.close());

/** table → columns, read from the source of `schema.ts`: types leave nothing behind at run time. */
function declared(): Record<string, string[]> {
  const source = readFileSync(new URL('./schema.ts', import.meta.url), 'utf8');
  const columns = new Map<string, string[]>();
  for (const [, name, body] of source.matchAll(/export interface (\w+) \{\n(.*?)\n\}/gs)) {
    columns.set(
      name!,
      [...body!.matchAll(/^ {2}(\w+):/gm)].map(([, column]) => column!),
    );
  }
  const tables: Record<string, string[]> = {};
  const [, database] = /export interface Database \{\n(.*?)\n\}/s.exec(source)!;
  for (const [, table, type] of database!.matchAll(/^ {2}(\w+): (\w+);/gm))
    tables[table!] = columns.get(type!)!.toSorted();
  return tables;
}

it('every table has the columns that schema.ts says, and there is no other table', () => {
  const stored: Record<string, string[]> = {};
  const tables = inside.rows<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  for (const { name } of tables) {
    stored[name] = inside
      .rows<{ name: string }>(`SELECT name FROM pragma_table_info('${name}')`)
      .map((column) => column.name)
      .toSorted();
  }
  expect(stored).toEqual(declared());
});

it('tables that FreeRADIUS tools know begin with the columns of FreeRADIUS 3.2, names and types', () => {
  const columns = (table: string) =>
    inside
      .rows<{ name: string; type: string }>(`SELECT name, type FROM pragma_table_info('${table}')`)
      .map(({ name, type }) => `${name} ${type}`);
  const check = ['id INTEGER', 'username varchar(64)', 'attribute varchar(64)', 'op char(2)', 'value varchar(253)'];
  const group = check.map((column) => column.replace('username', 'groupname'));
  const tables: Record<string, string[]> = {
    radcheck: check,
    radreply: check,
    radgroupcheck: group,
    radgroupreply: group,
    radusergroup: ['id INTEGER', 'username varchar(64)', 'groupname varchar(64)', 'priority int(11)'],
    radpostauth: [
      ...['id INTEGER', 'username varchar(64)', 'pass varchar(64)', 'reply varchar(32)', 'authdate timestamp'],
      'class varchar(64)',
    ],
    nas: [
      ...['id INTEGER', 'nasname varchar(128)', 'shortname varchar(32)', 'type varchar(30)', 'ports int(5)'],
      ...['secret varchar(60)', 'server varchar(64)', 'community varchar(50)', 'description varchar(200)'],
    ],
    radacct: [
      ...['radacctid INTEGER', 'acctsessionid varchar(64)', 'acctuniqueid varchar(32)', 'username varchar(64)'],
      ...['realm varchar(64)', 'nasipaddress varchar(15)', 'nasportid varchar(32)', 'nasporttype varchar(32)'],
      ...['acctstarttime datetime', 'acctupdatetime datetime', 'acctstoptime datetime', 'acctinterval int(12)'],
      ...['acctsessiontime int(12)', 'acctauthentic varchar(32)', 'connectinfo_start varchar(128)'],
      ...['connectinfo_stop varchar(128)', 'acctinputoctets bigint(20)', 'acctoutputoctets bigint(20)'],
      ...['calledstationid varchar(50)', 'callingstationid varchar(50)', 'acctterminatecause varchar(32)'],
      ...['servicetype varchar(32)', 'framedprotocol varchar(32)', 'framedipaddress varchar(15)'],
      ...['framedipv6address varchar(45)', 'framedipv6prefix varchar(45)', 'framedinterfaceid varchar(44)'],
      ...['delegatedipv6prefix varchar(45)', 'class varchar(64)'],
    ],
  };
  for (const [table, expected] of Object.entries(tables)) {
    expect([table, columns(table).slice(0, expected.length)]).toEqual([table, expected]);
  }
});
