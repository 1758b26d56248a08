import { useEffect, useState } from 'react';
import type { DictionaryEntry } from '../../../shared/contract/operations/groups.ts';
import { engine } from '../engine.ts';

export type Dictionary = ReadonlyMap<string, DictionaryEntry>;

const empty: Dictionary = new Map();
/** It is part of the engine's build: read once for all editors. */
let read: Promise<Dictionary> | undefined;

/** The attributes by name; empty until they are here, when names are typed without suggestions. */
export function useDictionary(): Dictionary {
  const [known, setKnown] = useState(empty);
  useEffect(() => {
    let left = false;
    read ??= engine.call('radius.dictionary').then(({ items }) => new Map(items.map((entry) => [entry.name, entry])));
    read.then(
      (dictionary) => !left && setKnown(dictionary),
      () => {
        read = undefined; // the next editor asks again; the engine judges what is saved anyway
      },
    );
    return () => {
      left = true;
    };
  }, []);
  return known;
}
