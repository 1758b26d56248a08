import type { AuthLogCause } from '../../../shared/contract/operations/auth-log.ts';
import { Button } from '../../ui/controls/controls.tsx';
import type { UrlFilters } from '../../ui/filters/use-url-state.ts';
import { integer, percent, plain } from '../../ui/formats/quantity.ts';
import { StatCard, Stats } from '../../ui/marks/StatCard.tsx';
import type { Severity } from '../../ui/marks/severity.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { useReading } from '../subscribers/use-reading.ts';
import { causesShown, timesOf } from './causes.ts';
import './auth-log.css';

const severities: Readonly<Record<AuthLogCause['result'], Severity>> = {
  drop: 'crit',
  reject: 'warn',
  omission: 'warn',
};

/** W10: how often each cause came in a day, each the filter that shows its entries, and the chosen one in words. */
export function AuthCauses({ url }: { readonly url: UrlFilters }) {
  const { data, error, read } = useReading('causes of the auth log', () => engine.call('auth-log.causes'), 5000);
  const { state, set } = url;
  const chosen = state.reason?.[0];
  const choose = (reason: string | null): void => {
    const { reason: _, ...others } = state;
    set(reason === null || reason === chosen ? others : { ...others, reason: [reason] });
  };
  const all = data ? timesOf(data.items) : null;
  const words = data?.items.find(({ reason }) => reason === chosen);
  return (
    <>
      <Stats>
        <StatCard
          label="Failed in 24 h"
          value={all === null ? '–' : integer(all)}
          note={all === 0 ? 'every login was let in' : 'rejected or not answered'}
          on={chosen === undefined}
          onToggle={() => choose(null)}
        />
        {causesShown(data?.items ?? [], chosen).map(({ reason, label, result, count }) => (
          <StatCard
            key={reason}
            label={label}
            severity={count === 0 ? 'ok' : severities[result]}
            value={integer(count)}
            note={`${plain(percent(all ? count / all : 0))}, ${result === 'drop' ? 'not answered' : result === 'reject' ? 'rejected' : 'let in'}`}
            on={reason === chosen}
            onToggle={() => choose(reason)}
          />
        ))}
      </Stats>
      {error !== null && (
        <p className="auth-words fs12 crit">
          The causes could not be counted: {listTrouble(error)}{' '}
          <Button small onClick={read}>
            Try again
          </Button>
        </p>
      )}
      {words && (
        <p className="auth-words fs12">
          <b className="med">{words.label}</b>
          <span className="t2">{words.happened}</span>
          <span>{words.remedy}</span>
        </p>
      )}
    </>
  );
}
