/**
 * What an operator may do, by the spec's names (F070, F098, F136–F138). Roles that bundle them live in the database.
 *
 * `.view` never changes anything; every other permission does. An API key's scopes are permissions too (Z7).
 */
import { z } from 'zod';

export const permissions = [
  'overview.view',
  'subscribers.view',
  'subscribers.view_all', // a reseller with it sees system-wide figures (F098)
  'subscribers.create',
  'subscribers.edit',
  'subscribers.delete',
  'services.view',
  'services.create',
  'services.edit',
  'services.delete',
  'nas.view',
  'nas.create',
  'nas.edit',
  'nas.delete',
  'certificates.view',
  'certificates.create', // the authority and our server certificate
  'certificates.issue',
  'certificates.download', // a private key leaves the engine
  'certificates.revoke',
  'realms.view',
  'realms.create',
  'realms.edit',
  'realms.delete',
  'pools.view',
  'pools.create',
  'pools.edit',
  'pools.delete',
  'pools.release', // takes an address away from whoever has it
  'groups.view',
  'groups.create',
  'groups.edit',
  'groups.delete',
  'sessions.view',
  'sessions.kick',
  'cdr.view',
  'auth_log.view',
  'trace.view', // RADIUS packets, decoded
  'doctor.view', // what is wrong between a router and us
  'fup.view',
  'fup.reset',
  'fup.reset_all', // Reset All: every subscriber at once, administrators only (F153, X10)
  'fup.quarantine', // decides about suspicious usage: what is approved is charged (N19)
  'alerts.view',
  'findings.view',
  'findings.resolve',
  'audit.view',
  'settings.view',
  'settings.edit',
  'operators.view',
  'operators.create',
  'operators.edit',
  'operators.delete',
  'api_keys.view',
  'api_keys.create',
  'api_keys.delete',
] as const;

export const Permission = z.enum(permissions);
export type Permission = z.output<typeof Permission>;

/** The role of the first operator; the last enabled operator who has it cannot lose it. */
export const adminRole = 'admin';

/**
 * The permissions that a role's patterns grant: `*` is all, `x.*` nearly all of x (`neverByArea`), `*.view` every view, else the name itself.
 * Patterns are stored, names are checked, so a permission that a newer version adds is granted to nobody by accident
 * except through a star. A pattern that matches nothing grants nothing.
 */
export function expandPermissions(patterns: readonly string[]): Permission[] {
  return permissions.filter((name) => patterns.some((pattern) => grants(pattern, name)));
}

/**
 * Administrators only, not whoever has all of the area: Reset All (F153, X10), and seeing what is another reseller's,
 * which is no more of one's own (F098).
 */
const neverByArea: ReadonlySet<Permission> = new Set(['fup.reset_all', 'subscribers.view_all']);

function grants(pattern: string, name: Permission): boolean {
  if (neverByArea.has(name)) return pattern === '*' || pattern === name;
  if (pattern === '*' || pattern === name) return true;
  const [area, verb] = name.split('.');
  const [wantedArea, wantedVerb] = pattern.split('.');
  return (wantedArea === '*' && wantedVerb === verb) || (wantedVerb === '*' && wantedArea === area);
}
