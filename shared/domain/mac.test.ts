import { expect, it } from 'vitest';
import { normaliseMac } from './mac.ts';

it.each(['4c:5e:0c:12:34:56', '4C-5E-0C-12-34-56', '4c5e.0c12.3456', '4C5E0C123456', ' 4C:5E:0C:12:34:56 '])(
  '%s is 4C:5E:0C:12:34:56',
  (text) => expect(normaliseMac(text)).toEqual({ ok: true, value: '4C:5E:0C:12:34:56' }),
);

it.each(['', '10.0.0.1', '4c:5e:0c:12:34', '4c:5e-0c:12:34:56', '4g:5e:0c:12:34:56', '4C:5E:0C:12:34:56:hotspot'])(
  '"%s" is no MAC',
  (text) => expect(normaliseMac(text).ok).toBe(false),
);
