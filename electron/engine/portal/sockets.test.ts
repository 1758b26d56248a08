import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type PortalSocketOptions, PortalSockets } from './sockets.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

function portal(options: Partial<PortalSocketOptions> = {}) {
  const faults: [address: string, code: string | undefined][] = [];
  const leftOut: string[][] = [];
  const sockets = new PortalSockets({
    handler: (request, response) => response.end(`to ${request.socket.localAddress}`),
    server: {},
    bind: undefined,
    port: 0,
    connectionsMax: 100,
    onFault: (address, error) => faults.push([address, error.code]),
    onLeftOut: (addresses) => leftOut.push([...addresses]),
    addresses: () => ['127.0.0.1'],
    ...options,
  });
  open.push(sockets);
  return { sockets, faults, leftOut };
}

async function ask(host: string, port: number): Promise<string> {
  const [response] = (await once(get({ host, port, agent: false }), 'response')) as [IncomingMessage];
  return String(Buffer.concat(await response.toArray()));
}

describe('Z2: the portal is never bound to a public address by default', () => {
  it('serves every address that is not public by one handler on one port, and names the others once', async () => {
    let addresses = ['127.0.0.1', '127.0.0.2', '203.0.113.5', '2001:db8::1', '127.0.0.1'];
    const { sockets, leftOut, faults } = portal({ addresses: () => addresses });
    await sockets.open();
    expect(sockets.addresses).toEqual(['127.0.0.1', '127.0.0.2']);
    expect(await ask('127.0.0.1', sockets.port)).toBe('to 127.0.0.1');
    expect(await ask('127.0.0.2', sockets.port)).toBe('to 127.0.0.2');
    await sockets.follow();
    expect(leftOut).toEqual([['203.0.113.5', '2001:db8::1']]);
    addresses = [...addresses, '198.51.100.9'];
    await sockets.follow();
    expect(leftOut.slice(1)).toEqual([['203.0.113.5', '2001:db8::1', '198.51.100.9']]);
    expect(faults).toEqual([]);
  });

  it('on a computer with public addresses only, serves this computer alone', async () => {
    const { sockets, leftOut } = portal({ addresses: () => ['127.0.0.1', '203.0.113.5'] });
    await sockets.open();
    expect([sockets.addresses, leftOut]).toEqual([['127.0.0.1'], [['203.0.113.5']]]);
  });

  it('an address that was asked for is bound, and no other', async () => {
    const { sockets, leftOut } = portal({ bind: '0.0.0.0', addresses: () => ['203.0.113.5'] });
    await sockets.open();
    expect([sockets.addresses, leftOut]).toEqual([['0.0.0.0'], []]);
    expect(await ask('127.0.0.3', sockets.port)).toBe('to 127.0.0.3');
  });
});

describe('addresses that come and go', () => {
  it('are followed on the same port, and what is gone is closed with its connections', async () => {
    let addresses = ['127.0.0.1', '127.0.0.2'];
    const { sockets } = portal({ addresses: () => addresses });
    await sockets.open();
    const { port } = sockets;
    const idle = connect(port, '127.0.0.2');
    await once(idle, 'connect');
    addresses = ['127.0.0.1', '127.0.0.3'];
    await sockets.follow();
    await once(idle, 'close');
    expect(await ask('127.0.0.3', port)).toBe('to 127.0.0.3');
    await expect(ask('127.0.0.2', port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect([...sockets.addresses, sockets.port]).toEqual(['127.0.0.1', '127.0.0.3', port]);
  });

  it('one that cannot be opened is a fault, told once, and the others serve', async () => {
    // 192.168.255.254 is private and not this computer's.
    const { sockets, faults } = portal({ addresses: () => ['192.168.255.254', '127.0.0.1'] });
    await sockets.open();
    await sockets.follow();
    expect([sockets.addresses, faults]).toEqual([['127.0.0.1'], [['192.168.255.254', 'EADDRNOTAVAIL']]]);
  });
});

describe('what must not start', () => {
  it('a port that another program has on any of the addresses, with nothing left open', async () => {
    const other = createServer().listen(0, '127.0.0.2');
    await once(other, 'listening');
    open.push(other);
    const { port } = other.address() as { port: number };
    const { sockets } = portal({ port, addresses: () => ['127.0.0.1', '127.0.0.2'] });
    await expect(sockets.open()).rejects.toMatchObject({ code: 'EADDRINUSE', address: '127.0.0.2' });
    await expect(ask('127.0.0.1', port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('an address that was asked for and is not here', async () => {
    await expect(portal({ bind: '192.0.2.7' }).sockets.open()).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });
});

it('turns connections away beyond a number that all addresses share', async () => {
  const { sockets } = portal({ connectionsMax: 1, addresses: () => ['127.0.0.1', '127.0.0.2'] });
  await sockets.open();
  const first = connect(sockets.port, '127.0.0.1');
  await once(first, 'connect');
  const second = connect(sockets.port, '127.0.0.2');
  await once(second, 'close');
  first.destroy();
  await once(first, 'close');
  await expect.poll(() => ask('127.0.0.2', sockets.port).catch(() => '')).toBe('to 127.0.0.2');
});
