import type { ReactNode } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { Ago, Stamp } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { Facts } from '../../ui/overlay/Drawer.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { bindingWords, outcomeWords, poolWords } from './login-words.ts';
import { ReadPane } from './ReadPane.tsx';
import { type Reading, useReading } from './use-reading.ts';

type Detail = Output<'subscriber.get'>;
type LoginCheck = Output<'subscriber.login-check'>;

const READ_EVERY_MS = 15_000;

export interface LoginPolicyProps {
  readonly id: number;
  readonly reading: Reading<Detail>;
  readonly mayEdit: boolean;
  readonly onChanged: () => void;
}

/** What would happen if it dialled in now, and which devices may (W9). Asking changes nothing. */
export function LoginPolicy({ id, reading, mayEdit, onChanged }: LoginPolicyProps) {
  const check = useReading(
    `login check ${id} ${reading.data?.updatedAt ?? ''} ${reading.data?.macs.join() ?? ''}`,
    () => engine.call('subscriber.login-check', { params: { id } }),
    READ_EVERY_MS,
  );
  const detail = reading.data;
  const clear = async () => {
    if (detail && (await clearMacs(detail, onChanged))) onChanged();
  };
  return (
    <ReadPane
      title="Login policy"
      note="if it dialled in now"
      what="What a login would meet"
      reading={check}
      padded
      skeletonLines={7}
      end={
        mayEdit &&
        detail !== null &&
        detail.macs.length > 0 && (
          <Button look="ghost" small onClick={() => void clear()}>
            Clear MACs
          </Button>
        )
      }
    >
      {(data) => (
        <>
          <Outcome check={data} />
          {detail && <Facts rows={rowsOf(data, detail)} />}
        </>
      )}
    </ReadPane>
  );
}

function Outcome({ check }: { readonly check: LoginCheck }) {
  const { severity, title, text } = outcomeWords(check);
  return (
    <p className="login-outcome">
      <Status severity={severity}>{title}</Status>
      <span>{text}</span>
    </p>
  );
}

function rowsOf(check: LoginCheck, detail: Detail): readonly (readonly [string, ReactNode])[] {
  const { macBinding } = detail;
  const devices: (readonly [string, ReactNode])[] = macBinding.devices.map((device) => [
    device.isLearned ? 'Learned' : 'Typed',
    <span key={device.mac} className="id">
      {device.mac}
      <span className="t3">
        {' '}
        {device.lastSeenAt === null ? 'not seen yet' : <Ago at={device.lastSeenAt} />}
        {device.firstSeenAt !== null && device.firstSeenAt !== device.lastSeenAt && (
          <>
            , first <Stamp at={device.firstSeenAt} />
          </>
        )}
      </span>
    </span>,
  ]);
  return [
    [
      'From',
      <span key="from" className="id">
        {check.nasName}
        <span className="t3"> {check.station === '' ? 'no device known' : check.station}</span>
      </span>,
    ],
    ...(check.addressList === null
      ? []
      : [
          [
            'List',
            <span key="list" className="id">
              {check.addressList}
            </span>,
          ] as const,
        ]),
    ...check.pools.map(
      (pool) =>
        [
          'Pool',
          <span key={pool.attribute} className="id" title={pool.attribute}>
            {pool.name}
            <span className="t3"> {poolWords(pool, check)}</span>
          </span>,
        ] as const,
    ),
    ['Devices', bindingWords(macBinding)],
    ...devices,
  ];
}

/** Asks, forgets the devices, and offers to put them back. Resolves to whether anything changed. */
async function clearMacs({ id, username, macs }: Detail, onUndone: () => void): Promise<boolean> {
  const isSure = await confirm({
    title: `Clear the MACs of ${username}?`,
    body: `${macs.join(', ')} will be forgotten. Where devices are learned, the next one that dials in is taken instead.`,
    action: macs.length === 1 ? 'Clear the MAC' : `Clear ${macs.length} MACs`,
    danger: false,
  });
  if (!isSure) return false;
  try {
    const cleared = await engine.call('subscriber.clear-macs', { params: { id } });
    toast({
      severity: 'ok',
      title: `The MACs of ${username} are cleared`,
      detail: 'It may dial in with its new device now.',
      action: { label: 'Undo', run: () => void putBack(id, username, cleared.macs).then(onUndone) },
    });
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: `The MACs of ${username} were not cleared`, detail: listTrouble(error) });
    return false;
  }
}

async function putBack(id: number, username: string, macs: readonly string[]): Promise<void> {
  try {
    await engine.call('subscriber.update', { params: { id }, body: { macs: [...macs] } });
    toast({ severity: 'ok', title: `The MACs of ${username} are back` });
  } catch (error) {
    toast({ severity: 'crit', title: `The MACs of ${username} were not put back`, detail: listTrouble(error) });
  }
}
