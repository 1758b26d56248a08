import { createSocket } from 'node:dgram';
import { expect, it } from 'vitest';
import { UdpPeer } from './peer.ts';

it('a reply whose socket was closed meanwhile is told as not sent, and throws nothing', async () => {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.close(resolve));
  const told: (Error | null)[] = [];
  const from = { address: '127.0.0.1', port: 40_000, family: 'IPv4', size: 20 } as const;
  new UdpPeer(from, socket, 1812, (error) => told.push(error)).send(new Uint8Array(20));
  expect(told).toEqual([expect.objectContaining({ code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' })]);
});
