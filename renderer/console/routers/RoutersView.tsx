import { useMemo, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAdd, IconRouters } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { useUrlParam } from '../../ui/filters/use-url-state.ts';
import { count, quantity } from '../../ui/formats/quantity.ts';
import { latency, rate } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Ago } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { engine } from '../engine.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';
import { useRouters, useTopic } from '../live/live.ts';
import { useSession } from '../session.ts';
import { useReading } from '../subscribers/use-reading.ts';
import { Diagnoses, DoctorBadge } from './DoctorBadge.tsx';
import { RouterDrawer, skewText } from './RouterDrawer.tsx';
import { RouterForm } from './RouterForm.tsx';
import { healthSeverity, healthWord, hostPort } from './router-words.ts';
import { UnknownSources } from './UnknownSources.tsx';
import { useRouter } from './use-router.ts';

type Row = ListRecord<'nas.list'>;

const none = <span className="zero">–</span>;

const columns: readonly TableColumn<Row>[] = [
  { id: 'name', title: 'Router', width: 140, look: 'name', sort: 'asc', cell: (r) => r.name, csv: (r) => r.name },
  {
    id: 'health',
    title: 'Health',
    width: 200,
    cell: (r) => <HealthCell nas={r} />,
    csv: (r) => `${healthWord(r.health.state)}: ${r.health.detail}`,
  },
  {
    id: 'doctor',
    title: 'Doctor',
    width: 200,
    cell: (r) => <DoctorBadge nasId={r.id} />,
  },
  {
    id: 'address',
    title: 'Address',
    width: 130,
    dim: true,
    sort: 'asc',
    cell: (r) => r.address,
    csv: (r) => r.address,
    copy: (r) => r.address,
  },
  {
    id: 'openSessions',
    title: 'Sessions',
    width: 84,
    align: 'end',
    sort: 'desc',
    cell: (r) => <SessionsCell nas={r} />,
    csv: (r) => r.openSessions,
  },
  {
    id: 'down',
    title: 'Download now',
    head: '↓ now',
    width: 84,
    align: 'end',
    cell: (r) => <RateCell nas={r} of="downBps" />,
  },
  {
    id: 'up',
    title: 'Upload now',
    head: '↑ now',
    width: 84,
    align: 'end',
    cell: (r) => <RateCell nas={r} of="upBps" />,
  },
  {
    id: 'cpu',
    title: 'CPU',
    width: 64,
    align: 'end',
    cell: (r) => <CpuCell nas={r} />,
    csv: (r) => r.health.cpuPercent,
  },
  {
    id: 'answer',
    title: 'API answers in',
    head: 'Answer',
    width: 76,
    align: 'end',
    dim: true,
    leaves: 4,
    cell: (r) => <AnswerCell nas={r} />,
    csv: (r) => r.health.answerMs,
  },
  {
    id: 'identity',
    title: 'Identity',
    width: 140,
    dim: true,
    optional: true,
    cell: (r) => r.identity ?? none,
    csv: (r) => r.identity,
  },
  {
    id: 'version',
    title: 'Version',
    width: 110,
    dim: true,
    leaves: 3,
    cell: (r) => r.version ?? none,
    csv: (r) => r.version,
  },
  {
    id: 'api',
    title: 'API',
    width: 170,
    dim: true,
    look: 'id',
    leaves: 1,
    cell: (r) => (r.api ? hostPort(r.api.host, r.api.port) : none),
    csv: (r) => r.api?.host ?? null,
  },
  { id: 'coa', title: 'CoA', width: 136, leaves: 2, cell: coaCell, csv: (r) => r.coaPortSeen ?? r.coaPort },
  {
    id: 'clockSkewMs',
    title: 'Clock skew',
    head: 'Clock',
    width: 90,
    align: 'end',
    dim: true,
    leaves: 3,
    cell: (r) => (r.clockSkewMs === null ? none : skewText(r.clockSkewMs)),
    csv: (r) => r.clockSkewMs,
  },
  {
    id: 'lastSeenAt',
    title: 'Last seen',
    width: 110,
    align: 'end',
    dim: true,
    leaves: 5,
    sort: 'desc',
    cell: (r) => <Ago at={r.lastSeenAt} />,
    csv: (r) => (r.lastSeenAt ? new Date(r.lastSeenAt).toISOString() : null),
  },
];

const useLive = (id: number) => useRouters((told) => told.data?.get(id));

/** The state with its second sign, and why in the same line. */
function HealthCell({ nas }: { readonly nas: Row }) {
  const live = useLive(nas.id);
  const { state, detail } = live ?? nas.health;
  return (
    <span className="row" title={detail}>
      <Status severity={healthSeverity(state)}>{healthWord(state)}</Status>
      {state !== 'up' && <span className="t2 ellip">{detail}</span>}
    </span>
  );
}

function SessionsCell({ nas }: { readonly nas: Row }) {
  const live = useLive(nas.id);
  return <Value of={count(live?.openSessions ?? nas.openSessions)} />;
}

