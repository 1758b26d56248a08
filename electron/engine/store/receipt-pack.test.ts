import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePack,
  encodePack,
  hourMs,
  mergePack,
  type PackedReceipt,
  packHourAt,
  packId,
  packSession,
} from './receipt-pack.ts';

const hourAt = 490_000 * hourMs;
const bytes = fc.integer({ min: -(2 ** 45), max: 2 ** 45 });
const receipt = fc.record({
  at: fc.integer({ min: 0, max: 3599 }).map((second) => hourAt + second * 1000),
  source: fc.constantFrom('interim' as const, 'stop' as const, 'poll' as const),
  downBytes: bytes,
  upBytes: bytes,
  countedBytes: bytes,
  freePercent: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
  decision: fc.constantFrom('', 'settled', 'quarantined', 'level'),
});

const sums = (receipts: readonly PackedReceipt[]) => ({
  down: receipts.reduce((sum, { downBytes }) => sum + downBytes, 0),
  up: receipts.reduce((sum, { upBytes }) => sum + upBytes, 0),
  counted: receipts.reduce((sum, { countedBytes }) => sum + countedBytes, 0),
});

describe('packs of receipts', () => {
  it('give back every receipt, and packs joined end to end are one pack', () => {
    fc.assert(
      fc.property(fc.array(receipt), fc.array(receipt), (first, second) => {
        const pack = Buffer.concat([encodePack(hourAt, first), encodePack(hourAt, second)]);
        expect(decodePack(hourAt, pack)).toEqual([...first, ...second].map((each) => ({ ...each, covers: 0 })));
      }),
    );
  });

  it('X63: merged to 5 minutes they keep every sum and everything that was said', () => {
    fc.assert(
      fc.property(fc.array(receipt, { maxLength: 150 }), (receipts) => {
        const before = decodePack(hourAt, encodePack(hourAt, receipts));
        const merged = mergePack(hourAt, encodePack(hourAt, receipts));
        const after = decodePack(hourAt, merged);
        expect(sums(after)).toEqual(sums(before));
        const said = (list: PackedReceipt[]) => list.filter((each) => each.decision || each.source === 'stop');
        expect(said(after)).toEqual(said(before));
        const kinds = new Set(receipts.map((each) => `${each.source}/${each.freePercent}`)).size;
        expect(after.length - said(after).length).toBeLessThanOrEqual(12 * kinds);
        // Merging what was merged already changes nothing but order.
        expect(sums(decodePack(hourAt, mergePack(hourAt, merged)))).toEqual(sums(before));
      }),
    );
  });

  it('are found by hour and session', () => {
    const id = packId(hourAt + 1, 4_000_000_000);
    expect(Number.isSafeInteger(id)).toBe(true);
    expect([packHourAt(id), packSession(id)]).toEqual([hourAt, 4_000_000_000]);
    expect(packId(hourAt + hourMs, 1)).toBeGreaterThan(id);
  });

  it('X69: 10,000 online for 72 h at 30 s and 90 days at 5 minutes stay under 3 GB', () => {
    // Everyone moves something in every cycle: in a third of the five minutes of 18 waking hours 20 MB, which is
    // 1.8 Gbit/s together, else the chatter of an idle CPE.
    const cycle = (second: number, isAwake: boolean): Omit<PackedReceipt, 'covers'> => {
      const busy = isAwake && second % 900 < 30;
      const downBytes = busy ? 20_000_000 + second * 1013 : 4_000 + second;
      const upBytes = busy ? 1_500_000 + second * 211 : 2_500 + second;
      const countedBytes = downBytes + upBytes;
      return {
        at: hourAt + second * 1000,
        source: 'poll',
        downBytes,
        upBytes,
        countedBytes,
        freePercent: 0,
        decision: '',
      };
    };
    const hourOctets = (isAwake: boolean) => {
      const fine = encodePack(
        hourAt,
        Array.from({ length: 120 }, (_, n) => cycle(n * 30, isAwake)),
      );
      const row = 14; // payload size, rowid, record header, cell pointer
      const pageFill = { fine: 0.7, coarse: 0.97 }; // grown all over the hour; appended in order of their keys
      return {
        fine: (fine.length + row) / pageFill.fine,
        coarse: (mergePack(hourAt, fine).length + row) / pageFill.coarse,
      };
    };
    const [day, night] = [hourOctets(true), hourOctets(false)];
    const perDay = { fine: 18 * day.fine + 6 * night.fine, coarse: 18 * day.coarse + 6 * night.coarse };
    const total = 10_000 * (3 * perDay.fine + (90 - 3) * perDay.coarse);
    expect(total).toBeLessThan(3e9);
  });

  it('refuse to be read when they end in the middle', () => {
    const pack = encodePack(hourAt, [{ ...fc.sample(receipt, 1)[0]!, downBytes: 2 ** 40 }]);
    expect(() => decodePack(hourAt, pack.subarray(0, 4))).toThrow(/ends inside/);
  });
});
