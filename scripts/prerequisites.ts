/**
 * What the tests need from the machine: found, or installed (root on Debian or Ubuntu), or named in one command.
 * Never skipped: a test run without its RADIUS client would be green for nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findChromium, findOnPath } from './find-program.ts';

export type Prerequisite = 'chromium' | 'radclient' | 'radsecproxy' | 'openssl' | 'cc';

interface Source {
  readonly find: () => string | undefined;
  readonly debian: readonly string[];
  readonly ubuntu: readonly string[];
  /** For everybody else. */
  readonly elsewhere: string;
}

const sources: Record<Prerequisite, Source> = {
  chromium: {
    find: () => findChromium(),
    debian: ['chromium'],
    ubuntu: ['chromium-browser'],
    elsewhere: 'Chromium or Chrome (LASTMILE_CHROMIUM may name the program)',
  },
  radclient: {
    find: () => findOnPath(['radclient']),
    debian: ['freeradius-utils'],
    ubuntu: ['freeradius-utils'],
    elsewhere: 'radclient of FreeRADIUS (Fedora: freeradius-utils)',
  },
  radsecproxy: {
    find: () => findOnPath(['radsecproxy']),
    debian: ['radsecproxy'],
    ubuntu: ['radsecproxy'],
    elsewhere: 'radsecproxy',
  },
  openssl: { find: () => findOnPath(['openssl']), debian: ['openssl'], ubuntu: ['openssl'], elsewhere: 'openssl' },
  cc: {
    find: () => findOnPath(['cc']), // a few lines of C slow the disk down under the engine
    debian: ['gcc', 'libc6-dev'],
    ubuntu: ['gcc', 'libc6-dev'],
    elsewhere: 'a C compiler (cc)',
  },
};

export interface Machine {
  readonly distribution: 'debian' | 'ubuntu' | 'other';
  readonly isRoot: boolean;
  /** Runs a command with its output on our standard error; true when it succeeded. */
  readonly run: (command: string, args: readonly string[]) => boolean;
  readonly find: (what: Prerequisite) => string | undefined;
  readonly say: (line: string) => void;
}

export function thisMachine(): Machine {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const has = (id: string): boolean => new RegExp(`^ID(_LIKE)?=.*\\b${id}\\b`, 'm').test(release);
  return {
    distribution: has('ubuntu') ? 'ubuntu' : has('debian') ? 'debian' : 'other',
    isRoot: process.getuid?.() === 0,
    run: (command, args) =>
      spawnSync(command, args, {
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0,
    find: (what) => sources[what].find(),
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

/** True when everything in `wanted` is there, after installing it where we may. Otherwise says what to run. */
export function ensurePrerequisites(wanted: readonly Prerequisite[], machine: Machine = thisMachine()): boolean {
  const missing = wanted.filter((what) => !machine.find(what));
  if (missing.length === 0) return true;
  const { distribution } = machine;
  if (distribution === 'other') {
    machine.say(`The tests need: ${missing.map((what) => sources[what].elsewhere).join('; ')}.`);
    return false;
  }
  const install = [
    'install',
    '-y',
    '--no-install-recommends',
    ...missing.flatMap((what) => sources[what][distribution]),
  ];
  if (machine.isRoot) {
    machine.say(`Installing what the tests need: apt-get ${install.join(' ')}`);
    // The package lists may be stale or, in a fresh container, absent: then once more after an update.
    if (!machine.run('apt-get', install) && machine.run('apt-get', ['update'])) machine.run('apt-get', install);
    if (missing.every((what) => machine.find(what))) return true;
    machine.say('apt-get did not bring what the tests need (see above). Run it by hand:');
  } else machine.say('The tests need programs that are not installed. Run:');
  machine.say(`  ${machine.isRoot ? '' : 'sudo '}apt-get ${install.join(' ')}`);
  return false;
}
