import { useEffect, useState } from 'react';
import { type PaletteGroup, type PaletteProvider, parseQuery } from './palette-model.ts';

export interface PaletteResults {
  readonly groups: readonly PaletteGroup[];
  /** How long the slowest answer took, ms; null while one is missing. */
  readonly tookMs: number | null;
  /** Providers that failed, by id: the others' results stay. */
  readonly failed: readonly string[];
}

const NONE: PaletteResults = { groups: [], tookMs: null, failed: [] };

/**
 * Asks all providers at once and shows each answer when it comes, in the providers' order. Older results stay until the
 * first newer one, so that the list does not flicker while somebody types.
 */
export function usePaletteResults(
  providers: readonly PaletteProvider[],
  typed: string,
  active: boolean,
): PaletteResults {
  const [results, setResults] = useState(NONE);
  useEffect(() => {
    if (!active) {
      setResults(NONE);
      return;
    }
    const query = parseQuery(typed);
    const asked = providers.filter((provider) => provider.scopes.includes(query.scope));
    const cancel = new AbortController();
    const began = performance.now();
    const answers = new Map<string, readonly PaletteGroup[]>();
    const failed: string[] = [];
    const publish = () => {
      if (cancel.signal.aborted) return;
      const groups = asked
        .flatMap((provider) => answers.get(provider.id) ?? [])
        .filter((group) => group.items.length > 0);
      const complete = answers.size + failed.length === asked.length;
      setResults({ groups, failed: [...failed], tookMs: complete ? Math.round(performance.now() - began) : null });
    };
    for (const provider of asked) {
      const answer = provider.search(query, cancel.signal);
      if (!(answer instanceof Promise)) {
        answers.set(provider.id, answer);
        continue;
      }
      answer.then(
        (groups) => {
          answers.set(provider.id, groups);
          publish();
        },
        () => {
          failed.push(provider.id);
          publish();
        },
      );
    }
    publish();
    return () => cancel.abort();
  }, [providers, typed, active]);
  return results;
}
