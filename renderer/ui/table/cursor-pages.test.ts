import { expect, it, vi } from 'vitest';
import { createCursorPages, type Page } from './cursor-pages.ts';
import { createRecordStore } from './record-store.ts';

interface Line {
  readonly id: number;
}

/** A list of `total` lines behind a cursor, and a count of the calls. */
function server(total: number, size = 50) {
  return vi.fn(async (cursor: string | undefined): Promise<Page<Line>> => {
    const from = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(size, total - from) }, (_, i) => ({ id: from + i }));
    const next = from + size;
    return { items, total, nextCursor: next < total ? String(next) : undefined };
  });
}
const open = (fetchPage: ReturnType<typeof server>, ahead = 20) =>
  createCursorPages({ fetchPage, keyOf: (line: Line) => line.id, records: createRecordStore<Line>(), ahead });
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

it('loads the first page by itself and lets the rest be scrolled to', async () => {
  const fetchPage = server(1000);
  const pages = open(fetchPage);
  expect(pages.state().status).toBe('loading');
  await settled();
  expect(pages.state()).toMatchObject({ status: 'ready', total: 1000 });
  expect(pages.state()).toMatchObject({ loaded: 50, order: { count: 1000 } });
  expect(pages.state().order.keyAt(49)).toBe(49);
  expect(pages.state().order.keyAt(50)).toBeUndefined();
  expect(fetchPage).toHaveBeenCalledTimes(1);
});

it('asks for as many pages as scrolling needs, one at a time, and stops at the end', async () => {
  const fetchPage = server(120);
  const pages = open(fetchPage);
  await settled();
  pages.needed({ start: 40, end: 119 });
  pages.needed({ start: 41, end: 119 });
  await settled();
  expect(fetchPage).toHaveBeenCalledTimes(3);
  expect(pages.state().order.count).toBe(120);
});

it('reads on to where somebody jumped, and stops when they scroll back', async () => {
  const fetchPage = server(10_000);
  const pages = open(fetchPage);
  await settled();
  pages.needed({ start: 9960, end: 9999 });
  pages.needed({ start: 0, end: 30 });
  await settled();
  expect(fetchPage.mock.calls.length).toBeLessThanOrEqual(3);
  expect(pages.state().order.count).toBe(10_000);
});

it('keeps its epoch while pages arrive, so that a held table may take them', async () => {
  const pages = open(server(200));
  const { epoch } = pages.state().order;
  await settled();
  pages.needed({ start: 0, end: 90 });
  await settled();
  expect(pages.state().order.epoch).toBe(epoch);
});

it('shows a record once that two pages both had', async () => {
  const answers: Page<Line>[] = [
    { items: [{ id: 1 }, { id: 2 }], total: 3, nextCursor: 'x' },
    { items: [{ id: 2 }, { id: 3 }], total: 3 },
  ];
  const pages = open(vi.fn(async () => answers.shift() ?? { items: [], total: 3 }));
  await settled();
  expect([0, 1, 2].map((place) => pages.state().order.keyAt(place))).toEqual([1, 2, 3]);
  expect(pages.state().order.count).toBe(3);
});

it('keeps the rows it has when a page fails, and asks again only when told to', async () => {
  const fetchPage = server(200);
  const pages = open(fetchPage);
  await settled();
  fetchPage.mockRejectedValueOnce(new Error('engine restarts'));
  pages.needed({ start: 0, end: 60 });
  await settled();
  expect(pages.state()).toMatchObject({ status: 'failed', total: 200 });
  pages.needed({ start: 0, end: 65 });
  await settled();
  expect(fetchPage).toHaveBeenCalledTimes(2);
  pages.retry();
  await settled();
  expect(pages.state().status).toBe('ready');
  expect(pages.state().order.keyAt(60)).toBe(60);
});

it('forgets answers that come after it was left', async () => {
  const pages = open(server(200));
  pages.close();
  await settled();
  expect(pages.state().status).toBe('loading');
});
