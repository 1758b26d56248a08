import { describe, expect, it } from 'vitest';
import type { DictionaryEntry } from '../../../shared/contract/operations/groups.ts';
import {
  checkBody,
  checkFieldsOf,
  emptyCheck,
  emptyReply,
  nameFault,
  patternFault,
  replyBody,
  replyFieldsOf,
  replyNames,
  valueHint,
} from './attribute-fields.ts';

const entry = (name: string, more: Partial<DictionaryEntry> = {}): [string, DictionaryEntry] => [
  name,
  { name, form: 'a whole number, 0 to 4294967295', values: [], repeats: false, whyNot: null, isCheck: false, ...more },
];
const dictionary = new Map([
  entry('Idle-Timeout'),
  entry('Framed-Protocol', { form: 'one of 6 names, or a number', values: ['PPP', 'SLIP', 'ARAP', 'Gandalf'] }),
  entry('Mikrotik-Rate-Limit', { whyNot: 'is the speed' }),
]);

describe('attributes in a form', () => {
  it('go to the engine as they were, without rows that were never begun', () => {
    const rows = [{ name: 'Idle-Timeout', value: '60' }];
    expect(replyBody([...replyFieldsOf(rows), emptyReply()])).toEqual(rows);
    const checks = [{ attribute: 'NAS-Port-Id', op: '=~' as const, value: '^ether' }];
    expect(checkBody([...checkFieldsOf(checks), emptyCheck()])).toEqual(checks);
    expect(replyBody([{ key: 1, name: 'Idle-Timeout', value: '' }])).toEqual([{ name: 'Idle-Timeout', value: '' }]);
  });

  it('suggest what a reply may hold and say why not of the rest', () => {
    expect(replyNames(dictionary)).toEqual(['Idle-Timeout', 'Framed-Protocol']);
    expect(nameFault(dictionary, ' Mikrotik-Rate-Limit ')).toBe('is the speed');
    expect(nameFault(dictionary, 'Idle-Timeout')).toBeUndefined();
  });

  it('say what a value looks like', () => {
    expect(valueHint(dictionary, 'Idle-Timeout')).toBe('a whole number, 0 to 4294967295');
    expect(valueHint(dictionary, 'Framed-Protocol')).toBe('PPP, SLIP, ARAP');
    expect([valueHint(dictionary, ''), valueHint(dictionary, 'Vendor-9-1')]).toEqual(['Value', '0x…']);
  });

  it('say what is wrong with a pattern while it is typed', () => {
    expect(patternFault({ op: '=~', value: '(a' })).toMatch(/groups/);
    expect(patternFault({ op: '=~', value: '^a' })).toBeUndefined();
    expect(patternFault({ op: '==', value: '(a' })).toBeUndefined();
  });
});
