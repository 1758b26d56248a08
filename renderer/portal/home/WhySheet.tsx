import { useEffect, useRef } from 'react';
import type { Dashboard, Live } from '../../../shared/contract/portal/dashboard.ts';
import { shortFigures, threeFigures } from '../../ui/formats/quantity.ts';
import { CheckIcon, ClockIcon } from '../icons.tsx';
import { useMessages } from '../messages/languages.ts';
import { useSpeech } from '../words/use-speech.ts';
import { type WhyLine, whySteps } from '../words/why-steps.ts';

export interface WhySheetProps {
  readonly dashboard: Dashboard;
  readonly live: Live;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** The sheet from below: every step that could set the speed, in order, the deciding one marked. */
export function WhySheet({ dashboard, live, opened, onClose }: WhySheetProps) {
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
      {opened && (
        <div className="sheet-body">
          <i className="grip" aria-hidden="true" />
          <h2 id="why-title">{m.whatSetsSpeed}</h2>
          <Chain dashboard={dashboard} live={live} />
          <button type="button" className="big-button" onClick={onClose}>
            {m.close}
          </button>
        </div>
      )}
    </dialog>
  );
}

function Chain({ dashboard, live }: { readonly dashboard: Dashboard; readonly live: Live }) {
  const m = useMessages();
  const speech = useSpeech(dashboard, 'second');
  const { lines, back } = whySteps(dashboard, live, speech);
  return (
    <>
      <p className="sheet-order">
        <span>{m.inOrder}</span>
        <span>{m.units['Mbit/s'] ?? 'Mbit/s'}</span>
      </p>
      <ol>
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ol>
      <p className="sheet-back">
        <ClockIcon />
        {back}
      </p>
    </>
  );
}

function Line({ line }: { readonly line: WhyLine }) {
  const { kind, downKbps } = line;
  const figures = downKbps === null ? '–' : (kind === 'use' ? threeFigures : shortFigures)(downKbps / 1000);
  return (
    <li className={kind} aria-current={kind === 'slows' || kind === 'speeds' ? 'step' : undefined}>
      <span className="dot" aria-hidden="true" />
      <div>
        <b className="step-title">{line.title}</b>
        <small>{line.text}</small>
      </div>
      <em>
        {figures}
        {kind === 'checked' && <CheckIcon />}
      </em>
    </li>
  );
}
