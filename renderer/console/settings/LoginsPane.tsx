import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useCallback } from 'react';
import { Pane } from '../../ui/pane/Pane.tsx';
import { engine } from '../engine.ts';
import { useRead } from '../overview/use-read.ts';
import { ScriptLines } from '../routers/RouterScript.tsx';
import type { SettingsFields } from './settings-fields.ts';
import { wallLines } from './wall-script.ts';

export interface LoginsPaneProps {
  readonly fields: SettingsFields;
  readonly mayEdit: boolean;
  readonly errorAt: (field: string) => string | undefined;
  readonly set: (change: Partial<SettingsFields>, field: string) => void;
}

const labelFirst: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

const walled = { value: 'walled', label: 'Let in behind the wall' };
const reject = { value: 'reject', label: 'Refuse the login' };
const expiredChoices = [walled, reject, { value: 'keep-running', label: 'Let it run on as before' }];
const stoppedChoices = [walled, reject];

const macPasswords = [
  { value: 'secret', label: 'The router’s RADIUS secret' },
  { value: 'mac', label: 'The MAC again' },
  { value: 'none', label: 'No password' },
];

/** The portal as subscribers reach it is this machine, never by its loopback address. */
const portalAddress = (): string =>
  /^(localhost|127\.|\[?::1)/.test(location.hostname) ? 'LASTMILE-ADDRESS' : location.hostname;
const portalPort = 8480;

const everyTenMinutes = 600_000;

/** What a login meets after its password was right (X55), where the wall is, and MAC logins. */
export function LoginsPane({ fields, mayEdit, errorAt, set }: LoginsPaneProps) {
  const { data: routers } = useRead(
    useCallback(() => engine.call('nas.list', { query: { limit: 500 } }), []),
    everyTenMinutes,
  );
  const choice = (name: 'expiredPolicy' | 'suspendedPolicy' | 'inactivePolicy' | 'macPassword') => ({
    value: fields[name],
    inputWrapperOrder: labelFirst,
    readOnly: !mayEdit,
    allowDeselect: false,
    onChange: (value: string | null) => value !== null && set({ [name]: value }, name),
  });
  const text = (name: 'wallPool' | 'wallList' | 'wallDown' | 'wallUp', path: string) => ({
    value: fields[name],
    error: errorAt(path),
    inputWrapperOrder: labelFirst,
    readOnly: !mayEdit,
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      set({ [name]: event.currentTarget.value }, path),
  });
  const list = fields.wallList.trim();
  const address = portalAddress();
  return (
    <Pane
      title="Logins"
      note="what an account without the right to full service meets, its password being right"
      padded
      column="1 / -1"
    >
      <div className="settings-logins">
        <div className="settings-part">
          <Select
            label="Expired"
            description="A service may say otherwise"
            data={expiredChoices}
            {...choice('expiredPolicy')}
          />
          <Select label="Suspended" data={stoppedChoices} {...choice('suspendedPolicy')} />
          <Select label="Inactive" data={stoppedChoices} {...choice('inactivePolicy')} />
          <MultiSelect
            label="MAC logins are taken from"
            description="Routers whose hotspot or DHCP sends a device’s MAC as the user name; it means the subscriber it is bound to"
            placeholder={fields.macNasIds.length === 0 ? 'No router' : ''}
            inputWrapperOrder={labelFirst}
            readOnly={!mayEdit}
            data={(routers?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
            value={[...fields.macNasIds]}
            error={errorAt('macAuth')}
            onChange={(macNasIds) => set({ macNasIds }, 'macAuth')}
          />
          {fields.macNasIds.length > 0 && (
            <Select
              label="Password of a MAC login"
              description={
                fields.macPassword === 'secret'
                  ? 'Set it as mac-auth-password on the hotspot’s profile'
                  : 'Whoever knows a MAC can imitate it; a secret keeps others out'
              }
              data={macPasswords}
              {...choice('macPassword')}
            />
          )}
        </div>
        <div className="settings-part wide">
          <div className="settings-pairs">
            <TextInput
              label="Address list of the wall"
              description="Mikrotik-Address-List; the rules beside match it"
              {...text('wallList', 'walled.addressList')}
            />
            <TextInput
              label="Pool of the wall"
              description="Empty: the static address stays"
              placeholder="None"
              {...text('wallPool', 'walled.pool')}
            />
            <TextInput label="Download behind the wall" {...text('wallDown', 'walled.downKbps')} />
            <TextInput label="Upload behind the wall" {...text('wallUp', 'walled.upKbps')} />
          </div>
          <h3 className="settings-sub">On each router, once, in its terminal</h3>
          <ScriptLines
            lines={wallLines({
              addressList: list === '' ? 'walled' : list,
              pool: fields.wallPool.trim() === '' ? null : fields.wallPool.trim(),
              portalAddress: address,
              portalPort,
            })}
          />
          <p className="form-note">
            {address === 'LASTMILE-ADDRESS' && 'LASTMILE-ADDRESS is this machine’s address as subscribers reach it. '}
            Add payment pages to the list walled-allowed. The wall is IPv4’s: walled logins are given no IPv6 prefix by
            Lastmile, and the PPP profile should give none either.
          </p>
        </div>
      </div>
    </Pane>
  );
}
