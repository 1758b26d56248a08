import { describe, expect, it } from 'vitest';
import type { TableColumn } from './columns.ts';
import { csvLine, csvOf } from './csv.ts';

interface Line {
  readonly user: string;
  readonly usedBytes: number | null;
}
const columns: readonly TableColumn<Line>[] = [
  { id: 'user', title: 'User', width: 1, cell: (line) => line.user, csv: (line) => line.user },
  { id: 'mark', title: 'Mark', width: 1, cell: () => '●' },
  { id: 'used', title: 'Used (bytes)', width: 1, cell: () => '', csv: (line) => line.usedBytes },
];

async function* twoPages() {
  yield { items: [{ user: 'sara.m11', usedBytes: 9.31e9 }], total: 2 };
  yield { items: [{ user: 'ali, "a"', usedBytes: null }], total: 2 };
}

describe('CSV', () => {
  it.each([
    [['a', 1, null], 'a,1,\r\n'],
    [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
    [['=1+1', '+964', '@x', '-5'], "'=1+1,'+964,'@x,'-5\r\n"],
    [[-5, Number.NaN], '-5,\r\n'],
  ])('%o becomes %j', (cells, line) => expect(csvLine(cells)).toBe(line));

  it('holds the columns that have a CSV form, page after page, and tells how far it is', async () => {
    const seen: number[] = [];
    const blob = await csvOf(columns, twoPages(), { onProgress: ({ done }) => seen.push(done) });
    expect(await blob.text()).toBe('User,Used (bytes)\r\nsara.m11,9310000000\r\n"ali, ""a""",\r\n');
    expect(new Uint8Array(await blob.slice(0, 3).arrayBuffer())).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
    expect(seen).toEqual([1, 2]);
  });

  it('stops between pages when it is cancelled', async () => {
    const cancel = new AbortController();
    cancel.abort();
    await expect(csvOf(columns, twoPages(), { signal: cancel.signal })).rejects.toThrow();
  });
});
