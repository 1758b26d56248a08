import { describe, expect, it } from 'vitest';
import { ar } from './ar.ts';
import { en } from './en.ts';
import { chooseLanguage } from './languages.ts';

describe('the language of the portal', () => {
  it.each([
    [['ar-IQ', 'en'], 'ar', 'ar-IQ'],
    [['ku', 'en-GB'], 'en', 'en-GB'],
    [['fr', 'ar'], 'ar', 'ar'],
    [['fr'], 'en', 'en-GB'],
    [[], 'en', 'en-GB'],
  ])('of a device that asks for %o is %s', (asked, language, locale) => {
    const chosen = chooseLanguage(asked);
    expect([chosen.messages.language, chosen.locale]).toEqual([language, locale]);
  });

  it('has the same words in every language, none empty and none left in English', () => {
    const compare = (of: unknown, to: unknown, path: string): void => {
      if (typeof of === 'string') {
        expect(to, path).toEqual(expect.stringMatching(/\S/));
        if (path !== 'language' && path !== 'direction') expect(to, path).not.toBe(of);
      } else if (typeof of === 'function') expect(typeof to, path).toBe('function');
      else if (path !== 'units') {
        const [ours, theirs] = [of as Record<string, unknown>, to as Record<string, unknown>];
        expect(Object.keys(theirs).sort(), path).toEqual(Object.keys(ours).sort());
        for (const key of Object.keys(ours)) compare(ours[key], theirs[key], path ? `${path}.${key}` : key);
      }
    };
    compare(en, ar, '');
  });

  it('Arabic counts days in four words', () => {
    const said = [0, 1, 2, 5, 11].map((days) => ar.banner.expiring(days));
    expect(said).toEqual([
      'تنتهي باقتك اليوم',
      'تنتهي باقتك بعد يوم واحد',
      'تنتهي باقتك بعد يومين',
      'تنتهي باقتك بعد 5 أيام',
      'تنتهي باقتك بعد 11 يومًا',
    ]);
    expect([0, 1, 5].map((days) => en.banner.expiring(days))).toEqual([
      'Your plan ends today',
      'Your plan expires in 1 day',
      'Your plan expires in 5 days',
    ]);
  });
});
