import { Select, Switch, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { Service } from '../../../shared/contract/operations/services.ts';
import { TIERS_MAX } from '../../../shared/domain/tiers.ts';
import { Button, IconButton } from '../../ui/controls/controls.tsx';
import { IconAdd, IconClose } from '../../ui/controls/icons.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { bytesPerGb, volumeNote } from '../../ui/formats/units.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { FormDrawer, FormPart } from '../form/FormDrawer.tsx';
import { faultsOf, useSave } from '../form/use-save.ts';
import { useGroupChoices } from '../groups/use-group-choices.ts';
import {
  emptyService,
  emptyTier,
  fieldsOf,
  inWords,
  readService,
  type ServiceFields,
  type TierFields,
} from './service-fields.ts';

export interface ServiceFormProps {
  /** Null adds a new one. */
  readonly service: Service | null;
  /** What a new one begins as: a copy of another. */
  readonly like?: Service | undefined;
  readonly onSaved: (saved: Service) => void;
  readonly onClose: () => void;
}

type TextField = { [K in keyof ServiceFields]: ServiceFields[K] extends string ? K : never }[keyof ServiceFields];

const monthlyResets = [
  { value: 'renew', label: 'On renewal only' },
  { value: 'anniversary', label: 'On the billing day' },
  { value: 'calendar', label: 'On the 1st' },
];

const expiredChoices = [
  { value: '', label: 'As the settings say' },
  { value: 'walled', label: 'Let in behind the wall' },
  { value: 'reject', label: 'Refuse the login' },
  { value: 'keep-running', label: 'Let it run on as before' },
];
const macModes = [
  { value: 'off', label: 'Any device' },
  { value: 'learn', label: 'Learn the first ones' },
  { value: 'locked', label: 'Only those listed' },
];

/** Paths with an input of their own; what the engine says of others is said above the form. */
const hasInput = (field: string): boolean =>
  /^(name|downKbps|upKbps|dailyQuotaBytes|monthlyQuotaBytes|priceMinor|groupId|macLimit)$|^(burst|freeHours)\.|Tiers\[\d+\]\.\w+$|^(daily|monthly)Tiers$/.test(
    field,
  );

/** Adds or changes a service. What is wrong is said at its input while it is typed; who is affected is on the button. */
export function ServiceForm({ service, like, onSaved, onClose }: ServiceFormProps) {
  const perGb = bytesPerGb();
  const [before] = useState<ServiceFields>(() => {
    if (service) return fieldsOf(service, perGb);
    return like ? { ...fieldsOf(like, perGb), name: `${like.name} copy` } : emptyService;
  });
  const [fields, setFields] = useState(before);
  const [touched, setTouched] = useState(service !== null || like !== undefined);
  const saving = useSave(hasInput);
  const read = useMemo(() => readService(fields, perGb), [fields, perGb]);
  const local = useMemo(() => faultsOf(read.faults), [read]);
  const isChanged = fields !== before;
  const affected = useAffected(service);
  const groups = useGroupChoices();

  const set = (change: Partial<ServiceFields>) => setFields((now) => ({ ...now, ...change }));
  // A new form is not red before anything was written; empty inputs wait for the first attempt.
  const errorAt = (field: string, text: string) => {
    const message = saving.faults.get(field) ?? (touched || text.trim() !== '' ? local.get(field) : undefined);
    return message === undefined ? undefined : inWords(message);
  };
  const text = (name: TextField, path: string) => ({
    value: fields[name],
    error: errorAt(path, fields[name]),
    spellCheck: false,
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      saving.forget(path);
      set({ [name]: event.currentTarget.value });
    },
  });

  const save = async () => {
    setTouched(true);
    if (read.faults.length > 0) return;
    if (!service) {
      const saved = await saving.run(() => engine.call('service.create', { body: read.body }));
      if (!saved) return;
      toast({ severity: 'ok', title: `${saved.name} is added`, detail: 'Subscribers can be put on it.' });
      return onSaved(saved);
    }
    const saved = await saving.run(() =>
      engine.call('service.update', { params: { id: service.id }, body: read.body }),
    );
    if (!saved) return;
    const { recomputedSubscribers: all, changedRates: changed } = saved;
    toast({
      severity: 'ok',
      title: `${saved.name} is saved`,
      detail:
        all === 0
          ? 'Nobody is on it yet.'
          : `${integer(all)} evaluated again, ${changed === 0 ? 'no speed changed' : `${integer(changed)} get another speed`}.`,
    });
    onSaved(saved);
  };

  const count = service?.subscribers ?? 0;
  const wrong = read.faults.length;
  return (
    <FormDrawer
      title={service ? `Edit ${service.name}` : 'Add a service'}
      action={
        !service
          ? 'Add the service'
          : count > 0
            ? `Save and re-rate ${integer(count)} subscriber${count === 1 ? '' : 's'}`
            : 'Save the service'
      }
      busy={saving.busy}
      holds={touched && wrong > 0 ? `${wrong === 1 ? 'One field is' : `${wrong} fields are`} not right yet` : affected}
      isBlocked={touched && wrong > 0}
      trouble={saving.trouble}
      isChanged={isChanged}
      onSave={() => void save()}
      onClose={onClose}
      width={480}
    >
      <FormPart title="Speed and quota" note={volumeNote()}>
        <TextInput className="wide" label="Name" autoFocus {...text('name', 'name')} />
        <TextInput label="Download" placeholder="10M" {...text('down', 'downKbps')} />
        <TextInput label="Upload" placeholder="2M" {...text('up', 'upKbps')} />
        <TextInput label="Daily quota, GB" placeholder="Unlimited" {...text('dailyQuotaGb', 'dailyQuotaBytes')} />
        <TextInput label="Monthly quota, GB" placeholder="Unlimited" {...text('monthlyQuotaGb', 'monthlyQuotaBytes')} />
        <TextInput label="Price" placeholder="0" {...text('price', 'priceMinor')} />
        <Select
          label="Monthly counters start again"
          description={fields.monthlyReset === 'renew' ? 'Renewing is not in this version: they run on' : undefined}
          data={monthlyResets}
          allowDeselect={false}
          value={fields.monthlyReset}
          onChange={(value) => value && set({ monthlyReset: value as ServiceFields['monthlyReset'] })}
        />
        {(groups.length > 0 || fields.groupId !== '') && (
          <Select
            className="wide"
            label="Group of RADIUS attributes"
            placeholder="None"
            data={groups}
            clearable
            value={fields.groupId === '' ? null : fields.groupId}
            error={saving.faults.get('groupId')}
            onChange={(value) => set({ groupId: value ?? '' })}
          />
        )}
      </FormPart>
      {(['dailyTiers', 'monthlyTiers'] as const).map((list) => (
        <Tiers
          key={list}
          list={list}
          tiers={fields[list]}
          base={fields}
          errorAt={errorAt}
          whole={saving.faults.get(list)}
          onChange={(tiers) => set({ [list]: tiers })}
        />
      ))}
      <FormPart
        title="Free hours"
        note="traffic that does not count"
        end={
          <Switch
            aria-label="Free hours"
            checked={fields.hasFreeHours}
            onChange={(event) => set({ hasFreeHours: event.currentTarget.checked })}
          />
        }
      >
        {fields.hasFreeHours && (
          <>
            <TextInput label="From" placeholder="00:00" {...text('freeFrom', 'freeHours.from')} />
            <TextInput label="To" placeholder="06:00" {...text('freeTo', 'freeHours.to')} />
            <TextInput label="Percent free" {...text('freePercent', 'freeHours.percent')} />
          </>
        )}
      </FormPart>
      <FormPart
        title="Burst"
        note="above the speed for a while"
        end={
          <Switch
            aria-label="Burst"
            checked={fields.hasBurst}
            onChange={(event) => set({ hasBurst: event.currentTarget.checked })}
          />
        }
      >
        {fields.hasBurst && (
          <>
            <TextInput label="Burst download" {...text('burstDown', 'burst.downKbps')} />
            <TextInput label="Burst upload" {...text('burstUp', 'burst.upKbps')} />
            <TextInput label="Threshold download" {...text('thresholdDown', 'burst.thresholdDownKbps')} />
            <TextInput label="Threshold upload" {...text('thresholdUp', 'burst.thresholdUpKbps')} />
            <TextInput label="Averaged over, s" {...text('burstSeconds', 'burst.seconds')} />
            <Switch
              className="switch-line"
              label="Keep it while throttled (soft FUP)"
              checked={fields.softFup}
              onChange={(event) => set({ softFup: event.currentTarget.checked })}
            />
          </>
        )}
      </FormPart>
      <FormPart title="Logins" note="when it has expired, and from which devices">
        <Select
          className="wide"
          label="Expired"
          data={expiredChoices}
          allowDeselect={false}
          value={fields.expiredPolicy}
          onChange={(value) => value !== null && set({ expiredPolicy: value as ServiceFields['expiredPolicy'] })}
        />
        <Select
          label="Devices (MAC)"
          data={macModes}
          allowDeselect={false}
          value={fields.macMode}
          onChange={(value) => value && set({ macMode: value as ServiceFields['macMode'] })}
        />
        {fields.macMode === 'learn' && (
          <TextInput label="How many are learned" inputMode="numeric" {...text('macLimit', 'macLimit')} />
        )}
      </FormPart>
    </FormDrawer>
  );
}

