import { useEffect, useState } from 'react';
import { engine } from '../engine.ts';

export interface GroupChoice {
  readonly value: string;
  readonly label: string;
}

interface Named {
  readonly id: number;
  readonly name: string;
}

const nothing: readonly Named[] = [];
const choice = ({ id, name }: Named): GroupChoice => ({ value: String(id), label: name });

/** All groups to choose from; until they are here, or where they may not be seen, those in `known`. */
export function useGroupChoices(known: readonly Named[] = nothing): GroupChoice[] {
  const [groups, setGroups] = useState(() => known.map(choice));
  useEffect(() => {
    let left = false;
    engine.call('group.list', { query: { limit: 500, sort: 'name' } }).then(
      ({ items }) => !left && setGroups(items.map(choice)),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, []);
  return groups;
}
