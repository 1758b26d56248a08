import { expect, it } from 'vitest';
import { parseZone } from './zone.ts';

it.each([
  ['Asia/Beirut', 'Asia/Beirut'],
  ['europe/berlin', 'Europe/Berlin'],
  [' UTC ', 'UTC'],
  ['+03:00', '+03:00'],
])('X46: "%s" is the zone %s', (text, zone) => expect(parseZone(text)).toEqual({ ok: true, value: zone }));

it.each(['', 'Mars/Phobos', '3', '+25:00'])('X46: "%s" is no zone', (text) =>
  expect(parseZone(text)).toMatchObject({ ok: false }),
);
