/**
 * `node scripts/node24.mjs scripts/auth-log-doc.ts` writes the tables of docs/auth-log.md from the one table of reasons
 * (`shared/domain/auth-reasons.ts`). What stands around them is written by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropReasons, omissionReasons, type ReasonWords, rejectReasons } from '../shared/domain/auth-reasons.ts';
import { root } from './runtime.mjs';

export const authLogDoc = join(root, 'docs', 'auth-log.md');

const tableOf = (reasons: Readonly<Record<string, ReasonWords>>): string =>
  [
    '| reason | in the console | what happened | what to do |',
    '| --- | --- | --- | --- |',
    ...Object.entries(reasons).map(
      ([reason, { label, happened, remedy }]) => `| \`${reason}\` | ${label} | ${happened} | ${remedy} |`,
    ),
  ].join('\n');

const tables = { rejects: rejectReasons, drops: dropReasons, omissions: omissionReasons };

/** The document with its tables as they are to be: what lies between `<!-- drops -->` and `<!-- /drops -->`. */
export function withTables(text: string): string {
  return Object.entries(tables).reduce((all, [name, reasons]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!place.test(all)) throw new Error(`docs/auth-log.md has no place for ${name}`);
    return all.replace(place, (_all, start: string, end: string) => `${start}${tableOf(reasons)}\n${end}`);
  }, text);
}

if (import.meta.main) writeFileSync(authLogDoc, withTables(readFileSync(authLogDoc, 'utf8')));
