import { NativeSelect, TextInput } from '@mantine/core';
import { type CSSProperties, useEffect, useState } from 'react';
import type { Nas } from '../../../shared/contract/operations/nas.ts';
import { copyText } from '../../ui/controls/clipboard.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { Drawer, DrawerSection } from '../../ui/overlay/Drawer.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { type HandedOver, HandOver } from '../certificates/HandOver.tsx';
import { engine } from '../engine.ts';
import { FormDrawer, FormPart } from '../form/FormDrawer.tsx';
import { useSave } from '../form/use-save.ts';
import { RouterScript } from '../routers/RouterScript.tsx';
import { newSecret, secretWarning } from '../routers/router-words.ts';

export type Mode = Nas['mode'];

export interface NewClientProps {
  readonly mode: Mode;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

const fieldNames = new Set(['name', 'address', 'secret', 'vendor']);
const random = (octets: Uint8Array) => crypto.getRandomValues(octets as Uint8Array<ArrayBuffer>);

interface Made {
  readonly nas: Nas;
  readonly secret: string;
  /** Of RadSec. */
  readonly handedOver: HandedOver | null;
}

/** "New NAS client": who it is, and then what to paste into it (F060). */
export function NewClient({ mode, onSaved, onClose }: NewClientProps) {
  const [before] = useState(() => ({
    name: '',
    address: '',
    vendor: 'mikrotik',
    secret: mode === 'udp' ? newSecret(random) : '',
  }));
  const [fields, setFields] = useState(before);
  const [made, setMade] = useState<Made | null>(null);
  const saving = useSave((field) => fieldNames.has(field));
  const isUdp = mode === 'udp';
  const lacksAuthority = useLacksAuthority(!isUdp);

  if (made) return <Ready made={made} onClose={onClose} />;

  const text = (field: 'name' | 'address' | 'secret') => ({
    value: fields[field],
    error: saving.faults.get(field),
    spellCheck: false,
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      setFields({ ...fields, [field]: event.currentTarget.value });
      saving.forget(field);
    },
  });

  const save = async () => {
    const nas = await saving.run(() =>
      engine.call('nas.create', {
        body: {
          name: fields.name,
          mode,
          vendor: fields.vendor === 'generic' ? 'generic' : 'mikrotik',
          ...(fields.address.trim() === '' ? {} : { address: fields.address }),
          ...(isUdp ? { secret: fields.secret } : {}),
        },
      }),
    );
    if (!nas) return;
    onSaved();
    if (nas.warnings.length > 0) {
      const detail = nas.warnings.map(({ message }) => `The secret ${message}.`).join(' ');
      toast({ severity: 'warn', title: `${nas.name} is saved`, detail, stayMs: null });
    }
    const handedOver = isUdp ? null : await handOver(nas);
    setMade({ nas, secret: fields.secret, handedOver });
    onSaved();
  };

  const warning = isUdp ? secretWarning(fields.secret) : null;
  return (
    <FormDrawer
      title={isUdp ? 'New NAS client by UDP' : 'New NAS client by RadSec'}
      action={isUdp ? 'Register the NAS' : 'Register and issue its certificate'}
      busy={saving.busy}
      holds={
        lacksAuthority ? 'There is no authority to sign its certificate: create it under Certificates first.' : null
      }
      isBlocked={lacksAuthority}
      trouble={saving.trouble}
      isChanged={fields !== before}
      onSave={() => void save()}
      onClose={onClose}
    >
      <FormPart title="The NAS">
        <TextInput label="Name" data-autofocus autoFocus {...text('name')} />
        <NativeSelect
          label="Vendor"
          value={fields.vendor}
          data={[
            { value: 'mikrotik', label: 'MikroTik' },
            { value: 'generic', label: 'Other' },
          ]}
          onChange={(event) => setFields({ ...fields, vendor: event.currentTarget.value })}
        />
        <TextInput
          className="wide"
          label={isUdp ? 'Source address' : 'Address for CoA (optional)'}
          placeholder="10.0.0.1"
          {...text('address')}
        />
        <p className="wide form-note">
          {isUdp
            ? 'Only packets from this address, signed with this secret, are answered.'
            : 'Its certificate tells who it is, from whatever address. Speed changes and disconnects go to the address by UDP, because RouterOS takes them no other way; without one they wait for the next login.'}
        </p>
      </FormPart>
      {isUdp && (
        <FormPart title="Shared secret" note="32 random characters, shown until you close this">
          <div className="wide with-button">
            <TextInput label="Secret" className="mono-input" {...text('secret')} />
            <Button onClick={() => setFields({ ...fields, secret: newSecret(random) })}>Generate</Button>
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
        </FormPart>
      )}
    </FormDrawer>
  );
}

/** True once the engine has said that nothing can be signed yet. */
function useLacksAuthority(isAsked: boolean): boolean {
  const [lacks, setLacks] = useState(false);
  useEffect(() => {
    if (!isAsked) return;
    let left = false;
    engine.call('certificate.status', {}).then(
      ({ authority }) => !left && setLacks(authority === null),
      () => undefined, // then the engine says it when the form is saved
    );
    return () => {
      left = true;
    };
  }, [isAsked]);
  return lacks;
}

/** Issues the first certificate. The NAS is there already, so a failure is told and can be repeated under Certificates. */
async function handOver(nas: Nas): Promise<HandedOver | null> {
  try {
    const { id } = await engine.call('certificate.issue', { body: { nasId: nas.id } });
    return await engine.call('certificate.bundle', { params: { id } });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    toast({ severity: 'crit', title: `No certificate was issued for ${nas.name}`, detail, stayMs: null });
    return null;
  }
}

function Ready({ made, onClose }: { readonly made: Made; readonly onClose: () => void }) {
  const { nas, secret, handedOver } = made;
  return (
    <div className="form-drawer" style={{ '--drawer': '440px' } as CSSProperties}>
      <Drawer
        title={nas.name}
        label={nas.name}
        onClose={onClose}
        footer={
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <DrawerSection title="On the router">
          <p className="fs12">
            {nas.mode === 'udp'
              ? `${nas.name} is answered from now on. Paste these lines into its terminal.`
              : `${nas.name} is let in by its certificate.`}
          </p>
        </DrawerSection>
        {nas.mode === 'udp' ? (
          <DrawerSection>
            <RouterScript address={nas.address} secret={secret} isStored={false} coaPort={null} />
          </DrawerSection>
        ) : handedOver ? (
          <HandOver bundle={handedOver} />
        ) : (
          <DrawerSection>
            <p className="fs12">Issue its certificate under Certificates.</p>
          </DrawerSection>
        )}
      </Drawer>
    </div>
  );
}
