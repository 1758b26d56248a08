import { describe, expect, it } from 'vitest';
import { toJavaScript } from '../../scripts/carry.ts';

describe('a source that goes into the desktop folder', () => {
  it.each([
    ['an import', "import { a } from './a.ts';", "import { a } from './a.js';"],
    ['a re-export', "export * from '../b/c.ts';", "export * from '../b/c.js';"],
    ['a dynamic import', "const a = await import('./a.ts');", "const a = await import('./a.js');"],
    ['a thread', "new Worker(new URL('./t.ts', import.meta.url));", "new Worker(new URL('./t.js', import.meta.url));"],
    ['a package', "import { z } from 'zod';", "import { z } from 'zod';"],
    ['a text that is no file', "const text = './a.ts';", "const text = './a.ts';"],
    ['two on a line', "import './a.ts'; import './b.ts';", "import './a.js'; import './b.js';"],
  ])('names JavaScript where it named TypeScript: %s', (_case, source, script) => {
    expect(toJavaScript('x.ts', source)).toBe(script);
  });

  it('loses its types and keeps its lines and columns', () => {
    const source = "import type { A } from './a.ts';\nexport const f = (x: A, y: number): A => x as A;\n";
    const script = toJavaScript('x.ts', source);
    expect(script.length).toBe(source.length);
    expect(script.split('\n')[1]).toMatch(/^export const f = \(x {3}, y {8}\) {3} => x {5};$/);
    expect(script).not.toContain('a.ts');
  });

  it('keeps text beyond ASCII where it was', () => {
    const source = "export const greet = (name: 'علي' | '👋'): string => 'مرحبا ' + name; import { a } from './é.ts';";
    expect(toJavaScript('x.ts', source)).toMatch(/'مرحبا ' \+ name; import \{ a \} from '\.\/é\.js';$/);
  });
});
