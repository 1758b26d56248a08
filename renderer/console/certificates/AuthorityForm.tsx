import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { FormDrawer, FormPart } from '../form/FormDrawer.tsx';
import { useSave } from '../form/use-save.ts';
import { namesOf } from './certificate-words.ts';

export interface AuthorityFormProps {
  /** `authority` makes it with the first server certificate; `server` issues another for other names. */
  readonly what: 'authority' | 'server';
  readonly names: readonly string[];
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** By which names and addresses routers reach this computer: what the server certificate is made for. */
export function AuthorityForm({ what, names, onSaved, onClose }: AuthorityFormProps) {
  const [before] = useState(names.join('\n'));
  const [text, setText] = useState(before);
  const saving = useSave((field) => field === 'names');
  const isNew = what === 'authority';
  const save = async () => {
    const [first = '', ...others] = namesOf(text);
    const body = { names: [first, ...others] as [string, ...string[]] };
    const made = await saving.run(async () => {
      if (isNew) await engine.call('certificate.create-authority', { body });
      else await engine.call('certificate.issue-server', { body });
      return true;
    });
    if (!made) return;
    toast({
      severity: 'ok',
      title: isNew ? 'The authority is made; RadSec is served' : 'The new server certificate is shown from now on',
      detail: isNew ? 'Register NAS clients by RadSec under Virtual NAS.' : 'Connected routers stay connected.',
    });
    onSaved();
  };
  return (
    <FormDrawer
      title={isNew ? 'Create the authority' : 'New server certificate'}
      action={isNew ? 'Create the authority' : 'Issue the certificate'}
      busy={saving.busy}
      holds={saving.busy ? 'Making keys takes a few seconds.' : null}
      trouble={saving.trouble}
      isChanged={text !== before}
      onSave={() => void save()}
      onClose={onClose}
    >
      <FormPart title="How routers reach this computer">
        <Textarea
          className="wide mono-input"
          label="Addresses and names, the usual one first"
          placeholder={'192.0.2.10\nradius.example.net'}
          autosize
          minRows={3}
          autoFocus
          data-autofocus
          value={text}
          error={saving.faults.get('names')}
          spellCheck={false}
          onChange={(event) => {
            setText(event.currentTarget.value);
            saving.forget('names');
          }}
        />
        <p className="wide form-note">
          {isNew
            ? 'The authority signs this server’s certificate (2 years, renewed by itself) and one per NAS (3 years). It holds 20 years; its key is sealed in the database and never leaves it.'
            : 'Routers trust the authority, so nothing changes on them as long as the address that they use is among these.'}
        </p>
      </FormPart>
    </FormDrawer>
  );
}
