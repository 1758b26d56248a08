/** The command line end to end: against a running engine by its API, and straight on the database of a stopped one. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../electron/cli/run.ts';
import { writeControlFile } from '../../../electron/engine/host/control-file.ts';
import { openStore, type Store } from '../../../electron/engine/store/client.ts';
import { folderHolder } from '../../../electron/engine/store/folder-lock.ts';
import { openKeyFile } from '../../../electron/engine/store/key-file.ts';
import { recoveryKeyText } from '../../../electron/engine/store/recovery-key.ts';
import { testKey } from '../../../electron/engine/store/testing/temporary-store.ts';
import type { LeaseChange } from '../../../shared/domain/ip-lease.ts';
import { addService, controlToken, type Harness, startApi } from '../api/harness.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], more: { input?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Ran> {
  const ran = { out: '', err: '' };
  const code = await runCli(args, {
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    input: async () => more.input ?? '',
    env: more.env ?? {},
    fetch,
  });
  return { code, ...ran };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

interface Where {
  readonly dataDir: string;
  readonly to: string;
  /** What a data plane would have said of its leases. */
  note(changes: readonly LeaseChange[]): Promise<unknown>;
  audit(): Promise<readonly { readonly action: string; readonly actorKind: string }[]>;
}

const auditOf = async (store: Store) => (await store.reads.audit.list({ tenantId: 1 }, { limit: 500 })).items;

