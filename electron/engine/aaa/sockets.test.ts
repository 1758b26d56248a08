import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { ServiceSockets, type SocketFault } from './sockets.ts';

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
