import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Output } from '../../../shared/contract/contract.ts';
import type { Nas } from '../../../shared/contract/operations/nas.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { integer } from '../../ui/formats/quantity.ts';
import { duration, durationText } from '../../ui/formats/times.ts';
import { rateInFull } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Ago, Stamp } from '../../ui/live/Ages.tsx';
import { Badge } from '../../ui/marks/SeverityMark.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { Drawer, DrawerSection, Facts } from '../../ui/overlay/Drawer.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { useRouters } from '../live/live.ts';
import { useMay } from '../subscribers/acts.ts';
import { TestSteps, useConnectionTest } from './ConnectionTest.tsx';
import { MessageAuthenticator } from './MessageAuthenticator.tsx';
import { RouterDoctor } from './RouterDoctor.tsx';
import { RouterScript } from './RouterScript.tsx';
import { RouterTrace } from './RouterTrace.tsx';
import { healthSeverity, healthWord, hostPort } from './router-words.ts';

export interface RouterDrawerProps {
  readonly nas: Nas;
  readonly mayEdit: boolean;
  readonly mayDelete: boolean;
  readonly maySeeDrops: boolean;
  readonly onEdit: () => void;
  /** Something of it was changed here: read it again. */
  readonly onChanged: () => void;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}

const none = <span className="zero">–</span>;

/** One router: how it is, what it said of itself, what was dropped from it, and what to paste into it. */
export function RouterDrawer(props: RouterDrawerProps) {
  const { nas, mayEdit, mayDelete, onEdit } = props;
  const live = useRouters((told) => told.data?.get(nas.id));
  const mayDoctor = useMay('doctor.view');
  const mayTrace = useMay('trace.view');
  const test = useConnectionTest();
  const { state, detail } = live ?? nas.health;
  const { cpuPercent, answerMs, uptimeSeconds } = nas.health;
  return (
    <Drawer
      title={nas.name}
      label={nas.name}
      badge={<Badge severity={healthSeverity(state)}>{healthWord(state)}</Badge>}
      onClose={props.onClose}
      footer={
        (mayEdit || mayDelete) && (
          <>
            {mayEdit && <Button onClick={onEdit}>Edit</Button>}
            {mayEdit && nas.api && (
              <Button disabled={test.state.kind === 'asking'} onClick={() => test.run({ id: nas.id })}>
                Test connection
              </Button>
            )}
            {mayDelete && (
              <Button look="danger" onClick={() => void remove(nas).then((gone) => gone && props.onRemoved())}>
                Delete
              </Button>
            )}
          </>
        )
      }
    >
      <DrawerSection>
        <p className="fs12">{detail}</p>
      </DrawerSection>
      {test.state.kind !== 'idle' && (
        <DrawerSection title="Test connection">
          <TestSteps state={test.state} />
        </DrawerSection>
      )}
      {mayDoctor && <RouterDoctor id={nas.id} />}
      <DrawerSection title="Now">
        <Facts
          rows={[
            [
              'Sessions',
              <Link key="s" className="link" href={`/sessions?nasId=${nas.id}`}>
                {integer(live?.openSessions ?? nas.openSessions)} open
              </Link>,
            ],
            ['Traffic', live ? <Traffic key="t" downBps={live.downBps} upBps={live.upBps} /> : none],
            ['CPU', percentOf(live?.cpuPercent ?? cpuPercent)],
            ['API answers in', msOf(live?.answerMs ?? answerMs)],
            ['Up for', uptimeSeconds === null ? none : <Value key="u" of={duration(uptimeSeconds * 1000)} />],
            ['Clock', nas.clockSkewMs === null ? none : skewText(nas.clockSkewMs)],
            ['RADIUS seen', <Ago key="r" at={nas.lastSeenAt} />],
          ]}
        />
      </DrawerSection>
      <DrawerSection title="Itself">
        <Facts
          rows={[
            ['Identity', nas.identity ?? none],
            ['RouterOS', nas.version ?? none],
            [
              'RADIUS from',
              <span key="a" className="id">
                {nas.mode === 'udp' ? nas.address : 'anywhere, by certificate'}
              </span>,
            ],
            [
              'API',
              nas.api ? (
                <span key="i" className="id">{`${nas.api.username}@${hostPort(nas.api.host, nas.api.port)}`}</span>
              ) : (
                'no access'
              ),
            ],
            ['API security', nas.api ? tlsText(nas.api.tls) : none],
            ['CoA', coaText(nas)],
            ['Registered', <Stamp key="c" at={nas.createdAt} />],
          ]}
        />
      </DrawerSection>
      <MessageAuthenticator nas={nas} mayEdit={mayEdit} onChanged={props.onChanged} />
      {props.maySeeDrops && <Drops nas={nas} />}
      {mayTrace && <RouterTrace id={nas.id} />}
      <DrawerSection title="On the router">
        {nas.mode === 'udp' ? (
          <RouterScript address={nas.address} secret="" isStored coaPort={nas.coaPort ?? nas.coaPortSeen} />
        ) : (
          <>
            <p className="fs12">It speaks RadSec: its file and lines are handed over with its certificate.</p>
            <Link className="link" href={`/certificates?q=${encodeURIComponent(nas.name)}`}>
              Its certificates
            </Link>
          </>
        )}
      </DrawerSection>
    </Drawer>
  );
}