/** The same stories for both ways to the database. */
const stories = (where: () => Where) => {
  const cli = (...args: string[]) => run([...args, '--data-dir', where().dataDir]);
  const json = async (...args: string[]) => JSON.parse((await cli(...args, '--json')).out);

  it('adds a service, with tiers, burst and free hours, and shows it', async () => {
    const added = await cli(
      ...['service', 'add', '--name', 'Fiber 20M', '--down', '20M', '--up', '4M', '--price-minor', '2500'],
      ...['--daily-tier', '5000000000:4M/1M', '--daily-tier', '9000000000:2M/512k'],
      ...['--burst', '30M/6M,16M/3M,8', '--free-hours', '01:00-07:00:100', '--soft-fup'],
    );
    expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^Added service Fiber 20M \(\d+\)\.\n$/) });
    const { items } = await json('service', 'list', '--q', 'fiber');
    expect(items[0]).toMatchObject({
      downKbps: 20_000,
      softFup: true,
      dailyTiers: [
        { fromBytes: 5e9, downKbps: 4000, upKbps: 1000 },
        { fromBytes: 9e9, downKbps: 2000, upKbps: 512 },
      ],
      burst: { downKbps: 30_000, thresholdUpKbps: 3000, seconds: 8 },
      freeHours: { from: '01:00', to: '07:00', percent: 100 },
    });
    expect((await cli('service', 'list')).out).toMatch(/ID +NAME +DOWN\/UP.*\n.*Fiber 20M +20M\/4M +unlimited/s);
  });

  it('adds, changes and removes a subscriber by name, its password from standard input', async () => {
    const args = [
      'subscriber',
      'add',
      '--username',
      'ali',
      '--password',
      '-',
      '--service',
      'fiber 20m',
      '--mac',
      '4c5e0c000001',
    ];
    expect((await run([...args, '--data-dir', where().dataDir], { input: 'typed-secret\n' })).out).toContain(
      'Added subscriber ali',
    );
    const changes = ['--static-ip', '100.64.0.5', '--status', 'suspended', '--portal-password', 'a page of his own'];
    expect((await cli('subscriber', 'set', 'ali', ...changes)).code).toBe(0);
    const { items } = await json('subscriber', 'list', '--q', 'ali');
    expect(items[0]).toMatchObject({
      username: 'ali',
      staticIp: '100.64.0.5',
      status: 'suspended',
      portalPasswordSet: true,
      rateLimit: '1k/1k',
    });
    await cli('subscriber', 'set', '--id', String(items[0].id), '--static-ip', 'none');
    expect((await json('subscriber', 'list', '--q', 'ali')).items[0].staticIp).toBeNull();
    expect((await cli('subscriber', 'remove', 'ali')).out).toContain('Removed subscriber ali');
    expect(await cli('subscriber', 'remove', 'ali')).toMatchObject({ code: 1, err: 'There is no subscriber "ali".\n' });
  });

  it('adds a NAS, warns of its short secret, and never shows it', async () => {
    const added = await cli('nas', 'add', '--name', 'tower-1', '--address', '10.0.0.1', '--secret', 'short-canary');
    expect(added.err).toContain('Warning: secret is short');
    expect((await cli('nas', 'list', '--json')).out).not.toContain('short-canary');
    expect((await cli('nas', 'set', 'tower-1', '--coa-port', '1700')).code).toBe(0);
    expect((await json('nas', 'list')).items[0]).toMatchObject({ coaPort: 1700, secretSet: true });
    expect((await cli('nas', 'remove', 'tower-1')).code).toBe(0);
  });

  it('adds an operator and an API key, which is shown once', async () => {
    expect(
      (await cli('operator', 'add', '--username', 'nadia', '--password', 'long enough', '--role', 'viewer')).code,
    ).toBe(0);
    expect((await cli('operator', 'set', 'nadia', '--disabled')).code).toBe(0);
    expect((await json('operator', 'list', '--q', 'nadia')).items[0].isDisabled).toBe(true);
    expect((await cli('operator', 'set', 'nadia', '--no-disabled')).code).toBe(0);
    expect((await json('operator', 'list', '--q', 'nadia')).items[0].isDisabled).toBe(false);
    const key = await cli('api-key', 'add', '--name', 'billing', '--scope', 'nas.view', '--scope', 'cdr.view');
    expect(key.out).toMatch(/lm_live_[\w-]{43}\n/);
    expect((await cli('api-key', 'list')).out).toMatch(/billing +admin +active/);
    expect(await cli('api-key', 'set', 'billing')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be changed'),
    });
    expect((await cli('api-key', 'remove', 'billing')).code).toBe(0);
  });

  it('imports CSV or says every line that is wrong, and exports what can be imported again', async () => {
    const bad = file('bad.csv', 'username,password,service\nx,pw,Fiber 20M\ny,,Fiber 20M\nz,pw,Nowhere\n');
    const refused = await cli('import', bad);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('rows[1].password: (line 3) is required');
    expect(refused.err).toContain('rows[2].service: (line 4) there is no service "Nowhere"');
    const good = file('good.csv', 'username;password;service;full name\nx;pw;Fiber 20M;"حسن; علي"\ny;pw;Fiber 20M;\n');
    expect((await cli('import', good, '--dry-run')).out).toContain('2 rows are right');
    expect((await cli('import', good)).out).toBe('Imported 2 subscribers.\n');
    const path = join(folder, `export-${where().to}.csv`);
    expect((await cli('export', '--out', path)).err).toContain('Wrote 2 subscribers');
    expect(readFileSync(path, 'utf8').split('\r\n').slice(0, 2)).toEqual([
      'username,service,fullName,phone,macs,staticIp,expiresAt,simultaneousUse,macMode,macLimit,status,billingDay',
      'x,Fiber 20M,حسن; علي,,,,,1,,,active,21',
    ]);
    expect((await cli('subscriber', 'list', '--limit', '1')).err).toContain('1 of 2 shown');
    expect((await cli('subscriber', 'list', '--all')).out.split('\n')).toHaveLength(4);
  });

  it('W4: who-had says who had an address, and wants a time with its zone', async () => {
    const asked = await cli('who-had', '100.64.0.1', '--at', '2026-11-20T12:00:00+03:00', '--reason', 'case 7');
    expect(asked).toMatchObject({ code: 0, out: 'Nobody on record had 100.64.0.1 then.\n' });
    expect(asked.err).toContain('outside, a NAT was seen');
    expect(await json('who-had', '2001:db8::1', '--at', '1763640000000')).toMatchObject({
      items: [],
      isPrivate: false,
    });
    expect((await cli('who-had', '100.64.0.1', '--at', '2026-11-20 12:00')).err).toMatch(
      /^at: must be UTC milliseconds/,
    );
    expect((await cli('who-had', '100.64.0.1', '--from', '1')).err).toMatch(
      /^Say when: --at WHEN, or --from WHEN --to/,
    );
    expect(await cli('who-had', '100.64.0.0/24', '--at', '1')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('address: "100.64.0.0/24" is a block') },
    });
    expect(await cli('who-had')).toMatchObject({ code: 2, err: expect.stringContaining('Say which address') });
  });

  it('F052: lists who has which address of a pool, by pool, subscriber and address', async () => {
    await cli('pool', 'add', '--name', 'home', '--range', '100.64.0.0/24', '--cool-down-seconds', '60');
    await cli(
      'pool',
      'add',
      '--name',
      'v6',
      '--kind',
      'ipv6-prefix',
      '--range',
      '2001:db8::/40',
      '--prefix-length',
      '56',
    );
    const { items: pools } = await json('pool', 'list');
    const idOf = (name: string): number => pools.find((pool: { name: string }) => pool.name === name).id;
    const lease = (poolId: number, address: string, username: string): LeaseChange => ({
      ...{ tenantId: 1, address, poolId, state: 'held', subscriberId: null, username, nasId: null, loginClass: '' },
      ...{ sessions: ['1 81'], since: 0, until: null },
    });
    await where().note([
      lease(idOf('home'), '100.64.0.5', 'ali'),
      lease(idOf('home'), '100.64.0.55', 'alina'),
      lease(idOf('v6'), '2001:db8:0:100::/56', 'ali'),
    ]);

    expect((await cli('lease', 'list', '--pool', 'home')).out).toMatch(/100\.64\.0\.5 +home +held +ali +–/);
    const addresses = async (...flags: string[]) =>
      (await json('lease', 'list', ...flags)).items.map(({ address }: { address: string }) => address).toSorted();
    expect(await addresses('--username', 'ali')).toEqual(['100.64.0.5', '2001:db8:0:100::/56']);
    expect(await addresses('--q', 'ali')).toHaveLength(3);
    expect(await addresses('--address', '100.64.0.5')).toEqual(['100.64.0.5']);
    expect(await addresses('--address', '2001:db8:0:1ff::9')).toEqual(['2001:db8:0:100::/56']);
    expect((await cli('lease', 'list', '--limit', '1')).err).toContain('1 of 3 shown');
    expect((await cli('lease', 'list', '--pool', 'hotel')).err).toContain('no pool "hotel". Known: home, v6');
    expect((await cli('lease', 'list', '--state', 'lost')).err).toMatch(/^state: /);

    for (const wrong of [['lease'], ['lease', 'release'], ['lease', 'list', 'x'], ['lease', 'release', 'a', 'b']]) {
      expect((await cli(...wrong)).code).toBe(2);
    }
  });

  it('F052: releases an address, which rests and is audited', async () => {
    expect(await cli('lease', 'release', '100.64.0.5')).toMatchObject({ code: 0, out: 'Released 100.64.0.5.\n' });
    const [released] = (await json('lease', 'list', '--address', '100.64.0.5')).items;
    expect(released).toMatchObject({ state: 'quarantined', username: 'ali' });
    const { id } = (await json('lease', 'list', '--address', '100.64.0.55')).items[0];
    expect(await json('lease', 'release', '--id', `${id}`)).toEqual({ released: id });
    expect(await cli('lease', 'release', '100.64.0.9')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('Nobody has 100.64.0.9 from a pool') },
    });
    const audited = (await where().audit()).filter(({ action }) => action === 'lease.released');
    expect(audited.map(({ actorKind }) => actorKind)).toEqual(['cli', 'cli']);
  });

  it('names the wrong field and ends with 1', async () => {
    const failed = await cli('service', 'add', '--name', 'Bad', '--down', 'quick', '--up', '1M');
    expect(failed).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^downKbps: "quick" is not a speed/) });
  });
};