function RateCell({ nas, of }: { readonly nas: Row; readonly of: 'downBps' | 'upBps' }) {
  return <Value of={rate(useLive(nas.id)?.[of])} />;
}

const busyCpu = 90;

function CpuCell({ nas }: { readonly nas: Row }) {
  const cpuPercent = useLive(nas.id)?.cpuPercent ?? nas.health.cpuPercent;
  if (cpuPercent === null) return none;
  return (
    <span className={cpuPercent >= busyCpu ? 'high' : undefined}>
      <Value of={quantity(String(cpuPercent), '%')} />
    </span>
  );
}

function AnswerCell({ nas }: { readonly nas: Row }) {
  const live = useLive(nas.id);
  return <Value of={latency(live?.answerMs ?? nas.health.answerMs)} />;
}

function coaCell({ coaAccepts, coaPortSeen, coaPort }: Row) {
  const port = coaPort ?? coaPortSeen;
  if (coaAccepts === null) return <Status severity="none">{port ? `${port}, not told` : 'not known yet'}</Status>;
  return <Status severity={coaAccepts ? 'ok' : 'high'}>{coaAccepts ? `accepts on ${port}` : 'not accepted'}</Status>;
}

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  { kind: 'flag', id: 'hasApi', label: 'With API' },
];

/** What an operator who stands at a router waits for. */
const readEveryMs = 3000;

const sort = { column: 'name', direction: 'asc' } as const;

/** The routers in their RADIUS role: how each is, and the panel in which one is looked at, tested and changed. */
export function RoutersView() {
  useTopic('routers');
  const [, navigate] = useLocation();
  const may = useSession(({ session }) => (session.kind === 'signed-in' ? session.operator.permissions : []));
  const { id } = useParams<{ id?: string }>();
  const [picked, pick] = useUrlParam('router');
  const [adding, setAdding] = useUrlParam('add');
  const [editing, setEditing] = useState(false);
  const openId = Number(id ?? picked) || null;
  const { nas, refresh } = useRouter(openId);
  const mayAdd = may.includes('nas.create');
  const isAdding = adding !== null && mayAdd;
  const strangers = useReading('unknown sources', () => engine.call('nas.unknown-sources'), readEveryMs);
  const mayDoctor = may.includes('doctor.view');
  const doctor = useReading(
    `doctor ${mayDoctor}`,
    async () => (mayDoctor ? await engine.call('nas.doctor-list') : { items: [] }),
    readEveryMs,
  );
  const diagnoses = useMemo(
    () => new Map(doctor.data?.items.map((diagnosis) => [diagnosis.nasId, diagnosis])),
    [doctor.data],
  );

  const close = () => {
    setEditing(false);
    if (id !== undefined) navigate('/routers');
    else pick(null, 'replace');
  };
  const add = mayAdd && (
    <Button look="primary" icon={IconAdd} onClick={() => setAdding('new')}>
      Add a router
    </Button>
  );
  return (
    <Diagnoses.Provider value={diagnoses}>
      <ListView
        list="nas.list"
        title="Routers"
        noun="registered"
        columns={columns}
        filters={filters}
        searchHint="Name or address"
        sort={sort}
        empty={{
          icon: IconRouters,
          title: 'No router yet',
          text: 'A router is answered as soon as its address and shared secret are registered.',
          actions: add,
        }}
        actions={() => add}
        above={() => (
          <UnknownSources
            sources={strangers.data?.items ?? []}
            onAdd={mayAdd ? (address) => setAdding(address) : null}
          />
        )}
        openKey={isAdding ? null : openId}
        onOpen={(key) => {
          setEditing(false);
          if (adding !== null) setAdding(null, 'replace');
          pick(String(key), 'replace');
        }}
        drawer={({ reload }) => {
          if (isAdding) {
            return (
              <RouterForm
                key={adding}
                nas={null}
                address={adding === 'new' ? undefined : adding}
                onClose={() => setAdding(null, 'replace')}
                onSaved={(saved) => {
                  reload();
                  strangers.read();
                  navigate(`/routers?router=${saved.id}`, { replace: true });
                }}
              />
            );
          }
          if (!nas) return null;
          if (editing) {
            return (
              <RouterForm
                key={nas.id}
                nas={nas}
                onClose={() => setEditing(false)}
                onSaved={() => {
                  setEditing(false);
                  refresh();
                  reload();
                }}
              />
            );
          }
          return (
            <RouterDrawer
              key={nas.id}
              nas={nas}
              mayEdit={may.includes('nas.edit')}
              mayDelete={may.includes('nas.delete')}
              maySeeDrops={may.includes('auth_log.view')}
              onEdit={() => setEditing(true)}
              onChanged={refresh}
              onClose={close}
              onRemoved={() => {
                close();
                reload();
              }}
            />
          );
        }}
        foot={<span>Rates in bit/s</span>}
      />
    </Diagnoses.Provider>
  );
}
