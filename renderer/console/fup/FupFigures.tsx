import type { UrlFilters } from '../../ui/filters/use-url-state.ts';
import { integer, percent, plain } from '../../ui/formats/quantity.ts';
import { DistributionBars } from '../../ui/marks/DistributionBars.tsx';
import { StatCard, Stats } from '../../ui/marks/StatCard.tsx';
import { type Severity, tierSeverity } from '../../ui/marks/severity.ts';
import { TierLadder } from '../../ui/marks/TierLadder.tsx';
import { Pane } from '../../ui/pane/Pane.tsx';
import { type FupStats, type LevelKind, levelFilters, throttledBy, toggledFilter } from './fup-words.ts';
import './fup.css';

interface FiguresProps {
  readonly stats: FupStats | null;
  readonly kind: LevelKind;
  readonly url: UrlFilters;
}

interface Card {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly severity?: Severity;
  readonly count: (stats: FupStats) => number;
  readonly note: string;
}

const kinds: readonly {
  readonly id: LevelKind;
  readonly title: string;
  readonly active: string;
  readonly note: string;
}[] = [
  { id: 'daily', title: 'Daily level', active: 'Active FUP', note: 'throttled by the day' },
  { id: 'monthly', title: 'Monthly level', active: 'Active monthly FUP', note: 'throttled by the month' },
  { id: 'effective', title: 'Effective level', active: 'Active FUP, either', note: 'throttled by day or month' },
];

const exceeded: readonly Card[] = [
  {
    id: 'quota',
    value: 'daily-exceeded',
    label: 'Daily quota exceeded',
    severity: 'crit',
    count: (stats) => stats.dailyQuotaExceeded,
    note: 'used 100 % or more today',
  },
  {
    id: 'quota',
    value: 'monthly-exceeded',
    label: 'Monthly quota exceeded',
    severity: 'crit',
    count: (stats) => stats.monthlyQuotaExceeded,
    note: 'of quota and bonus together',
  },
  { id: 'quota', value: 'unlimited', label: 'Unlimited', count: (stats) => stats.unlimited, note: 'no quota set' },
];

/** F072–F077: five numbers, each the filter that shows the rows behind it. */
export function FupCards({ stats, kind, url }: FiguresProps) {
  const { state, set } = url;
  const chosen = kinds.find(({ id }) => id === kind);
  const cards: readonly Card[] = [
    {
      id: 'fup',
      value: levelFilters[kind].active,
      label: chosen?.active ?? '',
      severity: 'high',
      count: (of) => throttledBy(of, kind),
      note: chosen?.note ?? '',
    },
    ...exceeded,
  ];
  const isAll = !['fup', 'quota', ...Object.values(levelFilters).map(({ level }) => level)].some((id) => state[id]);
  return (
    <Stats>
      <StatCard
        label="Subscribers"
        value={stats ? integer(stats.total) : '–'}
        note="in scope"
        on={isAll}
        onToggle={() => set({ ...(state.q ? { q: state.q } : {}) })}
      />
      {cards.map((card) => {
        const count = stats ? card.count(stats) : null;
        return (
          <StatCard
            key={card.value}
            label={card.label}
            {...(card.severity ? { severity: count === 0 ? 'ok' : card.severity } : {})}
            value={count === null ? '–' : integer(count)}
            note={
              count !== null && stats
                ? `${plain(percent(stats.total > 0 ? count / stats.total : 0))}, ${card.note}`
                : card.note
            }
            on={state[card.id]?.[0] === card.value}
            onToggle={() => set(toggledFilter(state, card.id, card.value))}
          />
        );
      })}
    </Stats>
  );
}

/** F078, X9: how many are at each level, by day, month and what is in force. The bars of each filter the list. */
export function FupLevels({ stats, kind, url }: FiguresProps) {
  const { state, set } = url;
  return (
    <div className="fup-levels">
      {kinds.map(({ id, title }) => {
        const { level: filter } = levelFilters[id];
        return (
          <div key={id} className={id === kind ? 'fup-level chosen' : 'fup-level'}>
            <Pane title={title} note="subscribers, log scale; click filters">
              <DistributionBars
                rows={(stats?.[id] ?? []).map((count, level) => ({
                  id: String(level),
                  name: `Level ${level}`,
                  label: <TierLadder level={level} />,
                  count,
                  fill: `var(--sev-${tierSeverity(level)}-fill)`,
                }))}
                selected={state[filter]?.[0] ?? null}
                onSelect={(level) => set(toggledFilter(state, filter, level ?? state[filter]?.[0] ?? ''))}
              />
            </Pane>
          </div>
        );
      })}
    </div>
  );
}