describe('with a running engine', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startApi();
    const port = await harness.api.listen('127.0.0.1', 0);
    await writeControlFile(harness.temporary.dataDir, {
      pid: process.pid,
      console: `http://127.0.0.1:${port}`,
      token: controlToken,
      startedAt: 0,
      version: '0.0.0-test',
    });
  });
  afterAll(() => harness.dispose());

  stories(() => ({
    dataDir: harness.temporary.dataDir,
    to: 'engine',
    note: (changes) => harness.store.command('lease.note', { changes }),
    audit: () => auditOf(harness.store),
  }));

  it('doctor names the engine and what its health says', async () => {
    const { code, out } = await run(['doctor', '--data-dir', harness.temporary.dataDir]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Engine +process ${process.pid}, version 0.0.0-test, http://127.0.0.1`));
    expect(out).toMatch(/database +ok/);
    // It looks at the lock and leaves it: the engine has its folder, and writes.
    expect(folderHolder(harness.temporary.dataDir)).toMatchObject({ pid: process.pid });
    await harness.store.command('alert.resolve', { tenantId: 1, key: 'nothing', at: 0 });
  });

  it('compact is refused while an engine runs', async () => {
    const { code, err } = await run(['compact', '--data-dir', harness.temporary.dataDir]);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('Stop it first') });
  });

  it('audits the command line by name', async () => {
    await addService(harness, { name: 'By hand' });
    const { items } = await harness.store.reads.audit.list({ tenantId: 1 }, { q: 'command line', limit: 500 });
    expect(items.length).toBeGreaterThan(5);
    expect(items.every(({ actorKind }) => actorKind === 'cli')).toBe(true);
  });

  it('says so when the engine has not written where it answers', async () => {
    rmSync(join(harness.temporary.dataDir, 'engine.json'));
    const { code, err } = await run(['nas', 'list', '--data-dir', harness.temporary.dataDir]);
    expect(code).toBe(1);
    expect(err).toContain(`process ${process.pid}`);
  });
});

