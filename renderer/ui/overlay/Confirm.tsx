import { type FormEvent, type ReactNode, useState } from 'react';
import { create } from 'zustand';
import { Button } from '../controls/controls.tsx';
import { Dialog } from './Dialog.tsx';
import './confirm.css';

export interface Confirmation {
  /** The question, with the number in it: `Reset FUP of all 11,284?` */
  readonly title: string;
  /** What will happen to how many, what stays, whether it can be undone. */
  readonly body: ReactNode;
  /** The consequence, on the button: `Reset all`. */
  readonly action: string;
  /** Must be typed before the button works: the count or the name. For what cannot be undone or touches many. */
  readonly typed?: string;
  /** Default true: the button is red. */
  readonly danger?: boolean;
}

export interface ConfirmDialogProps extends Confirmation {
  readonly opened: boolean;
  readonly onAnswer: (confirmed: boolean) => void;
}

/** Says what will happen to how many, and asks. Escape and a click outside are a no. */
export function ConfirmDialog({ opened, onAnswer, ...asked }: ConfirmDialogProps) {
  return (
    <Dialog opened={opened} onClose={() => onAnswer(false)} title={asked.title}>
      <ConfirmForm {...asked} onAnswer={onAnswer} />
    </Dialog>
  );
}

/** The inside of the dialog; it forgets what was typed when the dialog closes, because Mantine unmounts it. */
function ConfirmForm({ body, action, typed, danger = true, onAnswer }: Omit<ConfirmDialogProps, 'opened' | 'title'>) {
  const [written, setWritten] = useState('');
  const right = typed === undefined || written.trim() === typed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (right) onAnswer(true);
  };
  return (
    <form className="confirm" onSubmit={submit}>
      <div className="confirm-body">{body}</div>
      {typed !== undefined && (
        <label className="field confirm-typed">
          <span>
            Type <b className="id">{typed}</b> to confirm
          </span>
          <input
            data-autofocus
            value={written}
            spellCheck={false}
            autoComplete="off"
            aria-label={`Type ${typed} to confirm`}
            onChange={(event) => setWritten(event.target.value)}
          />
        </label>
      )}
      <div className="confirm-foot">
        <Button look="ghost" onClick={() => onAnswer(false)} data-autofocus={typed === undefined ? true : undefined}>
          Cancel
        </Button>
        <Button look={danger ? 'danger' : 'primary'} submit disabled={!right}>
          {action}
        </Button>
      </div>
    </form>
  );
}

interface AskedState {
  readonly asked: (Confirmation & { readonly answer: (confirmed: boolean) => void }) | null;
}

const useAsked = create<AskedState>(() => ({ asked: null }));

/** Asks, and resolves to the answer. A question asked while another is open answers the older one with no. */
export function confirm(question: Confirmation): Promise<boolean> {
  return new Promise((resolve) => {
    useAsked.getState().asked?.answer(false);
    useAsked.setState({ asked: { ...question, answer: resolve } });
  });
}

/** Shows what `confirm` asks; once per page. */
export function ConfirmHost() {
  const asked = useAsked((state) => state.asked);
  const [last, setLast] = useState(asked);
  if (asked && asked !== last) setLast(asked); // the words stay while the dialog fades out
  const shown = asked ?? last;
  if (!shown) return null;
  const { answer, ...question } = shown;
  return (
    <ConfirmDialog
      {...question}
      opened={asked !== null}
      onAnswer={(confirmed) => {
        useAsked.setState({ asked: null });
        answer(confirmed);
      }}
    />
  );
}
