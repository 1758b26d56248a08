import { Checkbox, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Realm } from '../../../shared/contract/operations/realms.ts';
import { authMethods } from '../../../shared/domain/realm.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { FormDrawer, FormPart } from '../form/FormDrawer.tsx';
import { useSave } from '../form/use-save.ts';
import { subscribersText } from '../subscribers/acts.ts';

export interface RealmFormProps {
  /** Null adds a new one. */
  readonly realm: Realm | null;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** What a method costs and gives, in a line. */
const methodNotes: Readonly<Record<(typeof authMethods)[number], string>> = {
  PAP: 'the password itself, hidden by the shared secret',
  CHAP: 'a digest; old, works everywhere',
  'MS-CHAPv1': 'old CPEs; weaker than version 2',
  'MS-CHAPv2': 'the strongest that PPPoE knows, with MPPE keys',
};

const hasInput = (field: string): boolean => /^(name|methods|isActive|isDefault)$/.test(field);

/** Adds or changes a realm; who is shut out is said over the button. */
export function RealmForm({ realm, onSaved, onClose }: RealmFormProps) {
  const [name, setName] = useState(realm?.name ?? '');
  const [methods, setMethods] = useState<readonly Realm['methods'][number][]>(realm?.methods ?? authMethods);
  const [isActive, setActive] = useState(realm?.isActive ?? true);
  const [isDefault, setDefault] = useState(realm?.isDefault ?? false);
  const saving = useSave(hasInput);
  const isChanged =
    name !== (realm?.name ?? '') ||
    methods.join() !== (realm?.methods ?? authMethods).join() ||
    isActive !== (realm?.isActive ?? true) ||
    isDefault !== (realm?.isDefault ?? false);
  const lost = realm?.methods.filter((method) => !methods.includes(method)) ?? [];
  const affected = realm && realm.subscribers > 0 ? subscribersText(realm.subscribers) : null;
  const holds =
    methods.length === 0
      ? 'At least one method must be allowed.'
      : affected && realm?.isActive && !isActive
        ? `${affected} will not be able to log in.`
        : affected && lost.length > 0
          ? `${affected}: logins by ${lost.join(' and ')} will be rejected.`
          : null;

  const save = async () => {
    const body = { name, methods: [...methods], isActive, ...(isDefault ? { isDefault: true as const } : {}) };
    const saved = await saving.run(() =>
      realm ? engine.call('realm.update', { params: { id: realm.id }, body }) : engine.call('realm.create', { body }),
    );
    if (!saved) return;
    toast({
      severity: 'ok',
      title: `Realm ${saved.name} is ${realm ? 'saved' : 'added'}`,
      detail: 'It holds from the next login on.',
    });
    onSaved();
  };

  return (
    <FormDrawer
      title={realm ? `Edit realm ${realm.name}` : 'Add a realm'}
      action={realm ? 'Save the realm' : 'Add the realm'}
      busy={saving.busy}
      holds={holds}
      isBlocked={methods.length === 0}
      trouble={saving.trouble}
      isChanged={isChanged}
      onSave={() => void save()}
      onClose={onClose}
    >
      <FormPart title="Realm" note="what stands after the @ of a login name">
        <TextInput
          className="wide"
          label="Name"
          placeholder="north.example"
          autoFocus
          value={name}
          error={saving.faults.get('name')}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            saving.forget('name');
            setName(event.currentTarget.value);
          }}
        />
        <Switch
          className="wide"
          label="Active: its subscribers may log in"
          checked={isActive}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
        <Switch
          className="wide"
          label="Default: names without an @ are of this realm"
          checked={isDefault}
          disabled={realm?.isDefault === true}
          error={saving.faults.get('isDefault')}
          onChange={(event) => setDefault(event.currentTarget.checked)}
        />
      </FormPart>
      <FormPart title="Auth methods" note="how a password may be sent">
        {authMethods.map((method) => (
          <Checkbox
            key={method}
            className="wide"
            label={method}
            description={methodNotes[method]}
            checked={methods.includes(method)}
            onChange={(event) => {
              const isOn = event.currentTarget.checked;
              setMethods(authMethods.filter((one) => (one === method ? isOn : methods.includes(one))));
            }}
          />
        ))}
      </FormPart>
    </FormDrawer>
  );
}