/** The newest datagrams from this router that were not answered, with why. */
function Drops({ nas }: { readonly nas: Nas }) {
  const [drops, setDrops] = useState<Output<'drop.list'> | null>(null);
  useEffect(() => {
    let left = false;
    engine.call('drop.list', { query: { nasId: nas.id, limit: 5 } }).then(
      (page) => !left && setDrops(page),
      () => undefined, // the panel is right without them; the auth log says what does not answer
    );
    return () => {
      left = true;
    };
  }, [nas.id]);
  if (!drops || drops.total === 0) return null;
  return (
    <DrawerSection title={`Dropped unanswered, newest of ${integer(drops.total)}`}>
      <ul className="steps drops">
        {drops.items.map((drop) => (
          <li key={drop.id}>
            <b>{integer(drop.count)}×</b>
            <Ago at={drop.lastAt} />
            <span>{drop.detail}</span>
          </li>
        ))}
      </ul>
    </DrawerSection>
  );
}

function Traffic({ downBps, upBps }: { readonly downBps: number | null; readonly upBps: number | null }) {
  return (
    <>
      <span className="dn">↓</span> <Value of={rateInFull(downBps)} /> <span className="up">↑</span>{' '}
      <Value of={rateInFull(upBps)} />
    </>
  );
}

const percentOf = (percent: number | null) => (percent === null ? none : `${percent} %`);
const msOf = (ms: number | null) => (ms === null ? none : `${integer(ms)} ms`);

export function skewText(skewMs: number): string {
  const ms = Math.abs(skewMs);
  return ms < 2000 ? 'right' : `${durationText(ms)} ${skewMs > 0 ? 'fast' : 'slow'}`;
}

function tlsText(tls: NonNullable<Nas['api']>['tls']): string {
  if (tls === false) return 'plain text';
  return tls === true ? 'TLS, no certificate pinned: test and pin it' : 'TLS, certificate pinned';
}

function coaText({ coaPort, coaPortSeen, coaAccepts }: Nas): string {
  const port = coaPort ?? coaPortSeen;
  if (coaAccepts === false) return 'not accepted by the router';
  return port === null ? 'port not known yet' : `port ${port}${coaPort === null ? ', as found at the router' : ''}`;
}

/** Asks, removes, and says what came of it. Resolves to whether it is gone. */
async function remove(nas: Nas): Promise<boolean> {
  const isSure = await confirm({
    title: `Delete ${nas.name}?`,
    body:
      nas.openSessions > 0
        ? `Its ${integer(nas.openSessions)} sessions stay up on the router, but nobody counts them, and nobody can log in there again. What was counted stays.`
        : 'Its packets are no longer answered: nobody can log in there. What was counted stays.',
    action: `Delete ${nas.name}`,
    ...(nas.openSessions > 0 ? { typed: nas.name } : {}),
  });
  if (!isSure) return false;
  try {
    await engine.call('nas.remove', { params: { id: nas.id } });
    toast({ severity: 'ok', title: `${nas.name} is deleted` });
    return true;
  } catch (error) {
    toast({ severity: 'crit', title: `${nas.name} was not deleted`, detail: listTrouble(error) });
    return false;
  }
}
