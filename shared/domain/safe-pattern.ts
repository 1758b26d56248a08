/**
 * A regular expression that cannot hang the server: the part of POSIX that check attributes need, matched in time
 * proportional to pattern × text.
 *
 * RADIUS must answer in microseconds, and JavaScript's own expressions backtrack: `(a+)+$` against thirty a's takes
 * minutes, even `.*.*.*x` is slow on 253 octets. So no groups, no alternatives and no back references: characters,
 * `.`, classes `[0-9a-f]` and `[^:]`, the quantifiers `*`, `+`, `?` after one of them, `^` at the beginning, `$` at
 * the end, `\` before a character that is meant as itself. What is written here means the same to FreeRADIUS, whose
 * tables hold it; wildcards of our own would not.
 */
import { fault, ok, type Result } from './result.ts';

/** As many characters as the value columns of FreeRADIUS's tables hold. */
export const patternMax = 253;

interface Step {
  readonly accepts: (character: string) => boolean;
  readonly least: 0 | 1;
  readonly repeats: boolean;
}

export interface SafePattern {
  /** True when the pattern is found anywhere in the text, or where its anchors say. Case matters. */
  matches(text: string): boolean;
}

export function parsePattern(source: string): Result<SafePattern, string> {
  if (source.length > patternMax) return fault(`must have at most ${patternMax} characters`);
  const characters = [...source];
  const isAnchored = characters[0] === '^';
  const steps: Step[] = [];
  let endsHere = false;
  for (let at = isAnchored ? 1 : 0; at < characters.length; ) {
    if (characters[at] === '$' && at === characters.length - 1) {
      endsHere = true;
      break;
    }
    const atom = readAtom(characters, at);
    if (!atom.ok) return atom;
    at = atom.value.next;
    const quantifier = '*+?'.includes(characters[at] ?? ' ') ? characters[at] : undefined;
    if (quantifier !== undefined) at += 1;
    if ('*+?{'.includes(characters[at] ?? ' ')) return fault(`cannot repeat what is repeated already ("${source}")`);
    steps.push({
      accepts: atom.value.accepts,
      least: quantifier === '*' || quantifier === '?' ? 0 : 1,
      repeats: quantifier === '*' || quantifier === '+',
    });
  }
  return ok({ matches: (text) => run(steps, isAnchored, endsHere, text) });
}

interface Atom {
  readonly accepts: (character: string) => boolean;
  readonly next: number;
}

function readAtom(characters: readonly string[], at: number): Result<Atom, string> {
  const character = characters[at]!;
  const one = (accepts: Atom['accepts'], length = 1): Result<Atom, string> => ok({ accepts, next: at + length });
  switch (character) {
    case '.':
      return one(() => true);
    case '[':
      return readClass(characters, at);
    case '\\': {
      const escaped = characters[at + 1];
      if (escaped === undefined) return fault('ends in \\; write \\\\ for a backslash');
      if (/[a-z0-9]/i.test(escaped)) return fault(`does not know \\${escaped}; write a class such as [0-9]`);
      return one((other) => other === escaped, 2);
    }
    case '(':
    case ')':
    case '|':
    case '{':
    case '}':
      return fault(
        `cannot hold ${character}: groups, alternatives and counts are not matched; write \\${character} for the character`,
      );
    case '*':
    case '+':
    case '?':
      return fault(`has a ${character} with nothing before it`);
    case '^':
    case '$':
      return fault(`has a ${character} in the middle; write \\${character} for the character`);
    default:
      return one((other) => other === character);
  }
}

function readClass(characters: readonly string[], at: number): Result<Atom, string> {
  const isNegated = characters[at + 1] === '^';
  const first = at + (isNegated ? 2 : 1);
  const ranges: (readonly [from: string, to: string])[] = [];
  for (let here = first; here < characters.length; ) {
    const from = characters[here]!;
    // As in POSIX a ] that comes first is a character.
    if (from === ']' && here > first) {
      const accepts = (other: string) => ranges.some(([low, high]) => other >= low && other <= high) !== isNegated;
      return ok({ accepts, next: here + 1 });
    }
    if (from === '[' && ':.='.includes(characters[here + 1] ?? ' ')) {
      return fault('does not know named classes such as [:digit:]; write [0-9]');
    }
    const isRange = characters[here + 1] === '-' && (characters[here + 2] ?? ']') !== ']';
    const to = isRange ? characters[here + 2]! : from;
    if (to < from) return fault(`has a range from ${from} to ${to}, which is the wrong way round`);
    ranges.push([from, to]);
    here += isRange ? 3 : 1;
  }
  return fault('has a [ without its ]');
}

/** All places where the pattern may stand are followed together, so nothing is tried twice. */
function run(steps: readonly Step[], isAnchored: boolean, endsHere: boolean, text: string): boolean {
  const end = steps.length;
  let places = new Uint8Array(end + 1);
  const enter = (into: Uint8Array, place: number): void => {
    for (let at = place; ; at++) {
      into[at] = 1;
      if (at === end || steps[at]!.least === 1) return;
    }
  };
  enter(places, 0);
  for (const character of text) {
    if (!endsHere && places[end] === 1) return true;
    const next = new Uint8Array(end + 1);
    if (!isAnchored) enter(next, 0);
    for (let at = 0; at < end; at++) {
      const step = steps[at]!;
      if (places[at] === 0 || !step.accepts(character)) continue;
      enter(next, at + 1);
      if (step.repeats) next[at] = 1;
    }
    places = next;
  }
  return places[end] === 1;
}
