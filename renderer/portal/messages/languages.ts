import { createContext, useContext } from 'react';
import type { Quantity } from '../../ui/formats/quantity.ts';
import { ar } from './ar.ts';
import { en } from './en.ts';
import type { Messages } from './messages.ts';

export const languages: readonly Messages[] = [en, ar];

/** The first language that the device asks for and we have; English otherwise. */
export function chooseLanguage(asked: readonly string[], known: readonly Messages[] = languages): Messages {
  for (const tag of asked) {
    const found = known.find(({ language }) => tag.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return known[0] ?? en;
}

export const MessagesContext = createContext<Messages>(en);

export const useMessages = (): Messages => useContext(MessagesContext);

/** A quantity as text in that language: figures stay Latin digits, units are the language's. */
export function saidQuantity({ units }: Messages, of: Quantity): string {
  return of.parts.map(({ figures, unit }) => (unit ? `${figures} ${units[unit] ?? unit}` : figures)).join(' ');
}
