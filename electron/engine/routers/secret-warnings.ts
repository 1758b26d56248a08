/** What is unwise about a shared secret (Z5). A warning never stops a save: the router may dictate the secret. */
import type { FieldProblem } from '../../../shared/contract/problem.ts';
import type { NasSnapshot } from '../store/reads.ts';

/** Z5: random, at least this long. An offline attack on MD5 (RFC 2865 §3) tries billions of short ones a second. */
const secretLengthLeast = 24;

/** `all` are the NAS of the engine with their secrets; only names of the same tenant are told (Z6). */
export function secretWarnings(
  { id, tenantId }: { readonly id: number; readonly tenantId: number },
  all: readonly Pick<NasSnapshot, 'id' | 'tenantId' | 'name' | 'secret' | 'mode'>[],
): FieldProblem[] {
  const secret = all.find((nas) => nas.id === id)?.secret;
  if (secret === undefined) return [];
  const warnings: FieldProblem[] = [];
  if ([...secret].length < secretLengthLeast) {
    warnings.push({
      field: 'secret',
      message: `is short: use at least ${secretLengthLeast} random characters, one secret per NAS`,
    });
  } else if (new Set(secret).size < 8) {
    warnings.push({ field: 'secret', message: 'repeats few characters: use random ones' });
  }
  const shared = all.filter(
    (nas) => nas.id !== id && nas.tenantId === tenantId && nas.mode === 'udp' && nas.secret === secret,
  );
  if (shared.length > 0) {
    const names = shared
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ');
    warnings.push({ field: 'secret', message: `is also the secret of ${names}${shared.length > 3 ? ', …' : ''}` });
  }
  return warnings;
}
