import { createContext, useContext } from 'react';
import { ar } from './ar.ts';
import { en } from './en.ts';
import type { Messages } from './messages.ts';

export const languages: readonly Messages[] = [en, ar];

/** A language, and the tag by which the device asked for it: `ar-IQ` names its months otherwise than `ar-EG`. */
export interface Spoken {
  readonly messages: Messages;
  readonly locale: string;
}

const languageOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** The first language that the device asks for and we have; English otherwise. */
export function chooseLanguage(asked: readonly string[], known: readonly Messages[] = languages): Spoken {
  for (const tag of asked) {
    const messages = known.find(({ language }) => languageOf(tag) === language);
    if (messages) return { messages, locale: tag };
  }
  return { messages: known[0] ?? en, locale: 'en-GB' };
}

export const SpokenContext = createContext<Spoken>({ messages: en, locale: 'en-GB' });

export const useSpoken = (): Spoken => useContext(SpokenContext);
export const useMessages = (): Messages => useSpoken().messages;
