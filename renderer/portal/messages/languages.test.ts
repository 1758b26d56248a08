import { describe, expect, it } from 'vitest';
import { duration } from '../../ui/formats/times.ts';
import { rateInFull, volume } from '../../ui/formats/units.ts';
import { ar } from './ar.ts';
import { en } from './en.ts';
import { chooseLanguage, saidQuantity } from './languages.ts';

describe('the language of the portal', () => {
  it.each([
    [['ar-IQ', 'en'], 'ar'],
    [['ku', 'en-GB'], 'en'],
    [['fr', 'ar'], 'ar'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('of a device that asks for %o is %s', (asked, language) => expect(chooseLanguage(asked).language).toBe(language));

  it('writes units in the language and figures in Latin digits', () => {
    expect(saidQuantity(ar, rateInFull(42.1e6))).toBe('42.1 ميغابت/ث');
    expect(saidQuantity(ar, duration(15_120_000))).toBe('4 س 12 د');
    expect(saidQuantity(en, volume(84.2e9))).toBe('84.2 GB');
  });

  it('has the same words in every language, none empty', () => {
    const words = (value: unknown): unknown =>
      typeof value === 'object' && value ? Object.keys(value).sort() : typeof value;
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      if (key !== 'units') expect(words(ar[key]), key).toEqual(words(en[key]));
      expect(ar[key], key).not.toBe('');
    }
  });
});
