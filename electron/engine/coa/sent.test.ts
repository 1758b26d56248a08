import { describe, expect, it } from 'vitest';
import { encodeRequest } from '../radius/encode.ts';
import { encodeAttributes } from '../radius/encode-attributes.ts';
import { createSecret } from '../radius/secret.ts';
import type { CoaOutcome } from './client.ts';
import { sentExchange } from './sent.ts';

const request = encodeRequest({
  ...{ code: 43, identifier: 1, secret: createSecret('xyzzy5461'), messageAuthenticator: false },
  attributes: encodeAttributes([['User-Name', 'ali']]),
});
const target = { address: '10.0.0.1', port: 3799, secret: 'xyzzy5461', localAddress: '10.0.0.254' };
const sent = (outcome: CoaOutcome) => sentExchange(target, 5, request, undefined, outcome, 1_000_000);

describe('a CoA in the trace', () => {
  it('has a whole moment, though its way is measured in fractions of a millisecond', () => {
    expect(sent({ kind: 'ack', tries: 1, ms: 2.7 })).toMatchObject({
      ...{ at: 999_997, ms: 2.7, kind: 'coa', result: 'ack', username: 'ali', nasId: 5, detail: '' },
      ...{ address: '10.0.0.1', port: 3799, localAddress: '10.0.0.254' },
    });
  });

  it('says what a NAK means, and what to do where nobody answers', () => {
    expect(sent({ kind: 'nak', tries: 1, ms: 1, errorCause: 'Session-Context-Not-Found' })).toMatchObject({
      reason: 'Session-Context-Not-Found',
      detail: expect.stringContaining('no such session'),
    });
    expect(sent({ kind: 'timeout', tries: 3, ms: 6000 })).toMatchObject({
      ...{ result: 'timeout', ms: undefined },
      detail: expect.stringContaining('/radius incoming set accept=yes port=3799'),
    });
  });

  it('what never left is no exchange', () => {
    expect(sent({ kind: 'not-sent', tries: 0, ms: 0, message: 'no socket' })).toBeUndefined();
  });
});
