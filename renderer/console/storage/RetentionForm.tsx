import { TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { useUnsaved } from '../form/unsaved.ts';
import { faultsOf, useSave } from '../form/use-save.ts';
import { fieldsOf, type RetentionFields, readRetention, retentionFieldNames, type Storage } from './storage-words.ts';
import '../form/form.css';

const labels: Readonly<Record<keyof RetentionFields, readonly [label: string, hint: string]>> = {
  sessionsDays: ['Sessions, days', 'For ever'],
  legalDays: ['The law asks for, days', 'Not said'],
  authLogDays: ['Auth log, days', ''],
  hourlyDays: ['Usage by the hour, days', ''],
  auditDays: ['Audit, days', ''],
};

const orNever = (days: number | null | undefined): number => days ?? Number.POSITIVE_INFINITY;

export interface RetentionFormProps {
  readonly retention: Storage['retention'];
  readonly mayEdit: boolean;
  readonly onSaved: () => void;
}

/** Shorter deletes for good: that is said before it is saved. */
export function RetentionForm({ retention, mayEdit, onSaved }: RetentionFormProps) {
  const [before] = useState(() => fieldsOf(retention));
  const [fields, setFields] = useState(before);
  const saving = useSave((field) => /^retention\.\w+$/.test(field));
  const { body, faults, isBelowLegal } = readRetention(fields);
  const local = faultsOf(faults);
  const isChanged = retentionFieldNames.some((name) => fields[name] !== before[name]);
  useUnsaved(isChanged ? 'changes of how long things are kept' : null);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged || faults.length > 0) return;
    const isShorter = retentionFieldNames.some(
      (name) => name !== 'legalDays' && orNever(body[name]) < orNever(retention[name]),
    );
    const law = isBelowLegal ? ` Sessions would go before the ${body.legalDays} days that the law asks for.` : '';
    const isMeant =
      !isShorter ||
      (await confirm({
        title: 'Keep things for a shorter time?',
        body: `What is older is deleted within minutes and cannot be brought back.${law}`,
        action: 'Delete what is older',
      }));
    if (!isMeant) return;
    const saved = await saving.run(() => engine.call('settings.set', { body: { retention: body } }));
    if (saved === null) return;
    toast({ severity: 'ok', title: 'Retention saved' });
    onSaved();
  };
  return (
    <form className="retention" noValidate onSubmit={(event) => void save(event)}>
      {retentionFieldNames.map((name) => (
        <TextInput
          key={name}
          label={labels[name][0]}
          placeholder={labels[name][1]}
          inputMode="numeric"
          autoComplete="off"
          readOnly={!mayEdit}
          value={fields[name]}
          error={saving.faults.get(`retention.${name}`) ?? local.get(name)}
          onChange={(event) => {
            const { value } = event.currentTarget;
            saving.forget(`retention.${name}`);
            setFields((now) => ({ ...now, [name]: value }));
          }}
        />
      ))}
      {isBelowLegal && (
        <p className="form-warn wide" role="status">
          <SeverityMark severity="warn" size={10} label="Warning" />
          Sessions go after {fields.sessionsDays} days, before the {fields.legalDays} that the law asks for.
        </p>
      )}
      {saving.trouble !== null && (
        <p className="form-wrong wide" role="alert">
          <SeverityMark severity="crit" label="Error" />
          {saving.trouble}
        </p>
      )}
      <p className="form-note wide">
        Receipts are kept for 90 days, usage by the day for two years. Room that is freed goes back to the disk by
        itself; in a database of an earlier version it stays and is used again.
      </p>
      {mayEdit && (
        <Button look="primary" submit disabled={!isChanged || faults.length > 0 || saving.busy}>
          {saving.busy ? 'Saving' : 'Save'}
        </Button>
      )}
    </form>
  );
}
