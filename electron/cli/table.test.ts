import { expect, it } from 'vitest';
import { tableOf } from './table.ts';

it('a name from outside is one cell, and no command to the terminal', () => {
  const names = ['ali\nomar  00:11:22:33:44:55', '\u001b]0;owned\u0007', '\u202Eila', 'سارة', 'José'];
  const text = tableOf([{ title: 'SUBSCRIBER', of: (name: string) => name }], names);
  expect(text.split('\n')).toEqual([
    'SUBSCRIBER',
    String.raw`ali\u000aomar  00:11:22:33:44:55`,
    String.raw`\u001b]0;owned\u0007`,
    String.raw`\u202eila`,
    'سارة',
    'José',
    '',
  ]);
});
