/** The tables of the console's benchmark: of ten thousand sessions, beside the same of a hundred. */
import type { Held, Path, Switch, Visit } from './visit.ts';

export interface Figures {
  /** Told on the live socket a second. */
  readonly movedPerSecond: number;
  readonly visits: ReadonlyMap<Path, readonly Visit[]>;
  readonly switches: ReadonlyMap<Path, readonly Switch[]>;
}

export interface Compared {
  readonly many: Figures;
  readonly few: Figures;
  readonly fewSessions: number;
  /** First paint of an empty page, ms by the clock. */
  readonly empty: number;
  readonly watchSeconds: number;
}

/** What the Long Tasks API calls long. */
const longMs = 50;

export const print = (text = ''): boolean => process.stdout.write(`${text}\n`);
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
export const ms = (value: number | null | undefined): string =>
  value == null || Number.isNaN(value) ? '–' : value.toFixed(0);
const most = (values: readonly number[]): number => (values.length === 0 ? 0 : Math.max(...values));
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const ratio = (value: number, reference: number): string =>
  reference > 0 ? `${(value / reference).toFixed(2)} ×` : '–';

/** A row of a table: what it is of, then its figures. */
const row = (label: string, cells: readonly string[]): boolean =>
  print(`  ${label.padEnd(34)}${cells.map((cell) => cell.padStart(11)).join('')}`);

export function report(compared: Compared): void {
  reportPaint(compared);
  print();
  reportTasks(compared);
  print();
  reportSwitches(compared);
  print();
  reportMessages(compared);
}

const filledMs = ({ first }: Visit): number => first.filled ?? Number.NaN;
/** What the page's thread worked until the view was filled. */
const filledCpuMs = (visit: Visit): number =>
  sum(visit.tasks.filter(({ at }) => at < filledMs(visit)).map(({ cpuMs }) => cpuMs));

function reportPaint({ many, few, fewSessions, empty }: Compared): void {
  row('first visit, ms (median)', ['paint', 'strip', 'rows', 'filled', 'slowest', 'by CPU', 'of empty']);
  row('an empty page', [ms(empty), '', '', '', '', '', '']);
  for (const [label, figures] of [
    [`, ${fewSessions} sessions`, few],
    ['', many],
  ] as const) {
    for (const [path, visits] of figures.visits) {
      row(`${path}${label}`, [
        ms(median(visits.map(({ first }) => first.contentful ?? Number.NaN))),
        ms(median(visits.map(({ first }) => first.strip ?? Number.NaN))),
        ms(median(visits.map(({ first }) => first.rows ?? Number.NaN))),
        ms(median(visits.map(filledMs))),
        ms(most(visits.map(filledMs))),
        ms(median(visits.map(filledCpuMs))),
        ratio(median(visits.map(filledMs)), empty),
      ]);
    }
  }
}

/** The part of a visit that lies before its first paint, or after. */
const part =
  (isBefore: boolean) =>
  (visit: Visit): Held => {
    const paintedAt = visit.first.contentful ?? 0;
    const isIn = ({ at }: { readonly at: number }): boolean => at < paintedAt === isBefore;
    return { ...visit, long: visit.long.filter(isIn), tasks: visit.tasks.filter(isIn) };
  };

const watchedOf = (visits: readonly Visit[] = []): readonly Held[] =>
  visits.flatMap(({ watched }) => (watched ? [watched] : []));

function reportTasks({ many, few, fewSessions, watchSeconds }: Compared): void {
  row(`tasks of ${longMs} ms and more`, ['by CPU', 'longest', 'by clock', 'longest', `of ${fewSessions}`, 'longest']);
  const tasks = (label: string, held: readonly Held[], reference: readonly Held[]): void => {
    const clock = held.flatMap(({ long }) => long.map((task) => task.ms));
    const cpuOf = (some: readonly Held[]): number[] => some.flatMap((one) => one.tasks.map(({ cpuMs }) => cpuMs));
    const count = (values: readonly number[]): string => String(values.filter((value) => value >= longMs).length);
    row(label, [
      ...[count(cpuOf(held)), ms(most(cpuOf(held)))],
      ...[String(clock.length), ms(most(clock))],
      ...[count(cpuOf(reference)), ms(most(cpuOf(reference)))],
    ]);
  };
  for (const [path, visits] of many.visits) {
    const reference = few.visits.get(path) ?? [];
    tasks(`${path} until first paint, ${visits.length} times`, visits.map(part(true)), reference.map(part(true)));
    tasks(`${path} from there, ${visits.length} times`, visits.map(part(false)), reference.map(part(false)));
    const watched = watchedOf(visits);
    if (watched.length > 0) tasks(`${path} during ${watchSeconds} s`, watched, watchedOf(reference));
  }
}

function reportSwitches({ many, few, fewSessions }: Compared): void {
  row('a view switched, ms (median)', [
    ...['by CPU', 'heading', 'filled', 'slowest', 'first time'],
    `CPU of ${fewSessions}`,
  ]);
  for (const [path, [first, ...again]] of many.switches) {
    row(path, [
      ms(median(again.map(({ cpuMs }) => cpuMs))),
      ms(median(again.map(({ headingMs }) => headingMs))),
      ms(median(again.map((one) => one.filledMs))),
      ms(most(again.map((one) => one.filledMs))),
      ms(first?.filledMs),
      ms(median((few.switches.get(path) ?? []).slice(1).map(({ cpuMs }) => cpuMs))),
    ]);
  }
}

function reportMessages({ many, watchSeconds }: Compared): void {
  row('messages of the live socket', ['a second', 'kB a second', 'largest kB', 'longest ms']);
  for (const [path, visits] of many.visits) {
    row(`${path} with the snapshot`, [
      ...['', ''],
      ms(most(visits.map(({ messages }) => messages.mostChars)) / 1000),
      ms(median(visits.map(({ messages }) => messages.mostMs))),
    ]);
    for (const { messages } of watchedOf(visits)) {
      row(`${path} during ${watchSeconds} s`, [
        ms(messages.count / watchSeconds),
        ms(messages.chars / watchSeconds / 1000),
        ms(messages.mostChars / 1000),
        ms(messages.mostMs),
      ]);
    }
  }
}
