import { expect, it } from 'vitest';
import { collectWhole } from './memory.ts';

it('what nobody holds is gone when the heap has been collected whole, and what somebody holds is not', async () => {
  const held = { name: 'held' };
  const weak = [new WeakRef(held), new WeakRef({ name: 'let go' })] as const;
  await new Promise((resolve) => setImmediate(resolve)); // a WeakRef keeps its object to the end of the turn
  collectWhole();
  expect(weak.map((ref) => ref.deref())).toEqual([held, undefined]);
});
