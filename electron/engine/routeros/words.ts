/**
 * What the words of a sentence mean (MikroTik manual, API): `!re`, `/path`, `=name=value`, `.tag=x`, `?query`.
 * Attribute order is free and the tag may stand anywhere; the order of queries matters.
 */

/** Attributes of a reply. Unset fields are simply absent: never assume a key. The last of a repeated name wins. */
export type Row = Readonly<Record<string, string>>;

export interface RouterReply {
  /** First word: `!re`, `!done`, `!trap`, `!fatal`, `!empty` (since 7.18), or whatever a later version invents. */
  readonly kind: string;
  readonly tag: string | undefined;
  readonly attributes: Row;
  /** Words of no known form; `!fatal` puts its explanation here. */
  readonly text: readonly string[];
}

export interface RouterRequest {
  /** First word: `/ppp/active/print`. */
  readonly command: string;
  readonly tag: string | undefined;
  readonly attributes: Row;
  /** Query words in order, with their `?`. */
  readonly queries: readonly string[];
}

// A row without inherited names, so that no attribute can meet one (`constructor`, `__proto__`). Unlike those of
// Object.create(null), such rows share a hidden class: 104 instead of 480 bytes for nine attributes.
const BareRow = function BareRow() {} as unknown as new () => Record<string, string>;
BareRow.prototype = Object.create(null);

export function parseReply(words: readonly string[]): RouterReply {
  const attributes = new BareRow();
  const text: string[] = [];
  let tag: string | undefined;
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    if (readAttribute(word, attributes)) continue;
    if (word.startsWith('.tag=')) tag = word.slice(5);
    else text.push(word);
  }
  return { kind: words[0] ?? '', tag, attributes, text };
}

/** Reads a sentence as a router does. Words of no known form are ignored. */
export function parseRequest(words: readonly string[]): RouterRequest {
  const attributes = new BareRow();
  const queries: string[] = [];
  let tag: string | undefined;
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    if (readAttribute(word, attributes)) continue;
    if (word.startsWith('.tag=')) tag = word.slice(5);
    else if (word.startsWith('?')) queries.push(word);
  }
  return { command: words[0] ?? '', tag, attributes, queries };
}

function readAttribute(word: string, into: Record<string, string>): boolean {
  if (word.charCodeAt(0) !== 61 /* = */) return false;
  const equals = word.indexOf('=', 1);
  if (equals < 0) into[word.slice(1)] = '';
  else into[word.slice(1, equals)] = word.slice(equals + 1);
  return true;
}

/** One sentence of a router: `replyWords('!re', { name: 'ether1' }, request.tag)`. */
export function replyWords(kind: string, attributes: Row = {}, tag?: string): string[] {
  const words = [kind, ...Object.entries(attributes).map(([name, value]) => `=${name}=${value}`)];
  if (tag !== undefined) words.push(`.tag=${tag}`);
  return words;
}

/**
 * A `print` with its property list, which is always sent: without one the router also computes slow properties.
 * `where` are query words without their `?`, left on the stack together they are ANDed.
 */
export function printWords(path: string, proplist: readonly string[], where: readonly string[] = []): string[] {
  return [`${path}/print`, `=.proplist=${proplist.join(',')}`, ...where.map((query) => `?${query}`)];
}

/** Query words for "`name` is one of `values`": push each comparison, fold it into the one before by OR. */
export function isOneOf(name: string, values: readonly string[]): string[] {
  return values.flatMap((value, index) => (index === 0 ? [`${name}=${value}`] : [`${name}=${value}`, '#|']));
}
