import { memo } from 'react';
import { tierSeverity } from './severity.ts';
import './marks.css';

const STEPS = [1, 2, 3, 4, 5, 6] as const;

/** FUP level *n of 6*: the digit first, then a ladder filled to n, both in the level's colour. */
export const TierLadder = memo(function TierLadder({ level }: { readonly level: number }) {
  return (
    <span className={`tier ${tierSeverity(level)}`} title={`FUP level ${level} of 6`}>
      {level}
      <span className="tier-steps" aria-hidden="true">
        {STEPS.map((step) => (
          <span key={step} className={step <= level ? 'tier-step full' : 'tier-step'} />
        ))}
      </span>
      <span className="sr-only"> of 6</span>
    </span>
  );
});
