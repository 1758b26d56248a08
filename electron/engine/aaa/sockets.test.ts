import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { NetworkInterfaceInfo } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { localAddresses, ServiceSockets, type SocketFault } from './sockets.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

function echoing(addresses: () => string[], faults: SocketFault[] = []) {
  const sockets = new ServiceSockets({
    bind: undefined,
    port: 0,
    addresses,
    onDatagram: (data, from, socket) => socket.send(data, from.port, from.address),
    onError: (fault) => faults.push(fault),
  });
  open.push(sockets);
  return sockets;
}

async function client(): Promise<Socket> {
  const socket = createSocket('udp4');
  open.push({ close: () => new Promise<void>((resolve) => socket.close(() => resolve())) });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

describe('X57: replies leave from the address that was asked', () => {
  it.each(['127.0.0.1', '127.0.0.2', '127.0.0.3'])('asked at %s', async (address) => {
    const sockets = echoing(() => ['127.0.0.1', '127.0.0.2', '127.0.0.3']);
    await sockets.open();
    const asking = await client();
    asking.send('hello', sockets.port, address);
    const [, from] = (await once(asking, 'message')) as [Buffer, { address: string; port: number }];
    expect(from).toMatchObject({ address, port: sockets.port });
  });

  it('follows addresses that come and go', async () => {
    let addresses = ['127.0.0.1'];
    const sockets = echoing(() => addresses);
    await sockets.open();
    addresses = ['127.0.0.1', '127.0.0.9'];
    await sockets.follow();
    const asking = await client();
    asking.send('hello', sockets.port, '127.0.0.9');
    const [, from] = (await once(asking, 'message')) as [Buffer, { address: string }];
    expect(from.address).toBe('127.0.0.9');
    addresses = ['127.0.0.9'];
    await sockets.follow();
    expect(sockets.addresses).toEqual(['127.0.0.9']);
  });

  it('an address that cannot be bound is reported and the others go on', async () => {
    const faults: SocketFault[] = [];
    let addresses = ['127.0.0.1'];
    const sockets = echoing(() => addresses, faults);
    await sockets.open();
    addresses = ['127.0.0.1', '192.0.2.1'];
    await sockets.follow();
    expect(faults).toMatchObject([{ address: '192.0.2.1', code: 'EADDRNOTAVAIL' }]);
    expect(sockets.addresses).toEqual(['127.0.0.1']);
  });

  it('a taken port is an error, never silently another one, and leaves nothing open', async () => {
    const holder = await client();
    const sockets = new ServiceSockets({
      bind: undefined,
      addresses: () => ['127.0.0.2', '127.0.0.1'],
      port: holder.address().port,
      onDatagram: () => undefined,
      onError: () => undefined,
    });
    await expect(sockets.open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(sockets.addresses).toEqual([]);
  });
});

describe('IPv6', () => {
  async function ask(address: string, sockets: ServiceSockets) {
    const asking = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    open.push({ close: () => new Promise<void>((resolve) => asking.close(() => resolve())) });
    asking.send('hello', sockets.port, address);
    const [, from] = (await once(asking, 'message')) as [Buffer, { address: string; port: number }];
    return from;
  }

  it('one port number for both families, and replies from the address asked', async () => {
    const sockets = echoing(() => ['127.0.0.1', '::1']);
    await sockets.open();
    expect(await ask('::1', sockets)).toMatchObject({ address: '::1', port: sockets.port });
    expect(await ask('127.0.0.1', sockets)).toMatchObject({ address: '127.0.0.1', port: sockets.port });
  });

  it('an IPv6 socket takes no IPv4: no source ever reads ::ffff:…', async () => {
    const sources: string[] = [];
    const sockets = new ServiceSockets({
      bind: '::1',
      port: 0,
      onDatagram: (_data, from) => sources.push(from.address),
      onError: () => undefined,
    });
    open.push(sockets);
    await sockets.open();
    const v4 = await client();
    await new Promise<void>((resolve) => v4.send('hello', sockets.port, '127.0.0.1', () => resolve()));
    const v6 = createSocket('udp6');
    open.push({ close: () => new Promise<void>((resolve) => v6.close(() => resolve())) });
    v6.send('hello', sockets.port, '::1');
    await expect.poll(() => sources).toEqual(['::1']);
  });

  it('link-local addresses are no addresses of ours: nobody can be registered by one', () => {
    const entry = (address: string) => ({ address }) as NetworkInterfaceInfo;
    expect(
      localAddresses({ lo: [entry('127.0.0.1'), entry('::1')], eth0: [entry('fe80::1'), entry('fd00::2')] }),
    ).toEqual(['127.0.0.1', '::1', 'fd00::2']);
  });
});

describe('addresses that the system does not give yet', () => {
  it('one of them is told once, the others serve, and it is taken when it comes', async () => {
    const faults: SocketFault[] = [];
    let addresses = ['127.0.0.1', '2001:db8::77'];
    const sockets = echoing(() => addresses, faults);
    await sockets.open();
    await sockets.follow();
    await sockets.follow();
    expect(faults).toMatchObject([{ address: '2001:db8::77', code: 'EADDRNOTAVAIL' }]);
    expect(sockets.addresses).toEqual(['127.0.0.1']);
    addresses = ['127.0.0.1'];
    await sockets.follow();
    addresses = ['127.0.0.1', '2001:db8::77'];
    await sockets.follow();
    expect(faults).toHaveLength(2); // it went and came: told anew
  });

  it('none at all, or the one that --bind names, is an error of the start', async () => {
    await expect(echoing(() => ['192.0.2.1']).open()).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
    const bound = new ServiceSockets({
      bind: '192.0.2.1',
      port: 0,
      onDatagram: () => undefined,
      onError: () => undefined,
    });
    await expect(bound.open()).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });
});

describe('a router that is gone (ECONNRESET on Windows)', () => {
  it.each(['ECONNRESET', 'ECONNREFUSED'])('%s closes nothing and alarms nobody; datagrams go on', async (code) => {
    const faults: SocketFault[] = [];
    let gone = 0;
    const held: Socket[] = [];
    const sockets = new ServiceSockets({
      bind: '127.0.0.1',
      port: 0,
      onDatagram: (data, from, socket) => {
        held.push(socket);
        socket.send(data, from.port, from.address);
      },
      onError: (fault) => faults.push(fault),
      onPeerGone: () => gone++,
    });
    open.push(sockets);
    await sockets.open();
    const asking = await client();
    asking.send('first', sockets.port, '127.0.0.1');
    await once(asking, 'message');
    held[0]!.emit('error', Object.assign(new Error('recvmsg'), { code }));
    asking.send('second', sockets.port, '127.0.0.1');
    const [data] = (await once(asking, 'message')) as [Buffer];
    expect([String(data), gone, faults]).toEqual(['second', 1, []]);
  });

  it('another error of a socket is told, and closes nothing either', async () => {
    const faults: SocketFault[] = [];
    const held: Socket[] = [];
    const sockets = new ServiceSockets({
      bind: '127.0.0.1',
      port: 0,
      onDatagram: (_data, _from, socket) => held.push(socket),
      onError: (fault) => faults.push(fault),
    });
    open.push(sockets);
    await sockets.open();
    const asking = await client();
    asking.send('first', sockets.port, '127.0.0.1');
    await expect.poll(() => held.length).toBe(1);
    held[0]!.emit('error', Object.assign(new Error('no buffer space'), { code: 'ENOBUFS' }));
    expect(faults).toMatchObject([{ address: '127.0.0.1', port: sockets.port, code: 'ENOBUFS' }]);
    asking.send('second', sockets.port, '127.0.0.1');
    await expect.poll(() => held.length).toBe(2);
  });
});
