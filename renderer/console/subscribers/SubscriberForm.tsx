import { PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type FormEvent, useId, useState } from 'react';
import { ApiProblem } from '../../../shared/contract/client.ts';
import type { Subscriber } from '../../../shared/contract/operations/subscribers.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { useKeys } from '../../ui/keys/keys.ts';
import { useZone } from '../../ui/live/Ages.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { Drawer } from '../../ui/overlay/Drawer.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { mayLeave, useUnsaved } from '../form/unsaved.ts';
import { listTrouble } from '../list/use-list.ts';
import {
  atFields,
  bodyOf,
  type CreateBody,
  emptyFields,
  fieldsOf,
  type SubscriberFields,
  shapeProblems,
  type UpdateBody,
} from './subscriber-fields.ts';
import { useReading } from './use-reading.ts';
import './subscriber.css';

export interface SubscriberFormProps {
  /** Null adds a new one. */
  readonly subscriber: Subscriber | null;
  readonly onClose: () => void;
  readonly onSaved: (saved: Subscriber) => void;
}

/** Adds or changes a subscriber, in the drawer. What is wrong is said at its field, by the contract or by the engine. */
export function SubscriberForm({ subscriber, onClose, onSaved }: SubscriberFormProps) {
  const formId = useId();
  const zone = useZone();
  const [before] = useState(() => (subscriber ? fieldsOf(subscriber, zone) : null));
  const [saving, setSaving] = useState(false);
  const [trouble, setTrouble] = useState<readonly string[]>([]);
  const form = useForm<SubscriberFields>({ initialValues: before ?? emptyFields });
  const isNew = subscriber === null;
  const who = isNew ? 'new subscriber' : `changes of ${subscriber.username}`;
  const changes = form.isDirty();
  useUnsaved(changes && !saving ? who : null);

  const close = () => void mayLeave().then((leaves) => leaves && onClose());
  const refuse = (errors: ReturnType<typeof shapeProblems>) => {
    form.setErrors(errors);
    const [first] = Object.keys(errors);
    // The field is marked after the render; then the focus goes to what must be changed first.
    if (first) queueMicrotask(() => form.getInputNode(first)?.focus());
  };
  const save = async () => {
    if (saving) return;
    const body = bodyOf(form.getValues(), before);
    setTrouble([]);
    const wrong = shapeProblems(body, isNew);
    if (Object.keys(wrong).length > 0) return refuse(wrong);
    setSaving(true);
    try {
      const saved = isNew
        ? await engine.call('subscriber.create', { body: body as unknown as CreateBody })
        : await engine.call('subscriber.update', {
            params: { id: subscriber.id },
            body: body as unknown as UpdateBody,
          });
      toast({
        severity: 'ok',
        title: isNew ? `${saved.username} is added` : `${saved.username} is saved`,
        detail: isNew && saved.status === 'active' && !saved.isExpired ? 'May dial in now.' : undefined,
      });
      onSaved(saved);
    } catch (error) {
      setSaving(false);
      if (!(error instanceof ApiProblem)) return setTrouble([listTrouble(error)]);
      const { errors, rest } = atFields(error.problem.errors);
      refuse(errors);
      setTrouble(Object.keys(errors).length > 0 ? rest : [error.problem.detail, ...rest]);
    }
  };
  useKeys([{ keys: ['Mod Enter', 'Mod s'], label: 'Save', run: () => void save() }], { group: 'Form' });

  return (
    <Drawer
      label={isNew ? 'Add a subscriber' : `Edit ${subscriber.username}`}
      title={isNew ? 'Add a subscriber' : `Edit ${subscriber.username}`}
      onClose={close}
      footer={
        <>
          <Button look="primary" submit form={formId} disabled={saving || !changes}>
            {saving ? 'Saving' : isNew ? 'Add subscriber' : 'Save changes'}
          </Button>
          <Button look="ghost" onClick={close}>
            Cancel
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="subscriber-form"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void save();
        }}
      >
        {trouble.length > 0 && (
          <div className="wide form-trouble" role="alert">
            <SeverityMark severity="crit" size={10} label="Error" />
            <span>{trouble.join(' ')}</span>
          </div>
        )}
        <TextInput
          label="Username"
          required
          autoFocus
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('username')}
        />
        <PasswordInput
          label="Password"
          required={isNew}
          placeholder={isNew ? '' : 'Unchanged'}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <ServiceField subscriber={subscriber} inputProps={form.getInputProps('serviceId')} />
        <Select
          label="Account"
          data={[
            { value: 'active', label: 'Active' },
            { value: 'inactive', label: 'Inactive' },
            { value: 'suspended', label: 'Suspended' },
          ]}
          allowDeselect={false}
          {...form.getInputProps('status')}
        />
        <TextInput label="Full name" autoComplete="off" {...form.getInputProps('fullName')} />
        <TextInput label="Phone" type="tel" autoComplete="off" {...form.getInputProps('phone')} />
        <TextInput
          label="Expires after"
          type="date"
          description="Empty: never"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          {...form.getInputProps('expiresAt')}
        />
        <TextInput
          label="Billing day"
          inputMode="numeric"
          description="1 to 31"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          {...form.getInputProps('billingDay')}
        />
        <Textarea
          className="wide"
          label="MACs"
          description="Several with a comma between; the choice below says what they are for"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={1}
          maxRows={4}
          spellCheck={false}
          {...form.getInputProps('macs')}
        />
        <Select
          label="Devices (MAC)"
          data={[
            { value: '', label: 'As the service says' },
            { value: 'off', label: 'Any device' },
            { value: 'learn', label: 'Learn the first ones' },
            { value: 'locked', label: 'Only those listed' },
          ]}
          allowDeselect={false}
          {...form.getInputProps('macMode')}
        />
        <TextInput
          label="How many are learned"
          inputMode="numeric"
          placeholder="As the service"
          {...form.getInputProps('macLimit')}
        />
        <TextInput label="Static IP" placeholder="From a pool" spellCheck={false} {...form.getInputProps('staticIp')} />
        <TextInput label="Sessions at once" inputMode="numeric" {...form.getInputProps('simultaneousUse')} />
        <PasswordInput
          className="wide"
          label="Portal password"
          placeholder={subscriber?.portalPasswordSet ? 'Unchanged' : 'None: no sign-in to the portal'}
          description="8 characters or more, not the PPP password"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          {...form.getInputProps('portalPassword')}
        />
      </form>
    </Drawer>
  );
}

interface ServiceFieldProps {
  readonly subscriber: Subscriber | null;
  readonly inputProps: object;
}

/** Without the list (not yet, or not allowed) the service that is set can still be read. */
function ServiceField({ subscriber, inputProps }: ServiceFieldProps) {
  const { data, error } = useReading('services', () => engine.call('service.list', { query: { limit: 500 } }), null);
  const own = subscriber ? [{ value: String(subscriber.serviceId), label: subscriber.serviceName }] : [];
  return (
    <Select
      label="Service"
      required
      searchable
      allowDeselect={false}
      placeholder={data || error ? 'Choose' : 'Reading'}
      nothingFoundMessage="No service is called so"
      description={error && !data ? listTrouble(error) : undefined}
      data={data ? data.items.map(({ id, name }) => ({ value: String(id), label: name })) : own}
      {...inputProps}
    />
  );
}
