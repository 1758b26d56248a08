/** The start and end of an engine as an operator or a script meets them: one clear sentence for each thing that is wrong. */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { EngineFailed, startEngine, temporaryFolders } from './support/engine-process.ts';

const folders = temporaryFolders();
afterAll(() => folders.cleanUp());

async function refusal(start: Parameters<typeof startEngine>[0]): Promise<EngineFailed> {
  try {
    const engine = await startEngine(start);
    await engine.stop();
  } catch (error) {
    if (error instanceof EngineFailed) return error;
    throw error;
  }
  throw new Error('the engine started');
}

describe('start', () => {
  it('prints one ready line and nothing else on standard output, and stops with 0 on SIGTERM', async () => {
    const dataDir = await folders.make();
    const engine = await startEngine({ dataDir });
    expect(engine.ready).toMatchObject({ event: 'ready', pid: engine.child.pid });
    expect(engine.ready.console).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(engine.ready.portal).toMatch(/^http:\/\/.+:\d+$/);
    expect(existsSync(join(dataDir, 'lastmile.db'))).toBe(true);
    const began = performance.now();
    expect(await engine.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(engine.standardOutput()).toHaveLength(1);
  });

  it('a first start prints the recovery key and a generated password once, on standard error', async () => {
    const dataDir = await folders.make();
    const first = await startEngine({ dataDir, env: { LASTMILE_ADMIN_PASSWORD: '' } });
    expect(first.errors()).toMatch(/Recovery key/);
    expect(first.errors()).toMatch(/First operator: admin {3}password: \S+/);
    await first.stop();
    const second = await startEngine({ dataDir, env: { LASTMILE_ADMIN_PASSWORD: '' } });
    expect(second.errors()).not.toMatch(/Recovery key|password:/);
    await second.stop();
  });

  it('a first start that fails does not lose the recovery key: the first one that succeeds prints it, once', async () => {
    const dataDir = await folders.make();
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    expect((await refusal({ dataDir, flags: ['--console-port', String(port)] })).errors).not.toMatch(/Recovery key/);
    holder.close();
    expect(existsSync(join(dataDir, 'lastmile.key'))).toBe(true);

    const second = await startEngine({ dataDir });
    await second.stop();
    expect(second.errors().match(/Recovery key/g)).toHaveLength(1);
    const third = await startEngine({ dataDir });
    await third.stop();
    expect(third.errors()).not.toMatch(/Recovery key/);
  }, 60_000);

  it('keys, database and control file belong to their owner only', async () => {
    const dataDir = await folders.make();
    const engine = await startEngine({ dataDir });
    for (const name of ['lastmile.key', 'lastmile.db', 'engine.json']) {
      expect((statSync(join(dataDir, name)).mode & 0o077).toString(8), name).toBe('0');
    }
    await engine.stop();
    expect(existsSync(join(dataDir, 'engine.json'))).toBe(false);
  });
});

describe('what is wrong is said in one sentence', () => {
  it('a second engine on the same folder names the first', async () => {
    const dataDir = await folders.make();
    const engine = await startEngine({ dataDir });
    const { code, errors } = await refusal({ dataDir });
    expect(code).toBe(1);
    expect(errors).toContain(String(engine.child.pid));
    await engine.stop();
  });

  it('a taken RADIUS port is named with its flag', async () => {
    const holder = createSocket('udp4');
    holder.bind(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address();
    const { code, errors } = await refusal({ dataDir: await folders.make(), flags: ['--acct-port', String(port)] });
    holder.close();
    expect(code).toBe(1);
    expect(errors).toContain(String(port));
    expect(errors).toContain('--acct-port');
  });

  it.each(['--console-port', '--portal-port'])('a taken port is named with %s', async (flag) => {
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const { code, errors } = await refusal({ dataDir: await folders.make(), flags: [flag, String(port)] });
    holder.close();
    expect(code).toBe(1);
    expect(errors).toContain(String(port));
    expect(errors).toContain(flag);
  });

  it('an address that this computer does not have', async () => {
    const { code, errors } = await refusal({ dataDir: await folders.make(), flags: ['--bind', '192.0.2.7'] });
    expect(code).toBe(1);
    expect(errors).toContain('192.0.2.7');
  });

  it('a data folder that is a file', async () => {
    const folder = await folders.make();
    const file = join(folder, 'not-a-folder');
    writeFileSync(file, '');
    const { code, errors } = await refusal({ dataDir: file });
    expect(code).toBe(1);
    expect(errors).toContain(file);
  });

  it('a key file that others may read', async () => {
    const dataDir = await folders.make();
    await (await startEngine({ dataDir })).stop();
    chmodSync(join(dataDir, 'lastmile.key'), 0o644);
    const { code, errors } = await refusal({ dataDir });
    expect(code).toBe(1);
    expect(errors).toContain('lastmile.key');
  });

  it('another key than the one that sealed the database', async () => {
    const dataDir = await folders.make();
    await (await startEngine({ dataDir })).stop();
    const other = await folders.make();
    await (await startEngine({ dataDir: other })).stop();
    writeFileSync(join(dataDir, 'lastmile.key'), readFileSync(join(other, 'lastmile.key')));
    const { code, errors } = await refusal({ dataDir });
    expect(code).toBe(1);
    expect(errors).toMatch(/recovery key/i);
  });

  it('a database from a newer version, which stays as it was', async () => {
    const dataDir = await folders.make();
    await (await startEngine({ dataDir })).stop();
    const path = join(dataDir, 'lastmile.db');
    const database = new Database(path);
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE name LIKE '%migration%'").pluck().all();
    expect(tables).toHaveLength(1);
    const columns = database.prepare(`SELECT * FROM ${String(tables[0])}`).all() as Record<string, unknown>[];
    const last = columns.at(-1)!;
    const names = Object.keys(last);
    const values = names.map((name) =>
      typeof last[name] === 'number' && name !== 'applied_at' && name !== 'at'
        ? 9999
        : name === 'name'
          ? '9999-from-the-future'
          : last[name],
    );
    database
      .prepare(`INSERT INTO ${String(tables[0])} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...values);
    database.close();
    const { code, errors } = await refusal({ dataDir });
    expect(code).toBe(1);
    expect(errors).toMatch(/newer/i);
  });

  it('a file that is no database of ours', async () => {
    const dataDir = await folders.make();
    await (await startEngine({ dataDir })).stop();
    for (const name of ['lastmile.db', 'lastmile.db-wal', 'lastmile.db-shm'])
      rmSync(join(dataDir, name), { force: true });
    const foreign = new Database(join(dataDir, 'lastmile.db'));
    foreign.exec('CREATE TABLE customers (id INTEGER)');
    foreign.close();
    const { code, errors } = await refusal({ dataDir });
    expect(code).toBe(1);
    expect(errors).toContain('lastmile.db');
  });

  it.each([
    [['--auth-port', '99999'], '--auth-port'],
    [['--no-such-flag'], '--no-such-flag'],
    [['--host', '0.0.0.0'], '--host'],
  ])('wrong usage %j ends with 2', async (flags, named) => {
    const { code, errors } = await refusal({ dataDir: await folders.make(), flags });
    expect(code).toBe(2);
    expect(errors).toContain(named);
  });

  it('an old Node is refused before anything native is loaded', () => {
    const systemNode = spawnSync('sh', ['-c', 'command -v /usr/local/bin/node /usr/bin/node | head -1'], {
      encoding: 'utf8',
    }).stdout.trim();
    const version = systemNode === '' ? '' : spawnSync(systemNode, ['--version'], { encoding: 'utf8' }).stdout;
    // Only where an older Node exists is there anything to see; the check itself is a plain comparison.
    if (!/^v(1\d|2[0-3])\./.test(version))
      return expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
    const entry = fileURLToPath(new URL('../../scripts/node24.mjs', import.meta.url));
    const run = spawnSync(systemNode, [entry, 'electron/engine/host/headless.ts', '--help'], { encoding: 'utf8' });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('--data-dir');
  });
});
