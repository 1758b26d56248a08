import { useState } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { IconUndo } from '../../ui/controls/icons.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { durationText } from '../../ui/formats/times.ts';
import { Ago } from '../../ui/live/Ages.tsx';
import { useNow } from '../../ui/live/ticker.ts';
import { subscribers } from './fup-words.ts';
import { type Undoable, undoListed } from './undo.ts';

interface UndoBarProps {
  readonly resets: readonly Undoable[];
  readonly mayResetAll: boolean;
  readonly onDone: () => void;
}

/** X10: resets of the last ten minutes, the last one open and the earlier ones behind it, so that a closed toast loses nothing. */
export function UndoBar({ resets, mayResetAll, onDone }: UndoBarProps) {
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  const kept = resets.filter(({ untilAt, isAll }) => untilAt > now && (mayResetAll || !isAll));
  const earlier = kept.length - 1;
  return (
    <section className="undo-rows" aria-label="Resets that can be undone">
      {(isOpen ? kept : kept.slice(0, 1)).map((reset, i) => (
        <div key={reset.id} className="undo-row fs12">
          <span className="t2 ellip">
            {i === 0 ? 'Last reset' : 'Earlier'}: FUP of <b className="t1 med">{whoseOf(reset)}</b> by {reset.actorName}
            , <Ago at={reset.at} />
          </span>
          <Button small icon={IconUndo} onClick={() => void undoListed(reset).then(onDone)}>
            Undo
          </Button>
          <span className="t3">{durationText(reset.untilAt - now)} left</span>
          {i === 0 && earlier > 0 && (
            <Button look="ghost" small aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? 'Show the last only' : `${integer(earlier)} earlier`}
            </Button>
          )}
        </div>
      ))}
    </section>
  );
}

const whoseOf = ({ username, subscribers: count, isAll }: Undoable): string =>
  username ?? (isAll ? `all ${integer(count)}` : subscribers(count));
