/** The scripts of package.json as a user, a packager and a supervisor meet them: by their process. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashSources } from '../../scripts/built.mjs';
import { findDesktop } from '../../scripts/desktop.mjs';
import { findCommand } from '../../scripts/runtime.mjs';

const root = resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'lastmile-launch-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(scratch, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const runScript = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts', script), ...args], { encoding: 'utf8', cwd: root });

describe('the promised commands', () => {
  it.each([
    'start',
    'test',
    'serve',
    'demo',
    'dev',
    'bench',
    'cli',
    'dist',
    'build',
    'typecheck',
    'lint',
    'format',
    'unit',
  ])('npm run %s exists', (name) => {
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts).toHaveProperty(name);
  });

  it('an unknown command is wrong usage, said in one line on standard error', () => {
    const { status, stdout, stderr } = runScript('launch.mjs', 'fly');
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, stdout: '', lines: 1 });
  });

  it('an unknown test stage is wrong usage and names the stages', () => {
    const { status, stderr } = runScript('test.ts', 'everything');
    expect(status).toBe(2);
    expect(stderr).toContain('lint, types, unit, engine, simulation, browser');
  });

  it('a command of a dependency is found by its manifest', () => {
    expect(findCommand('tsc')).toMatch(/typescript/);
    expect(findCommand('biome')).toMatch(/@biomejs/);
    expect(findCommand('no-such-command')).toBeUndefined();
  });
});

describe('node24.mjs stands for the process it runs', () => {
  it('passes arguments and the exit code through', () => {
    const file = write(
      'exit.mjs',
      'process.stdout.write(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;',
    );
    const { status, stdout } = runScript('node24.mjs', file, '--', '--auth-port', '0');
    expect({ status, stdout }).toEqual({ status: 7, stdout: '["--auth-port","0"]' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('%s reaches it, and its own exit code comes back', async (signal) => {
    const file = write(
      'stop.mjs',
      `process.on('${signal}', () => { process.stdout.write('stopped in order'); process.exit(0); });
       setInterval(() => {}, 1000); process.stdout.write('up ');`,
    );
    const child = spawn(process.execPath, [join(root, 'scripts/node24.mjs'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let heard = '';
    child.stdout.on('data', (chunk) => {
      heard += chunk;
      if (heard === 'up ') child.kill(signal);
    });
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, heard }).toEqual({ code: 0, heard: 'up stopped in order' });
  });
});

it.skipIf(process.platform === 'win32')('npm’s shell dying of a signal stops what it ran, in order', async () => {
  const file = write(
    'orphan.mjs',
    `process.on('SIGTERM', () => { process.stdout.write('stopped in order'); process.exit(0); });
     setInterval(() => {}, 1000); process.stdout.write('up ');`,
  );
  const command = `"${process.execPath}" "${join(root, 'scripts/node24.mjs')}" "${file}"; true`; // not the last: no exec
  const shell = spawn('sh', ['-c', command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_lifecycle_event: 'serve' },
  });
  let heard = '';
  shell.stdout.on('data', (chunk) => {
    heard += chunk;
    if (heard === 'up ') shell.kill('SIGTERM');
  });
  await new Promise((done) => shell.stdout.on('close', done)); // the last holder of the pipe is gone
  expect(heard).toBe('up stopped in order');
});

describe('the built console', () => {
  const tree = join(scratch, 'tree');
  const view = write('tree/renderer/console/App.tsx', 'export const a = 1;');
  const hash = (): string => hashSources(['renderer', 'shared', 'absent'], tree);
  const before = hash();

  it('is not stale because a checkout touched the files', () => {
    utimesSync(view, new Date(), new Date(Date.now() + 5000));
    expect(hash()).toBe(before);
  });

  it('is not stale because a test changed', () => {
    write('tree/renderer/console/App.test.tsx', 'it("x", () => {});');
    expect(hash()).toBe(before);
  });

  it('is stale when a source or a shared rule changed, or one moved', () => {
    const other = write('tree/shared/domain/speed.ts', '1');
    const withRule = hash();
    rmSync(other);
    write('tree/shared/domain/rate.ts', '1');
    expect(new Set([before, withRule, hash()]).size).toBe(3);
  });
});

describe('the desktop window', () => {
  const folder = join(scratch, 'app');

  it('is not there without an engine that it could start', () => {
    expect(findDesktop({ folder, env: { DISPLAY: ':0' } })).toMatchObject({
      found: false,
      why: expect.stringContaining('utility.ts'),
    });
  });

  it('is not there without the program, and the remedy is named', () => {
    write('app/electron/engine/host/utility.ts', '');
    expect(findDesktop({ folder, env: { DISPLAY: ':0' } })).toMatchObject({
      found: false,
      why: expect.stringContaining('npm run install-electron'),
    });
  });

  it('needs a display on Linux', () => {
    write('app/node_modules/electron/path.txt', 'electron');
    chmodSync(write('app/node_modules/electron/dist/electron', ''), 0o755);
    expect(findDesktop({ folder, platform: 'linux', env: {} })).toMatchObject({ found: false });
    for (const env of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }]) {
      expect(findDesktop({ folder, platform: 'linux', env, isRoot: false })).toMatchObject({ found: true });
      expect(findDesktop({ folder, platform: 'linux', env, isRoot: true })).toMatchObject({ found: false });
    }
    expect(findDesktop({ folder, platform: 'win32', env: {} })).toMatchObject({ found: true });
  });
});
