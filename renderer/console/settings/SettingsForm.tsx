import { Select, TextInput } from '@mantine/core';
import { type FormEvent, useId, useMemo, useState } from 'react';
import type { Settings } from '../../../shared/contract/operations/settings.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { ViewHead } from '../../ui/frame/ViewHead.tsx';
import { useKeys } from '../../ui/keys/keys.ts';
import { useNow } from '../../ui/live/ticker.ts';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { Pane, Panes } from '../../ui/pane/Pane.tsx';
import { engine } from '../engine.ts';
import { useUnsaved } from '../form/unsaved.ts';
import { faultsOf, useSave } from '../form/use-save.ts';
import { siteChanged } from '../use-site.ts';
import { type CalendarEffect, calendarEffect } from './calendar-words.ts';
import { LoginsPane } from './LoginsPane.tsx';
import { MaintenancePane } from './MaintenancePane.tsx';
import { fieldsOf, readSettings, type SettingsFields } from './settings-fields.ts';
import { currencyOptions, zoneOptions } from './zones.ts';

export interface SettingsFormProps {
  readonly settings: Settings;
  /** Without it everything is there to be read. */
  readonly mayEdit: boolean;
  readonly onSaved: (settings: Settings) => void;
}

const hasInput = (field: string): boolean =>
  /^(name|timeZone|dailyResetTime|currency|volumeBase|maintenance|maintenance\[\d+\]\.(from|to|note)|walled\.(pool|addressList|downKbps|upKbps)|macAuth)$/.test(
    field,
  );

const labelFirst: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

const volumeBases = [
  { value: 'decimal', label: '10⁹ bytes, as on an invoice' },
  { value: 'binary', label: '2³⁰ bytes, as some routers count' },
];

/** Everything on one page with one button: what it would change is said before it is pressed. */
export function SettingsForm({ settings, mayEdit, onSaved }: SettingsFormProps) {
  const formId = useId();
  const now = useNow('minute');
  const [before] = useState(() => fieldsOf(settings));
  const [fields, setFields] = useState(before);
  const saving = useSave(hasInput);
  const read = useMemo(() => readSettings(fields, settings, now), [fields, settings, now]);
  const local = useMemo(() => faultsOf(read.faults), [read]);
  const zones = useMemo(() => zoneOptions(settings.timeZone, now), [settings.timeZone, now]);
  const currencies = useMemo(() => currencyOptions(settings.currency), [settings.currency]);
  const effect = calendarEffect(fields, settings, now);
  const isChanged = Object.keys(read.body).length > 0;
  const isWrong = read.faults.length > 0;
  useUnsaved(isChanged ? 'changes of the settings' : null);

  const errorAt = (field: string) => {
    const message = saving.faults.get(field) ?? local.get(field);
    return message === undefined ? undefined : message.charAt(0).toUpperCase() + message.slice(1);
  };
  const set = (change: Partial<SettingsFields>, field: string) => {
    saving.forget(field);
    setFields((typed) => ({ ...typed, ...change }));
  };
  const text = (name: 'name' | 'dailyResetTime') => ({
    value: fields[name],
    error: errorAt(name),
    inputWrapperOrder: labelFirst,
    readOnly: !mayEdit,
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      set({ [name]: event.currentTarget.value }, name),
  });
  const choice = (name: 'timeZone' | 'currency' | 'volumeBase') => ({
    value: fields[name],
    error: errorAt(name),
    inputWrapperOrder: labelFirst,
    readOnly: !mayEdit,
    allowDeselect: false,
    onChange: (value: string | null) => value !== null && set({ [name]: value }, name),
  });

  const save = async () => {
    if (saving.busy || !isChanged || isWrong || !(await agrees(effect))) return;
    const saved = await saving.run(() => engine.call('settings.set', { body: read.body }));
    if (!saved) return;
    toast({ severity: 'ok', title: 'The settings are saved' });
    siteChanged();
    onSaved(saved);
  };
  useKeys([{ keys: ['Mod Enter', 'Mod s'], label: 'Save', run: () => void save() }], { group: 'Form' });

  return (
    <form
      id={formId}
      className="settings"
      noValidate
      autoComplete="off"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      <ViewHead
        title="Settings"
        note={mayEdit ? 'of the whole installation' : 'to be read: changing them takes the permission settings.edit'}
        actions={
          mayEdit && (
            <>
              {isChanged && (
                <Button look="ghost" onClick={() => setFields(before)}>
                  Drop the changes
                </Button>
              )}
              <Button look="primary" submit disabled={!isChanged || isWrong || saving.busy}>
                {saving.busy ? 'Saving' : 'Save the settings'}
              </Button>
            </>
          )
        }
      />
      {saving.trouble !== null && (
        <p className="form-wrong" role="alert">
          <SeverityMark severity="crit" size={10} label="Error" />
          {saving.trouble}
        </p>
      )}
      <Panes template="auto auto minmax(0,1fr) / 1fr 1fr">
        <Pane title="Provider" padded>
          <div className="settings-part">
            <TextInput label="Name" description="On the console and the portal" {...text('name')} />
            <Select
              label="Currency"
              description="Of prices and balances; amounts stay, nothing is converted"
              searchable
              data={currencies}
              nothingFoundMessage="No such currency"
              {...choice('currency')}
            />
            <Select
              label="One GB is"
              description="How volumes are written; quotas themselves are kept in bytes"
              data={volumeBases}
              {...choice('volumeBase')}
            />
          </div>
        </Pane>
        <Pane title="Calendar" padded>
          <div className="settings-part">
            <Select
              label="Time zone"
              description="Of quota days, free hours, expiry and every time on the screen"
              searchable
              data={zones}
              nothingFoundMessage="No such zone"
              maxDropdownHeight={280}
              {...choice('timeZone')}
            />
            <TextInput
              label="The quota day begins at"
              description="HH:MM; monthly periods begin at it too"
              {...text('dailyResetTime')}
            />
            {effect && (
              <p className={`settings-effect${effect.change ? ' changed' : ''}`} aria-live="polite">
                {effect.change && (
                  <SeverityMark severity={effect.change.resetsNow ? 'high' : 'warn'} size={10} label="Consequence" />
                )}
                <span>{effect.text}</span>
              </p>
            )}
          </div>
        </Pane>
        <LoginsPane fields={fields} mayEdit={mayEdit} errorAt={errorAt} set={set} />
        <MaintenancePane
          windows={fields.windows}
          zone={settings.timeZone}
          now={now}
          mayEdit={mayEdit}
          errorAt={errorAt}
          onChange={(windows) => set({ windows }, 'maintenance')}
          forget={saving.forget}
        />
      </Panes>
    </form>
  );
}

/** Asks where resets move; anything else may be saved as it is. */
async function agrees(effect: CalendarEffect | null): Promise<boolean> {
  if (!effect?.change) return true;
  const { resetsNow } = effect.change;
  return confirm({
    title: resetsNow ? 'Start everybody’s quota day again now?' : 'Move the end of the quota day?',
    body: resetsNow
      ? `${effect.text} Whoever is slowed down by a daily tier is fast again. It cannot be taken back.`
      : effect.text,
    action: resetsNow ? 'Save and start again' : 'Save and move it',
    danger: resetsNow,
  });
}
