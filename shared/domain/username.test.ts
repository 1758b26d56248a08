import { expect, it } from 'vitest';
import { splitUsername } from './username.ts';

it.each([
  ['ali', { user: 'ali', realm: null }],
  ['ali@north', { user: 'ali', realm: 'north' }],
  ['Ali@North.ISP', { user: 'Ali', realm: 'north.isp' }],
  ['ali@home@north', { user: 'ali@home', realm: 'north' }],
  ['ali hassan.2-b', { user: 'ali hassan.2-b', realm: null }],
])('F059: %s', (name, parts) => expect(splitUsername(name)).toEqual({ ok: true, value: parts }));

it.each(['', '@north', 'ali@'])('F059: "%s" is no login name', (name) => expect(splitUsername(name).ok).toBe(false));
