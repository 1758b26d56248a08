import { describe, expect, it } from 'vitest';
import type { RouterCall } from '../connection.ts';
import { RouterRefused, RouterUnreachable } from '../errors.ts';
import { parseRequest, type RouterRequest, type Row } from '../words.ts';
import { readInterfaceTraffic } from './interface-traffic.ts';

/** A router with these interfaces: it refuses the whole command when one of those asked for is not there. */
function routerWith(present: readonly string[], isNamed = true): { call: RouterCall; asked: RouterRequest[] } {
  const asked: RouterRequest[] = [];
  return {
    asked,
    call: async (words) => {
      const request = parseRequest(words);
      asked.push(request);
      if (request.command === '/interface/print') return { rows: present.map((name) => ({ name })), done: {} };
      const names = (request.attributes.interface ?? '').split(',');
      if (names.some((name) => !present.includes(name))) {
        throw new RouterRefused('input does not match any value of interface', {
          kind: 'bad-value',
          trap: 'input does not match any value of interface',
        });
      }
      const rows = names.map((name): Row => {
        const rates = { 'tx-bits-per-second': `${name.length}000000`, 'rx-bits-per-second': '512' };
        return isNamed ? { name, ...rates } : rates;
      });
      return { rows, done: {} };
    },
  };
}

describe('/interface/monitor-traffic', () => {
  it('measures many interfaces in one command; what the router sends is the download', async () => {
    const { call, asked } = routerWith(['<pppoe-a>', '<pppoe-bb>']);
    expect(await readInterfaceTraffic(call, ['<pppoe-a>', '<pppoe-bb>'])).toEqual(
      new Map([
        ['<pppoe-a>', { downBps: 9_000_000, upBps: 512 }],
        ['<pppoe-bb>', { downBps: 10_000_000, upBps: 512 }],
      ]),
    );
    expect(asked.map(({ attributes }) => attributes)).toEqual([{ interface: '<pppoe-a>,<pppoe-bb>', once: '' }]);
  });

  it('versions that leave the name out answer in the order asked', async () => {
    const { call } = routerWith(['a', 'bb'], false);
    expect([...(await readInterfaceTraffic(call, ['bb', 'a'])).keys()]).toEqual(['bb', 'a']);
  });

  it('one interface that is gone does not hide the others', async () => {
    const { call, asked } = routerWith(['a', 'c']);
    expect([...(await readInterfaceTraffic(call, ['a', 'b', 'c'])).keys()]).toEqual(['a', 'c']);
    expect(asked).toHaveLength(3);
  });

  it('nothing left to measure is not asked for', async () => {
    const { call, asked } = routerWith([]);
    expect(await readInterfaceTraffic(call, ['gone'])).toEqual(new Map());
    expect(await readInterfaceTraffic(call, ['a,b', ''])).toEqual(new Map());
    expect(asked.map(({ command }) => command)).toEqual(['/interface/monitor-traffic', '/interface/print']);
  });

  it.each([
    ['a refusal that no missing interface explains', 'other' as const],
    ['a permission that the user lacks', 'permission' as const],
  ])('%s is told', async (_case, kind) => {
    const refused = new RouterRefused('no', { kind, trap: 'no' });
    const call: RouterCall = async (words) => {
      if (words[0] === '/interface/print') return { rows: [{ name: 'a' }], done: {} };
      throw refused;
    };
    await expect(readInterfaceTraffic(call, ['a'])).rejects.toBe(refused);
  });

  it('a router that does not answer is told', async () => {
    const silent = new RouterUnreachable('silent', { reason: 'deadline' });
    await expect(readInterfaceTraffic(() => Promise.reject(silent), ['a'])).rejects.toBe(silent);
  });
});
