import { describe, expect, it } from 'vitest';
import { ensurePrerequisites, type Machine } from '../../scripts/prerequisites.ts';

/** A machine on which `apt-get install` succeeds only while `stocked` says so, and makes the programs appear. */
function machine(settings: Partial<Machine> & { present?: string[]; stocked?: (ran: string[]) => boolean }) {
  const present = new Set(settings.present ?? []);
  const ran: string[] = [];
  const said: string[] = [];
  const double: Machine = {
    distribution: 'debian',
    isRoot: true,
    find: (what) => (present.has(what) ? `/usr/bin/${what}` : undefined),
    say: (line) => said.push(line),
    run: (command, args) => {
      ran.push([command, ...args].join(' '));
      if (args[0] === 'update') return true;
      if (!(settings.stocked?.(ran) ?? true)) return false;
      for (const what of ['chromium', 'radclient', 'openssl']) present.add(what);
      return true;
    },
    ...settings,
  };
  return { double, ran, said };
}

describe('what the tests need from the machine', () => {
  it('nothing is run where everything is there', () => {
    const { double, ran, said } = machine({ present: ['chromium', 'radclient'] });
    expect(ensurePrerequisites(['chromium', 'radclient'], double)).toBe(true);
    expect({ ran, said }).toEqual({ ran: [], said: [] });
  });

  it('root on Debian gets what is missing, and only that', () => {
    const { double, ran } = machine({ present: ['openssl'] });
    expect(ensurePrerequisites(['chromium', 'radclient', 'openssl'], double)).toBe(true);
    expect(ran).toEqual(['apt-get install -y --no-install-recommends chromium freeradius-utils']);
  });

  it('a fresh container without package lists is updated and tried again', () => {
    const { double, ran } = machine({ stocked: (before) => before.includes('apt-get update') });
    expect(ensurePrerequisites(['radclient'], double)).toBe(true);
    expect(ran.map((line) => line.split(' ')[1])).toEqual(['install', 'update', 'install']);
  });

  it('what cannot be installed fails the run and names the command', () => {
    const { double, said } = machine({ stocked: () => false });
    expect(ensurePrerequisites(['radclient'], double)).toBe(false);
    expect(said.at(-1)).toBe('  apt-get install -y --no-install-recommends freeradius-utils');
  });

  it('an ordinary user is told the one command and nothing is run', () => {
    const { double, ran, said } = machine({ isRoot: false, distribution: 'ubuntu' });
    expect(ensurePrerequisites(['chromium'], double)).toBe(false);
    expect(ran).toEqual([]);
    expect(said.at(-1)).toBe('  sudo apt-get install -y --no-install-recommends chromium-browser');
  });

  it('on another system the programs are named', () => {
    const { double, ran, said } = machine({ distribution: 'other' });
    expect(ensurePrerequisites(['radclient'], double)).toBe(false);
    expect(ran).toEqual([]);
    expect(said.join()).toContain('radclient of FreeRADIUS');
  });
});
