import { TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { Button, IconButton } from '../../ui/controls/controls.tsx';
import { IconClose, IconCsv, IconSearch } from '../../ui/controls/icons.ts';
import { download, fileName } from '../../ui/files/download.ts';
import { useZone } from '../../ui/live/Ages.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { csvHead, csvRow } from '../../ui/table/csv.ts';
import { engine } from '../engine.ts';
import { faultsOf, useSave } from '../form/use-save.ts';
import { HolderCard, holderColumns, recordNotes } from './HolderCard.tsx';
import { type Answer, nowIn, type QuestionFields, readQuestion } from './who-had.ts';
import './who-had.css';

const hasInput = (field: string): boolean => ['address', 'from', 'to', 'reason'].includes(field);

export interface WhoHadProps {
  /** What the address field begins with. */
  readonly address: string;
  readonly onClose: () => void;
}

/** Who had an address at a time (W4): asked here, answered in cards, kept in the audit. */
export function WhoHad({ address, onClose }: WhoHadProps) {
  const zone = useZone();
  const titleId = useId();
  const [fields, setFields] = useState<QuestionFields>(() => ({
    ...{ address, from: nowIn(zone), to: '', reason: '' },
  }));
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const saving = useSave(hasInput);
  const { query, faults } = readQuestion(fields, zone);
  const local = faultsOf(faults);

  const input = (name: keyof QuestionFields, label: string) => ({
    label,
    value: fields[name],
    error: saving.faults.get(name) ?? (tried ? local.get(name) : undefined),
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      saving.forget(name);
      const { value } = event.currentTarget;
      setFields((now) => ({ ...now, [name]: value }));
    },
  });
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length > 0) return;
    const found = await saving.run(() => engine.call('ip-history.find', { query }));
    setAnswer(found);
  };
  return (
    <section className="who-had" aria-labelledby={titleId}>
      <header>
        <h2 id={titleId}>Who had this address?</h2>
        <span className="t3 fs11">Times are those of {zone}. Every question is kept in the audit.</span>
        <span className="grow" />
        <IconButton icon={IconClose} size={24} label="Close the search for an address" onClick={onClose} />
      </header>
      <form className="who-had-form" noValidate onSubmit={(event) => void ask(event)}>
        <TextInput {...input('address', 'Address')} placeholder="IPv4, IPv6 or IPv6 prefix" data-autofocus autoFocus />
        <TextInput type="datetime-local" step={1} {...input('from', 'At')} />
        <TextInput type="datetime-local" step={1} {...input('to', 'Until, for a period')} />
        <TextInput {...input('reason', 'Why it is asked')} placeholder="Optional: a case number" maxLength={200} />
        <Button look="primary" icon={IconSearch} submit disabled={saving.busy}>
          {saving.busy ? 'Asking' : 'Ask'}
        </Button>
      </form>
      {saving.trouble !== null && (
        <p className="form-wrong" role="alert">
          <SeverityMark severity="crit" label="Error" />
          {saving.trouble}
        </p>
      )}
      {answer && <AnswerCards answer={answer} />}
    </section>
  );
}

function AnswerCards({ answer }: { readonly answer: Answer }) {
  const zone = useZone();
  const save = () => {
    const lines = [csvHead(holderColumns), ...answer.items.map((holder) => csvRow(holderColumns, holder))];
    download(fileName(`who-had-${answer.address}`, 'csv', Date.now()), new Blob(['\uFEFF', ...lines]));
  };
  const notes = recordNotes(answer, zone);
  return (
    <div className="who-had-answer" role="status">
      {answer.items.length === 0 ? (
        <p className="who-had-nobody">
          Nobody on record had <b>{answer.address}</b> {answer.from === answer.to ? 'at that moment' : 'in that period'}
          .
        </p>
      ) : (
        <ul className="holders">
          {answer.items.map((holder) => (
            <HolderCard key={holder.session.id} holder={holder} asked={answer.address} />
          ))}
        </ul>
      )}
      <div className="who-had-foot">
        <div>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
        {answer.items.length > 0 && (
          <Button look="ghost" small icon={IconCsv} onClick={save}>
            CSV of this answer
          </Button>
        )}
      </div>
    </div>
  );
}
