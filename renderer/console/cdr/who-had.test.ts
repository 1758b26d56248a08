import { describe, expect, it } from 'vitest';
import { readQuestion } from './who-had.ts';

const fields = { address: '100.64.0.1', from: '2026-11-21T12:00:30', to: '', reason: '' };

describe('W4: the question about an address', () => {
  it('is about a moment of the ISP’s own time, to the second', () => {
    expect(readQuestion(fields, 'Asia/Baghdad')).toEqual({
      query: { address: '100.64.0.1', at: Date.UTC(2026, 10, 21, 9, 0, 30) },
      faults: [],
    });
  });

  it('is about a period when an end is typed, with its reason', () => {
    const { query } = readQuestion({ ...fields, to: '2026-11-21T13:00', reason: ' case 7 ' }, 'UTC');
    expect(query).toMatchObject({ from: Date.UTC(2026, 10, 21, 12, 0, 30), to: Date.UTC(2026, 10, 21, 13) });
    expect(query).toMatchObject({ reason: ' case 7 ' });
  });

  it.each([
    [{ address: '100.64.0.0/24' }, 'address', 'one address at a time'],
    [{ from: '' }, 'from', 'is required'],
    [{ to: '2026-11-21T11:00' }, 'to', 'must not be before from'],
  ])('%j is refused at %s: %s', (change, field, said) => {
    expect(readQuestion({ ...fields, ...change }, 'UTC').faults).toEqual([
      { field, message: expect.stringContaining(said) },
    ]);
  });
});
