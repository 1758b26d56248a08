import { describe, expect, it } from 'vitest';
import { columnsThatFit, gridTemplate, NO_CHOICES, parseChoices } from './columns.ts';

const columns = [
  { id: 'user', width: 110 },
  { id: 'service', width: 98, leaves: 4 },
  { id: 'nas', width: 104, leaves: 3 },
  { id: 'mac', width: 120, leaves: 1 },
  { id: 'down', width: 120 },
  { id: 'upTotal', width: 66, leaves: 2 },
  { id: 'realm', width: 80, optional: true },
];
const ids = (list: readonly { readonly id: string }[]) => list.map((column) => column.id).join(' ');

describe('columns leave by priority when the window is narrow', () => {
  it.each([
    [2000, 'user service nas mac down upTotal'],
    [600, 'user service nas down upTotal'],
    [500, 'user service nas down'],
    [400, 'user service down'],
    [100, 'user down'],
  ])('at %d px there are %s', (available, expected) =>
    expect(ids(columnsThatFit(columns, NO_CHOICES, available, 38))).toBe(expected),
  );

  it('a column the operator chose stays, one that was put away goes, an optional one comes when chosen', () => {
    const choices = { shown: { mac: true, service: false, realm: true }, widths: {} };
    expect(ids(columnsThatFit(columns, choices, 300, 38))).toBe('user mac down realm');
  });
});

describe('the grid of a row', () => {
  it('shares what is left over in proportion and keeps widths that were set', () => {
    const two = [
      { id: 'user', width: 110 },
      { id: 'nas', width: 104 },
    ];
    expect(gridTemplate(two, { shown: {}, widths: { nas: 150 } }, 38)).toEqual({
      columns: '38px minmax(110px,110fr) 150px',
      minWidth: 298,
    });
    expect(gridTemplate(two, { shown: {}, widths: { nas: 150, user: 90 } }, 0).columns).toBe('90px minmax(150px,1fr)');
  });

  it('no width can be dragged to nothing', () => {
    expect(gridTemplate([{ id: 'user', width: 110 }], { shown: {}, widths: { user: 2 } }, 0).minWidth).toBe(40);
  });
});

describe('what was remembered', () => {
  it.each([
    [null, NO_CHOICES],
    ['{', NO_CHOICES],
    ['7', NO_CHOICES],
    [
      '{"shown":{"mac":true,"x":"yes"},"widths":{"user":120,"nas":"wide"}}',
      { shown: { mac: true }, widths: { user: 120 } },
    ],
    ['{"shown":null}', NO_CHOICES],
  ])('%s reads %o', (text, choices) => expect(parseChoices(text)).toEqual(choices));
});
