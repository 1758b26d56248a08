import { beforeEach, describe, expect, it } from 'vitest';
import { closeToast, toast, useToasts } from './toasts.ts';

const shown = () => useToasts.getState().toasts;
beforeEach(() => useToasts.setState({ toasts: [] }));

describe('toasts', () => {
  it('stay longer when they offer an undo, and until closed when something went wrong', () => {
    toast({ severity: 'ok', title: 'Saved' });
    toast({ severity: 'ok', title: 'Back at 50/10 M', action: { label: 'Undo', run: () => {} } });
    toast({ severity: 'high', title: '3 of 214 not confirmed' });
    expect(shown().map((each) => each.stayMs)).toEqual([5000, 10_000, null]);
  });

  it('are three at most, and the oldest makes room', () => {
    for (const title of ['a', 'b', 'c', 'd']) toast({ severity: 'ok', title });
    expect(shown().map((each) => each.title)).toEqual(['b', 'c', 'd']);
  });

  it('are closed by their id', () => {
    const id = toast({ severity: 'ok', title: 'a' });
    toast({ severity: 'ok', title: 'b' });
    closeToast(id);
    expect(shown().map((each) => each.title)).toEqual(['b']);
  });
});
