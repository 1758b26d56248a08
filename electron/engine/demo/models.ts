/** The routers of the simulated ISP. */
import { type AddressPool, createAddressPool } from './address-pool.ts';
import type { RouterModel } from './router-state.ts';

type Box = Pick<RouterModel, 'board' | 'architecture' | 'cpuCount' | 'memoryBytes' | 'sessionsPerCpu'>;

const GIB = 2 ** 30;
const CORE: Box = {
  board: 'CCR2216-1G-12XS-2XQ',
  architecture: 'arm64',
  cpuCount: 16,
  memoryBytes: 16 * GIB,
  sessionsPerCpu: 400,
};
const EDGE: Box = {
  board: 'CCR2004-1G-12S+2XS',
  architecture: 'arm64',
  cpuCount: 4,
  memoryBytes: 4 * GIB,
  sessionsPerCpu: 600,
};
const TOWER: Box = { board: 'RB5009UG+S+', architecture: 'arm64', cpuCount: 4, memoryBytes: GIB, sessionsPerCpu: 250 };

const KINDS: readonly (readonly [name: string, version: string, box: Box])[] = [
  ['core-bng-01', '7.22', CORE],
  ['edge-north-01', '7.21.3', EDGE],
  ['edge-south-01', '7.22', EDGE],
  ['edge-east-01', '7.21.3', EDGE],
  ['edge-west-01', '7.16.1', EDGE],
  ['tower-07', '7.21.3', TOWER],
];

/** Router `index` from 0: name, version, board, and a loopback address of its own from 127.77.0.1 on. */
export function modelOf(index: number): RouterModel {
  const [name, version, box] = KINDS[index % KINDS.length]!;
  const round = Math.floor(index / KINDS.length);
  return {
    name: round === 0 ? name : `${name.replace(/\d+$/, '')}${`${index + 10}`.padStart(2, '0')}`,
    version,
    ...box,
    ports: ['sfp-uplink', 'sfp-access', 'ether1'],
    address: `127.77.${Math.floor(index / 250)}.${1 + (index % 250)}`,
  };
}

/** 65,000 addresses of the block for carriers' own use (RFC 6598), another for each of the first 63 routers. */
export function poolOf(index: number): AddressPool {
  const octet = 64 + (index % 63);
  return createAddressPool('subscribers', `100.${octet}.0.2`, `100.${octet}.255.254`);
}
