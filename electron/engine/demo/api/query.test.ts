import { expect, it } from 'vitest';
import { matches } from './query.ts';

const row: Record<string, string> = { name: 'ether1', type: 'ether', mtu: '1500', running: 'true', comment: 'a=b' };

it.each([
  ['no words match everything', [], true],
  ['has value', ['?comment'], true],
  ['has none', ['?-comment'], false],
  ['has none of what is not there', ['?-slave'], true],
  ['equal', ['?name=ether1'], true],
  ['equal, with the sign that may be left out', ['?=name=ether1'], true],
  ['not equal', ['?name=ether2'], false],
  ['a value with an equals sign', ['?comment=a=b'], true],
  ['less, by number', ['?<mtu=9000'], true],
  ['greater, by number', ['?>mtu=9000'], false],
  ['less, by text', ['?<name=ether2'], true],
  ['yes is true', ['?running=yes'], true],
  ['left-over values are ANDed', ['?name=ether1', '?type=vlan'], false],
  ['or', ['?type=vlan', '?type=ether', '?#|'], true],
  ['not', ['?type=vlan', '?#!'], true],
  ['not the last, and both', ['?type=ether', '?name=ether1', '?#!&'], false],
  ['a copy by index', ['?type=ether', '?type=vlan', '?#1|&'], true],
  ['an operator without operands is false, not an error', ['?#|'], false],
])('%s', (_case, queries, expected) => expect(matches(queries, (name) => row[name])).toBe(expected));