interface TiersProps {
  readonly list: 'dailyTiers' | 'monthlyTiers';
  readonly tiers: readonly TierFields[];
  readonly base: Pick<ServiceFields, 'down' | 'up'>;
  readonly errorAt: (field: string, text: string) => string | undefined;
  /** What is wrong with the list as a whole. */
  readonly whole: string | undefined;
  readonly onChange: (tiers: readonly TierFields[]) => void;
}

/** Up to six lines: from how much on, at which speeds. An empty speed shows what it inherits. */
function Tiers({ list, tiers, base, errorAt, whole, onChange }: TiersProps) {
  const isDaily = list === 'dailyTiers';
  const change = (at: number, what: Partial<TierFields>) =>
    onChange(tiers.map((tier, place) => (place === at ? { ...tier, ...what } : tier)));
  const input = (at: number, name: 'fromGb' | 'down' | 'up', path: string, label: string, placeholder: string) => {
    const value = tiers[at]?.[name] ?? '';
    return (
      <TextInput
        aria-label={`Tier ${at + 1}, ${label}`}
        value={value}
        placeholder={placeholder}
        error={errorAt(`${list}[${at}].${path}`, value)}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => change(at, { [name]: event.currentTarget.value })}
      />
    );
  };
  return (
    <FormPart
      title={isDaily ? 'Daily tiers' : 'Monthly tiers'}
      note={tiers.length === 0 ? 'none: never throttled by them' : `${tiers.length} of ${TIERS_MAX}`}
      end={
        tiers.length < TIERS_MAX && (
          <Button small icon={IconAdd} onClick={() => onChange([...tiers, emptyTier()])}>
            Tier
          </Button>
        )
      }
    >
      {tiers.length > 0 && (
        <div className="wide tier-line head" aria-hidden="true">
          <span />
          <span>From, GB</span>
          <span>Download</span>
          <span>Upload</span>
        </div>
      )}
      {tiers.map((tier, at) => (
        <div key={tier.key} className="wide tier-line">
          <span className="tier-number">{at + 1}</span>
          {input(at, 'fromGb', 'fromBytes', 'from GB', '')}
          {input(at, 'down', 'downKbps', 'download', base.down ? `${base.down}, inherited` : 'inherited')}
          {input(at, 'up', 'upKbps', 'upload', base.up ? `${base.up}, inherited` : 'inherited')}
          <IconButton
            icon={IconClose}
            label={`Remove tier ${at + 1}`}
            onClick={() => onChange(tiers.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      {whole !== undefined && <p className="wide crit fs11">{whole}</p>}
    </FormPart>
  );
}

/** Who feels an edit, in a sentence; null when nobody does, or before it is known. */
function useAffected(service: Service | null): string | null {
  const [said, setSaid] = useState<string | null>(null);
  const id = service?.subscribers ? service.id : null;
  useEffect(() => {
    if (id === null) return;
    let left = false;
    const total = async (filter: object) =>
      (await engine.call('subscriber.list', { query: { serviceId: id, limit: 1, ...filter } })).total;
    Promise.all([total({}), total({ online: 'true' }), total({ fup: 'effective-active' })]).then(
      ([all, online, throttled]) => {
        if (left) return;
        setSaid(
          `${integer(all)} on this service: ${integer(online)} online, ${integer(throttled)} throttled. New speeds are pushed to whoever is online.`,
        );
      },
      () => undefined, // the button still says how many
    );
    return () => {
      left = true;
    };
  }, [id]);
  return said;
}
