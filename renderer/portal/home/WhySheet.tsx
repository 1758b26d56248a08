import { useEffect, useRef } from 'react';
import { shortFigures, threeFigures } from '../../ui/formats/quantity.ts';
import type { Why, WhyStep } from '../account.ts';
import { CheckIcon, ClockIcon } from '../icons.tsx';
import { useMessages } from '../messages/languages.ts';

export interface WhySheetProps {
  readonly why: Why;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** The sheet from below: every step that could set the speed, in order, the deciding one marked. */
export function WhySheet({ why, opened, onClose }: WhySheetProps) {
  const m = useMessages();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const sheet = dialog.current;
    if (opened && !sheet?.open) sheet?.showModal();
    if (!opened && sheet?.open) sheet.close();
  }, [opened]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a <dialog> by itself; the click is the one on its backdrop
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby="why-title"
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="sheet-body">
        <i className="grip" aria-hidden="true" />
        <h2 id="why-title">{m.whatSetsSpeed}</h2>
        <p className="sheet-order">
          <span>{m.inOrder}</span>
          <span>{m.units['Mbit/s'] ?? 'Mbit/s'}</span>
        </p>
        <ol>
          {why.steps.map((step) => (
            <Step key={step.id} step={step} />
          ))}
        </ol>
        {why.back !== null && (
          <p className="sheet-back">
            <ClockIcon />
            {why.back}
          </p>
        )}
        <button type="button" className="big-button" onClick={onClose}>
          {m.close}
        </button>
      </div>
    </dialog>
  );
}

function Step({ step }: { readonly step: WhyStep }) {
  const megabits = step.downBps === null ? null : step.downBps / 1e6;
  const figures = megabits === null ? '–' : step.kind === 'use' ? threeFigures(megabits) : shortFigures(megabits);
  return (
    <li className={step.kind} aria-current={step.kind === 'set' ? 'step' : undefined}>
      <span className="dot" aria-hidden="true" />
      <div>
        <b className="step-title">{step.title}</b>
        <small>{step.text}</small>
      </div>
      <em>
        {figures}
        {step.kind === 'checked' && <CheckIcon />}
      </em>
    </li>
  );
}
