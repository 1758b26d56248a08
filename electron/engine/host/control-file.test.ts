import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  controlFileName,
  newControlToken,
  readControlFile,
  removeControlFile,
  writeControlFile,
} from './control-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lastmile-control-'));
});
afterEach(() => rm(folder, { recursive: true }));

const control = {
  pid: 4711,
  console: 'http://127.0.0.1:8470',
  token: newControlToken(),
  startedAt: 1,
  version: '0.1.0',
};
const path = () => join(folder, controlFileName);

describe('control file', () => {
  it('is read back as it was written, by its owner only, with no draft left over', async () => {
    await writeControlFile(folder, control);
    expect(await readControlFile(folder)).toEqual(control);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual([controlFileName]);
  });

  it('does not trust a file that others may read', async () => {
    await writeControlFile(folder, control);
    await chmod(path(), 0o644);
    expect(await readControlFile(folder)).toBeUndefined();
  });

  it.each(['', '{', 'null', '{"pid":1}', '{"pid":1,"console":"file:///x","token":"t","startedAt":1,"version":"1"}'])(
    'takes %j for no engine',
    async (text) => {
      await writeFile(path(), text, { mode: 0o600 });
      expect(await readControlFile(folder)).toBeUndefined();
    },
  );

  it('is removed by the engine that wrote it and by no other', async () => {
    await writeControlFile(folder, control);
    await removeControlFile(folder, 1);
    expect(await readControlFile(folder)).toEqual(control);
    await removeControlFile(folder, 4711);
    expect(await readControlFile(folder)).toBeUndefined();
  });
});
