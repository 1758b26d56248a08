import { expect, it } from 'vitest';
import { wallLines } from './wall-script.ts';

const wall = { addressList: 'walled', pool: null, portalAddress: '192.0.2.10', portalPort: 8480 };

it('W5: DNS and the portal are allowed, web pages are led to the portal, the rest is refused', () => {
  const lines = wallLines(wall);
  expect(lines[0]).toContain('list=walled-allowed address=192.0.2.10');
  expect(lines.filter((line) => line.includes('dst-port=53 action=accept'))).toHaveLength(2);
  expect(lines.at(-1)).toContain('dst-address-list=!walled-allowed protocol=tcp dst-port=80 action=dst-nat');
  expect(lines.at(-1)).toContain('to-addresses=192.0.2.10 to-ports=8480');
});

it('the refusal stands after what is allowed, and the jump goes in last, first in its chain', () => {
  const lines = wallLines(wall);
  const place = (text: string) => lines.findIndex((line) => line.includes(text));
  expect(place('action=reject')).toBeGreaterThan(place('protocol=tcp dst-port=53'));
  expect(place('place-before=0')).toBeGreaterThan(place('action=reject'));
});

it('a pool is made where one is named, and names with spaces are quoted', () => {
  expect(wallLines({ ...wall, pool: 'wall pool', addressList: 'not paid' }).join('\n')).toMatch(
    /pool add name="wall pool" ranges=.*\n.*src-address-list="not paid" action=jump/s,
  );
  expect(wallLines(wall).join('\n')).not.toContain('/ip pool');
});
