import { Chip, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ClientInput } from '../../../shared/contract/contract.ts';
import type { Nas } from '../../../shared/contract/operations/nas.ts';
import { copyText } from '../../ui/controls/clipboard.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { FormDrawer, FormPart } from '../form/FormDrawer.tsx';
import { useSave } from '../form/use-save.ts';
import { TestSteps, useConnectionTest } from './ConnectionTest.tsx';
import { RouterScript } from './RouterScript.tsx';
import {
  apiOf,
  changeOf,
  disconnectReasons,
  emptyRouter,
  faultsAtTheirCause,
  fieldsOf,
  messageAuthenticatorOptions,
  newSecret,
  type RouterFields,
  secretWarning,
} from './router-words.ts';

export interface RouterFormProps {
  /** Null adds a new one. */
  readonly nas: Nas | null;
  /** For a new one: where its packets already come from. */
  readonly address?: string | undefined;
  readonly onSaved: (saved: Nas) => void;
  readonly onClose: () => void;
}

/** The engine's path of each input. */
const paths = {
  name: 'name',
  address: 'address',
  secret: 'secret',
  coaPort: 'coaPort',
  host: 'api.host',
  port: 'api.port',
  username: 'api.username',
  password: 'api.password',
  fingerprint: 'api.tls',
} as const;
// A missing password is the engine's to complain about, at its field.
type CreateBody = NonNullable<ClientInput<'nas.create'>['body']>;

const known = new Set<string>(Object.values(paths));

