import { beforeEach, describe, expect, it, vi } from 'vitest';
import { lookForUpdate, type UpdatePorts, useUpdated } from './updated.ts';

const page = (script: string) => `<script type="module" src="${script}"></script><div id="root">…</div>`;
const mine = '/assets/index-mine.js';

function ports(
  served: string | Error,
  isWriting = false,
): UpdatePorts & { readonly reload: ReturnType<typeof vi.fn<() => void>> } {
  const read = () => (served instanceof Error ? Promise.reject(served) : Promise.resolve(served));
  return { script: mine, read, isWriting: () => isWriting, reload: vi.fn<() => void>() };
}

beforeEach(() => useUpdated.setState({ isUpdated: false }));

describe('after the engine was away', () => {
  it('the same console stays as it is', async () => {
    const same = ports(page(mine));
    await lookForUpdate(same);
    expect(same.reload).not.toHaveBeenCalled();
    expect(useUpdated.getState().isUpdated).toBe(false);
  });

  it('another console is loaded', async () => {
    const other = ports(page('/assets/index-other.js'));
    await lookForUpdate(other);
    expect(other.reload).toHaveBeenCalledTimes(1);
  });

  it('another console waits for what is being written, and is told of', async () => {
    const other = ports(page('/assets/index-other.js'), true);
    await lookForUpdate(other);
    expect(other.reload).not.toHaveBeenCalled();
    expect(useUpdated.getState().isUpdated).toBe(true);
  });

  it.each([
    ['an engine that does not answer', new TypeError('fetch failed')],
    ['an engine whose console is not built', '<h1>The console is not built</h1>'],
    ['nothing', ''],
  ])('%s changes nothing', async (_what, served) => {
    const away = ports(served);
    await lookForUpdate(away);
    expect(away.reload).not.toHaveBeenCalled();
    expect(useUpdated.getState().isUpdated).toBe(false);
  });
});
