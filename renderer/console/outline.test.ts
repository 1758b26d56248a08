/**
 * Goal: what is painted before the scripts is what they paint, so that nothing jumps or changes colour.
 * Method: the two files of the first paint are held against those that they repeat.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const outline = read('./public/outline.css');
const tokens = read('../ui/theme/tokens.css');
const beforePaint = read('./public/before-paint.js');

/** The value of the first declaration of `name` in the rule that begins with `rule`. */
const valueIn = (css: string, rule: string, name: string): string | undefined =>
  new RegExp(`[\\s{;]${name}: ([^;]+);`).exec(css.slice(css.indexOf(rule)))?.[1];

describe('the outline before the first script', () => {
  it.each([
    ['dark', '[data-theme="dark"] {', 'html {'],
    ['light', '[data-theme="light"] {', 'html[data-theme="light"] {'],
  ])('%s: has the colours of the theme', (_theme, rule, own) => {
    for (const [name, token] of [
      ['background', '--surface-0'],
      ['--o-view', '--surface-1'],
      ['--o-line', '--line'],
      ['--o-bar', '--surface-3'],
    ] as const) {
      const value = valueIn(tokens, rule, token);
      expect([name, value]).toEqual([name, expect.stringMatching(/^#/)]);
      expect([name, valueIn(outline, own, name)]).toEqual([name, value]);
    }
  });

  it('has the sizes of the frame', () => {
    const px = (name: string) => Number.parseInt(valueIn(tokens, ':root {', name) ?? '', 10);
    expect(valueIn(outline, '#outline .view-place {', 'top')).toBe(`${px('--strip')}px`);
    expect(valueIn(outline, '#outline .view-place {', 'left')).toBe(`${px('--rail')}px`);
    expect(valueIn(outline, '#outline .rail-lines {', 'width')).toBe(`${px('--rail') - 1}px`);
    expect(valueIn(outline, '#outline .strip-lines {', 'height')).toBe(`${px('--strip') - 1}px`);
    expect(valueIn(outline, '#outline .view-place::before {', 'height')).toBe(`${px('--bar') - 1}px`);
    const narrow = outline.slice(outline.indexOf('@media (max-width: 1439px)'));
    expect(valueIn(narrow, '#outline .view-place {', 'left')).toBe(`${px('--rail-min')}px`);
    expect(read('../ui/frame/frame.css')).toContain('@media (max-width: 1439px)');
  });

  it('reads what the theme and the session remember', () => {
    expect(read('../ui/theme/scheme.ts')).toContain("'lastmile.scheme'");
    expect(beforePaint).toContain("'lastmile.scheme'");
    expect(read('./session.ts')).toContain("'lastmile.signed-in'");
    expect(beforePaint).toContain("'lastmile.signed-in'");
  });

  it('says nothing: no word of it could be wrong', () => {
    const page = read('./index.html');
    const drawn = page.slice(page.indexOf('<div id="outline"'), page.indexOf('<div id="root"'));
    expect(drawn.replaceAll(/<[^>]*>/g, '').trim()).toBe('');
  });
});