describe('without an engine', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'lastmile-cli-data-'));
    const { key } = await openKeyFile(dataDir);
    const now = () => Date.UTC(2026, 10, 21, 12);
    const store = await openStore({ dataDir, key, ballastBytes: 0, clock: { now } });
    await store.command('settings.set', {
      tenantId: 1,
      actor: { kind: 'system', id: null, name: 't' },
      values: { timeZone: 'UTC' },
      at: 0,
    });
    await store.command('operator.create', {
      ...{ tenantId: 1, actor: { kind: 'system', id: null, name: 't' }, username: 'admin', role: 'admin', at: 0 },
      passwordHash: 'scrypt$16$1$1$eA$eA',
    });
    await store.close();
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  describe('the same commands', () => {
    const RealDate = Date.now;
    beforeAll(() => {
      Date.now = () => Date.UTC(2026, 10, 21, 12);
    });
    afterAll(() => {
      Date.now = RealDate;
    });
    /** Between two commands of the line nobody has the folder. */
    const opened = async <T>(use: (store: Store) => Promise<T>): Promise<T> => {
      const { key } = await openKeyFile(dataDir);
      const store = await openStore({ dataDir, key, ballastBytes: 0 });
      try {
        return await use(store);
      } finally {
        await store.close();
      }
    };
    stories(() => ({
      dataDir,
      to: 'database',
      note: (changes) => opened((store) => store.command('lease.note', { changes })),
      audit: () => opened(auditOf),
    }));
  });

  it('doctor opens the database and says what is in it', async () => {
    const { code, out } = await run(['doctor', '--data-dir', dataDir]);
    expect(out).toMatch(/Engine +none runs/);
    expect(out).toMatch(/Database +reads and is whole, 2 subscribers, 0 accounting records to fold/);
    expect(out).toMatch(/Schema +\d{4}-.*, this version's/);
    expect(code).toBe(0);
  });

  it('doctor writes nothing: no octet, no time, no key, no lock', async () => {
    const kept = mkdtempSync(join(tmpdir(), 'lastmile-cli-kept-'));
    const path = join(kept, 'lastmile.db');
    cpSync(join(dataDir, 'lastmile.db'), path);
    utimesSync(path, 1_000_000, 1_000_000);
    const look = () => [readFileSync(path).toString('base64'), statSync(path).mtimeMs];
    const before = look();
    const { code, out } = await run(['doctor', '--data-dir', kept]);
    expect(out).toMatch(/Key +no lastmile.key/);
    expect(out).toMatch(/Database +reads and is whole, 2 subscribers/);
    expect(code).toBe(0);
    expect(look()).toEqual(before);
    expect(readdirSync(kept).filter((name) => !/^lastmile\.db/.test(name))).toEqual([]);
    rmSync(kept, { recursive: true });
  });

  it('compact says what it gave back, and leaves the data', async () => {
    const { code, out, err } = await run(['compact', '--data-dir', dataDir]);
    expect({ code, out, err }).toMatchObject({ code: 0, out: expect.stringContaining('gives space back by itself') });
    expect(err).toMatch(/Writing a copy of .* are free/);
    expect((await run(['doctor', '--data-dir', dataDir])).out).toMatch(/Database +reads and is whole, 2 subscribers/);
  });

  it('doctor is bad when the key is another one', async () => {
    const other = mkdtempSync(join(tmpdir(), 'lastmile-cli-other-'));
    const store = await openStore({ dataDir: other, key: testKey, ballastBytes: 0 });
    await store.close();
    cpSync(join(dataDir, 'lastmile.key'), join(other, 'lastmile.key'));
    const { code, out } = await run(['doctor', '--data-dir', other, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out).findings.find(({ what }: { what: string }) => what === 'Database').state).toBe('bad');
    rmSync(other, { recursive: true });
  });

  it('W7: restore-key writes a lost key file anew from the paper, and only the one of this database', async () => {
    const lost = mkdtempSync(join(tmpdir(), 'lastmile-cli-lost-'));
    const { key, recoveryKey } = await openKeyFile(lost);
    await (await openStore({ dataDir: lost, key, ballastBytes: 0 })).close();
    rmSync(join(lost, 'lastmile.key'));
    const refused = await run(['nas', 'list', '--data-dir', lost]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('restore-key') });
    const restore = (input: string) => run(['restore-key', '--data-dir', lost], { input });
    expect(await restore('ABCD')).toMatchObject({ code: 1, err: expect.stringContaining('56') });
    const foreign = await restore(recoveryKeyText(testKey));
    expect(foreign).toMatchObject({ code: 1, err: expect.stringContaining('another installation') });
    expect(existsSync(join(lost, 'lastmile.key'))).toBe(false);
    expect(await restore(`${recoveryKey!.toLowerCase()}\n`)).toMatchObject({ code: 0 });
    expect((await run(['nas', 'list', '--data-dir', lost])).code).toBe(0);
    rmSync(lost, { recursive: true });
  });

  it('refuses a folder without a database instead of making one', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'lastmile-cli-empty-'));
    const { code, err } = await run(['nas', 'list'], { env: { LASTMILE_DATA_DIR: empty } });
    expect(code).toBe(1);
    expect(err).toContain(`There is no Lastmile database in ${empty}`);
    rmSync(empty, { recursive: true });
  });

  it('as a program: tables on standard output, exit codes 0, 1 and 2', () => {
    const program = (...args: string[]) =>
      spawnSync(process.execPath, ['electron/cli/main.ts', ...args, '--data-dir', dataDir], { encoding: 'utf8' });
    expect(program('service', 'list')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Fiber 20M'),
      stderr: '',
    });
    expect(program('nas', 'remove', 'nothing')).toMatchObject({ status: 1, stdout: '' });
    expect(program('frobnicate')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is no command "frobnicate"'),
    });
  });
});

