import { useLocation } from 'wouter';
import type { UnknownSource } from '../../../shared/contract/operations/nas.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAdd } from '../../ui/controls/icons.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { Ago } from '../../ui/live/Ages.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import './unknown-sources.css';

export interface UnknownSourcesProps {
  readonly sources: readonly UnknownSource[];
  readonly onAdd: ((address: string) => void) | null;
}

/** More than these are a flood; the auth log has them all. */
const shown = 3;

/** P05: who sends RADIUS and is no router here, which the router calls "RADIUS timeout"; each one step from being one. */
export function UnknownSources({ sources, onAdd }: UnknownSourcesProps) {
  const [, navigate] = useLocation();
  if (sources.length === 0) return null;
  const more = sources.length - shown;
  return (
    <section className="strangers" aria-label="Unknown sources">
      {sources.slice(0, shown).map((source, at) => (
        <div key={source.address} className="stranger fs12">
          <span className="row">
            <SeverityMark severity="high" label="" />
            <b className="id med">{source.address}</b>
          </span>
          <span className="t2 ellip" title={claimOf(source)}>
            {claimOf(source)}
          </span>
          <span className="t3">
            {integer(source.packets)} {source.packets === 1 ? 'packet' : 'packets'}, last <Ago at={source.lastAt} />
          </span>
          {source.canBeAdded && onAdd ? (
            <Button small icon={IconAdd} onClick={() => onAdd(source.address)}>
              Add as router
            </Button>
          ) : (
            <span className="t3">{source.canBeAdded ? '' : 'link-local: set src-address on the router'}</span>
          )}
          {at === 0 && more > 0 ? (
            <Button look="ghost" small onClick={() => navigate('/auth-log?reason=unknown-source')}>
              {integer(more)} more
            </Button>
          ) : (
            <span />
          )}
        </div>
      ))}
    </section>
  );
}

/** What it says of itself, which is nobody's word. */
function claimOf({ nasIdentifier, username, packet }: UnknownSource): string {
  const named = nasIdentifier === '' ? '' : `, calls itself ${nasIdentifier}`;
  const user = username === '' ? '' : `, for ${username}`;
  return `is no router here and gets no answer: ${packet}${named}${user}`;
}