/** Adds or changes a router: RADIUS first, API second, a test, and what to paste on the other side. */
export function RouterForm({ nas, address, onSaved, onClose }: RouterFormProps) {
  const [before] = useState<RouterFields>(() => (nas ? fieldsOf(nas) : { ...emptyRouter, address: address ?? '' }));
  const [fields, setFields] = useState(before);
  const saving = useSave((field) => known.has(field));
  const test = useConnectionTest();
  const isChanged = fields !== before;

  const set = (change: Partial<RouterFields>) => {
    setFields((now) => ({ ...now, ...change }));
    for (const field of Object.keys(change)) saving.forget(paths[field as keyof typeof paths] ?? '');
  };
  const faults = faultsAtTheirCause(saving.faults, fields);
  const text = (field: keyof typeof paths) => ({
    value: fields[field],
    error: faults.get(paths[field]),
    spellCheck: false,
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      set({ [field]: event.currentTarget.value }),
  });

  const save = async () => {
    const body = changeOf(fields);
    const saved = await saving.run(() =>
      nas
        ? engine.call('nas.update', { params: { id: nas.id }, body })
        : engine.call('nas.create', {
            body: { ...body, name: fields.name, address: fields.address, secret: fields.secret } as CreateBody,
          }),
    );
    if (!saved) return;
    const warnings = saved.warnings.map(({ message }) => `The secret ${message}.`);
    toast({
      severity: warnings.length > 0 ? 'warn' : 'ok',
      title: nas ? `${saved.name} is saved` : `${saved.name} is answered from now on`,
      detail:
        warnings.length > 0
          ? warnings.join(' ')
          : nas
            ? undefined
            : 'Paste the lines into its terminal if you did not yet.',
      ...(warnings.length > 0 ? { stayMs: null } : {}),
    });
    onSaved(saved);
  };

  const generate = async () => {
    const secret = newSecret((octets) => crypto.getRandomValues(octets as Uint8Array<ArrayBuffer>));
    set({ secret });
    const isCopied = await copyText(secret);
    toast({
      severity: 'ok',
      title: isCopied ? 'A new secret, copied' : 'A new secret',
      detail: 'It is shown only until you save.',
    });
  };

  const warning = secretWarning(fields.secret);
  const coaPort = Number(fields.coaPort) || nas?.coaPortSeen || null;
  const canTest = fields.hasApi && (nas?.api != null || fields.password !== '');
  return (
    <FormDrawer
      title={nas ? `Edit ${nas.name}` : 'Add a router'}
      action={nas ? 'Save the router' : 'Add the router'}
      busy={saving.busy}
      holds={null}
      trouble={saving.trouble}
      isChanged={isChanged}
      onSave={() => void save()}
      onClose={onClose}
    >
      <FormPart title="RADIUS">
        <TextInput label="Name" data-autofocus autoFocus {...text('name')} />
        <TextInput label="RADIUS source address" placeholder="10.0.0.1" {...text('address')} />
        <p className="wide form-note">
          The address that its RADIUS packets come from, not where you manage it: the commonest reason for “RADIUS
          timeout”.
        </p>
        <div className="wide with-button">
          <TextInput
            label="Shared secret"
            placeholder={nas ? 'Unchanged' : ''}
            className="mono-input"
            {...text('secret')}
          />
          <Button onClick={() => void generate()}>Generate</Button>
          <Button disabled={fields.secret === ''} onClick={() => void copyText(fields.secret)}>
            Copy
          </Button>
        </div>
        {warning !== null && (
          <p className="wide form-warn">
            <SeverityMark severity="warn" label="Warning" />
            {warning}
          </p>
        )}
        <TextInput label="CoA port" placeholder="Ask the router" inputMode="numeric" {...text('coaPort')} />
        <Select
          label="Message-Authenticator"
          data={messageAuthenticatorOptions}
          value={fields.messageAuthenticator}
          allowDeselect={false}
          onChange={(policy) => policy && set({ messageAuthenticator: policy })}
        />
        <Switch
          className="switch-line"
          label="Counts ↓ and ↑ the other way round"
          checked={fields.swapDirections}
          onChange={(event) => set({ swapDirections: event.currentTarget.checked })}
        />
        <div className="wide">
          <span className="mantine-InputWrapper-label">End running sessions for</span>
          <Chip.Group
            multiple
            value={[...fields.disconnectFor]}
            onChange={(reasons) => set({ disconnectFor: reasons as RouterFields['disconnectFor'] })}
          >
            <div className="reason-chips">
              {disconnectReasons.map(({ value, label }) => (
                <Chip key={value} value={value} size="xs">
                  {label}
                </Chip>
              ))}
            </div>
          </Chip.Group>
        </div>
        <p className="wide form-note">
          Speeds go by CoA and interrupt nobody, unless they are ticked: then a session that CoA cannot change is
          disconnected.
        </p>
      </FormPart>
      <FormPart
        title="API access"
        note="optional: reads sessions, load and speeds"
        end={
          <Switch
            aria-label="API access"
            checked={fields.hasApi}
            onChange={(event) => set({ hasApi: event.currentTarget.checked })}
          />
        }
      >
        {fields.hasApi && (
          <>
            <TextInput label="Host" placeholder={fields.address || 'As the RADIUS address'} {...text('host')} />
            <TextInput
              label="Port"
              placeholder={fields.isTls ? '8729' : '8728'}
              inputMode="numeric"
              {...text('port')}
            />
            <TextInput label="User" {...text('username')} />
            <PasswordInput
              label="Password"
              placeholder={nas?.api?.passwordSet ? 'Unchanged' : ''}
              {...text('password')}
              autoComplete="new-password"
            />
            <Switch
              className="wide"
              label="TLS (api-ssl); without it the password crosses the network in the clear"
              checked={fields.isTls}
              onChange={(event) => set({ isTls: event.currentTarget.checked })}
            />
            {fields.isTls && (
              <TextInput
                className="wide"
                label="Certificate fingerprint (SHA-256)"
                placeholder="Test the connection to see it"
                {...text('fingerprint')}
              />
            )}
            <div className="wide">
              <Button
                disabled={!canTest || test.state.kind === 'asking'}
                onClick={() => test.run({ ...(nas ? { id: nas.id } : {}), api: apiOf(fields) })}
              >
                Test connection
              </Button>
            </div>
            <div className="wide">
              <TestSteps state={test.state} onPin={(fingerprint) => set({ fingerprint })} />
            </div>
          </>
        )}
      </FormPart>
      <FormPart title="On the router" note="paste into its terminal">
        <div className="wide">
          <RouterScript address={fields.address} secret={fields.secret} coaPort={coaPort} isStored={nas !== null} />
        </div>
      </FormPart>
    </FormDrawer>
  );
}