describe('usage', () => {
  it.each([
    [[], 2, 'Usage'],
    [['--json'], 2, 'Usage'],
    [['frobnicate'], 2, 'There is no command'],
    [['--data-dir', 'x', '--json', 'frobnicate'], 2, 'There is no command "frobnicate"'],
    [['--data-dir=x', 'nas', 'frob'], 2, '"frob" is none of list'],
    [['nas'], 2, 'Say what to do'],
    [['nas', 'frob'], 2, 'is none of list, add, set, remove'],
    [['nas', 'list', '--colour'], 2, "'--colour'"],
    [['nas', 'list', 'stray'], 2, 'Unexpected "stray"'],
    [['nas', 'remove'], 2, 'Say which one'],
    [['nas', 'remove', 'x', '--id', '3'], 2, 'Say which one'],
    [['import'], 2, 'Say which file'],
    [['backup'], 2, 'has no backup'],
    [['restore'], 2, 'has no restore'],
    [['nas', 'list', '--data-dir'], 2, '--data-dir needs a folder'],
    [['__proto__', 'list'], 2, 'There is no command'],
  ])('%j ends with %i: %s', async (args, code, said) => {
    const ran = await run(args);
    expect(ran.code).toBe(code);
    expect(ran.out + ran.err).toContain(said);
  });

  it.each([
    [['--help']],
    [['--data-dir', 'x', '-h']],
    [['nas', '--help']],
    [['nas', 'add', '--help']],
    [['api-key', 'set', '--help']],
    [['import', '--help']],
    [['doctor', '--help']],
    [['export', '--help']],
  ])('%j prints help on standard output and ends with 0', async (args) => {
    const { code, out, err } = await run(args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Usage: npm run cli --');
  });
});
