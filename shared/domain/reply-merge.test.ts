import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeReply, type ReplyLayer } from './reply-merge.ts';

const repeats = (name: string) => name === 'Framed-Route';
const layer = (source: string, ...rows: (readonly [string, string])[]): ReplyLayer<string> => ({ source, rows });

describe('F051: the order in which attributes are merged', () => {
  it('the first layer that has an attribute wins, and what gives way is told', () => {
    const merged = mergeReply(
      [
        layer('subscriber', ['Idle-Timeout', '60']),
        layer('hotel', ['Idle-Timeout', '300'], ['Framed-Pool', 'guests']),
        layer('service', ['Framed-Pool', 'all'], ['Port-Limit', '1']),
      ],
      repeats,
    );
    expect(merged.rows.map(({ name, value, source }) => [name, value, source])).toEqual([
      ['Idle-Timeout', '60', 'subscriber'],
      ['Framed-Pool', 'guests', 'hotel'],
      ['Port-Limit', '1', 'service'],
    ]);
    expect(merged.overridden).toMatchObject([
      { name: 'Idle-Timeout', source: 'hotel', by: 'subscriber' },
      { name: 'Framed-Pool', source: 'service', by: 'hotel' },
    ]);
  });

  it('an attribute that may repeat is collected from all layers, equal values once', () => {
    const merged = mergeReply(
      [
        layer('subscriber', ['Framed-Route', '10.1.0.0/24 0.0.0.0 1']),
        layer('hotel', ['Framed-Route', '10.2.0.0/24 0.0.0.0 1'], ['Framed-Route', '10.1.0.0/24 0.0.0.0 1']),
      ],
      repeats,
    );
    expect(merged.rows.map(({ value }) => value)).toEqual(['10.1.0.0/24 0.0.0.0 1', '10.2.0.0/24 0.0.0.0 1']);
    expect(merged.overridden).toMatchObject([{ source: 'hotel', by: 'subscriber' }]);
  });

  it('for any layers: no row is lost or made up, single names come from the first layer that has them', () => {
    const row = fc.tuple(fc.constantFrom('A', 'B', 'C', 'Framed-Route'), fc.constantFrom('1', '2', '3'));
    const layers = fc
      .array(fc.array(row, { maxLength: 5 }), { maxLength: 5 })
      .map((lists) => lists.map((rows, index) => ({ source: index, rows })));
    fc.assert(
      fc.property(layers, (all) => {
        const { rows, overridden } = mergeReply(all, repeats);
        const given = all.flatMap((one) => one.rows.map(([name, value]) => `${one.source} ${name} ${value}`));
        const kept = [...rows, ...overridden].map(({ source, name, value }) => `${source} ${name} ${value}`);
        expect(kept.toSorted()).toEqual(given.toSorted());
        for (const { name, source } of rows) {
          if (!repeats(name))
            expect(source).toBe(all.find((one) => one.rows.some(([other]) => other === name))?.source);
        }
        const routes = rows.filter(({ name }) => repeats(name)).map(({ value }) => value);
        expect(new Set(routes).size).toBe(routes.length);
        const order = rows.map(({ source }) => source);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });
});
