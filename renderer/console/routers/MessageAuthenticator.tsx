import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { Nas } from '../../../shared/contract/operations/nas.ts';
import { Stamp } from '../../ui/live/Ages.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { DrawerSection } from '../../ui/overlay/Drawer.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { ScriptLine } from './RouterScript.tsx';
import { messageAuthenticatorWords, requireMessageAuthLine } from './router-words.ts';

interface MessageAuthenticatorProps {
  readonly nas: Nas;
  readonly mayEdit: boolean;
  readonly onChanged: () => void;
}

/** Z5: whether the router must sign its logins, since when it has, and the switch; lifting it is asked about first. */
export function MessageAuthenticator({ nas, mayEdit, onChanged }: MessageAuthenticatorProps) {
  const [busy, setBusy] = useState(false);
  const isRequired = nas.messageAuthenticatorRequired;
  const seenAt = nas.messageAuthenticatorSeenAt;
  const toggle = async () => {
    setBusy(true);
    if (await changePolicy(nas, isRequired ? 'optional' : 'required')) onChanged();
    setBusy(false);
  };
  return (
    <DrawerSection title="Message-Authenticator">
      <p className="form-warn">
        {!isRequired && (
          <SeverityMark severity={nas.messageAuthenticator === 'optional' ? 'warn' : 'none'} label="Note" />
        )}
        <span>
          {messageAuthenticatorWords(nas)}
          {seenAt !== null && (
            <>
              {' '}
              First signed <Stamp at={seenAt} />.
            </>
          )}
        </span>
      </p>
      {mayEdit && (
        <Switch
          className="switch-line"
          label="Drop its logins without Message-Authenticator"
          checked={isRequired}
          disabled={busy}
          onChange={() => void toggle()}
        />
      )}
      {seenAt === null && (
        <div className="script">
          <ScriptLine line={requireMessageAuthLine} />
        </div>
      )}
    </DrawerSection>
  );
}

/** Resolves to whether it was changed; an operator who thinks better of it and a refusal are both no change. */
async function changePolicy(nas: Nas, policy: 'required' | 'optional'): Promise<boolean> {
  if (policy === 'optional') {
    const isSure = await confirm({
      title: `Answer unsigned logins of ${nas.name}?`,
      body: 'Anybody who can send from its address can then forge its logins (CVE-2024-3596). Right only for a router that cannot sign: RouterOS signs since 7.15.',
      action: 'Answer unsigned logins',
    });
    if (!isSure) return false;
  }
  try {
    await engine.call('nas.update', { params: { id: nas.id }, body: { messageAuthenticator: policy } });
    toast({
      severity: policy === 'required' ? 'ok' : 'warn',
      title:
        policy === 'required'
          ? `${nas.name} must sign its logins from now on`
          : `${nas.name} is answered without Message-Authenticator`,
    });
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: `${nas.name} was not changed`, detail: listTrouble(error) });
    return false;
  }
}
