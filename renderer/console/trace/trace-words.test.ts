import { describe, expect, it } from 'vitest';
import type { TraceEntry } from '../../../shared/contract/operations/trace.ts';
import { answeredIn, direction, packetWord, resultWord, says } from './trace-words.ts';

const packet = (code: string, attributes: Record<string, string> = {}): TraceEntry['request'] => ({
  ...{ code, identifier: 1, octets: 20 },
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
});
const entry = (more: Partial<TraceEntry> = {}): TraceEntry => ({
  ...{ ref: 'k', at: 0, ms: 2, kind: 'access', result: 'accept', reason: '', detail: '', username: 'ali' },
  ...{ nasId: 1, nasName: 'tower', address: '10.0.0.1', port: 1, request: packet('Access-Request'), reply: null },
  ...more,
});

describe('a trace in words', () => {
  it.each([
    [{ request: packet('Access-Request') }, '→ Login'],
    [{ request: packet('Accounting-Request', { 'Acct-Status-Type': 'Interim-Update' }) }, '→ Interim'],
    [{ request: packet('Accounting-Request', { 'Acct-Status-Type': 'Stop' }) }, '→ Stop'],
    [{ kind: 'coa', request: packet('CoA-Request') }, '← CoA'],
    [{ kind: 'coa', request: packet('Disconnect-Request') }, '← Disconnect'],
    [{ request: packet('Code-99') }, '→ Code-99'],
  ] as const)('%j is %s', (more, words) => {
    const one = entry(more);
    expect(`${direction(one)} ${packetWord(one)}`).toBe(words);
  });

  it.each([
    [
      'a reject says why',
      entry({ result: 'reject', reason: 'wrong-password', detail: 'The password is wrong' }),
      'The password is wrong',
    ],
    [
      'a NAK says its Error-Cause',
      entry({ kind: 'coa', result: 'nak', reason: 'Missing-Attribute' }),
      'Missing-Attribute',
    ],
    [
      'a login says its method and what it got',
      entry({
        request: packet('Access-Request', { 'MS-CHAP2-Response': '********' }),
        reply: packet('Access-Accept', { 'Mikrotik-Rate-Limit': '8M/40M' }),
      }),
      'MS-CHAPv2, rate 8M/40M',
    ],
    [
      'accounting says its session and how it ended',
      entry({
        ...{ kind: 'accounting', result: 'response' },
        request: packet('Accounting-Request', { 'Acct-Session-Id': '81f0', 'Acct-Terminate-Cause': 'Lost-Carrier' }),
      }),
      '81f0, Lost-Carrier',
    ],
    [
      'a CoA says its rate',
      entry({ kind: 'coa', request: packet('CoA-Request', { 'Mikrotik-Rate-Limit': '1M/5M' }) }),
      'rate 1M/5M',
    ],
  ])('%s', (_case, one, words) => {
    expect(says(one)).toBe(words);
  });

  it('tells no time where there was no answer', () => {
    expect([answeredIn(entry({ ms: null })), answeredIn(entry({ ms: 0.04 })), answeredIn(entry({ ms: 11.4 }))]).toEqual(
      ['–', '0.0', '11'],
    );
    expect(resultWord(entry({ result: 'drop' }))).toBe('No answer');
  });
});
