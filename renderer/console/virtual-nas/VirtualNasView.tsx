import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAdd, IconVirtualNas } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { Ago, Stamp } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { stageOfEnd, stageSeverity } from '../certificates/certificate-words.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';
import { useSession } from '../session.ts';
import { ConnectionPoint } from './ConnectionPoint.tsx';
import { type Mode, NewClient } from './NewClient.tsx';

type Row = ListRecord<'nas.list'>;

const none = <span className="zero">–</span>;

/** F061: ID, Name, Mode, NAS IP / Cert, Vendor, Expires. */
const columns: readonly TableColumn<Row>[] = [
  { id: 'id', title: 'ID', width: 56, align: 'end', dim: true, cell: (n) => n.id, csv: (n) => n.id },
  { id: 'name', title: 'Name', width: 200, look: 'name', sort: 'asc', cell: (n) => n.name, csv: (n) => n.name },
  { id: 'mode', title: 'Mode', width: 84, cell: (n) => (n.mode === 'udp' ? 'UDP' : 'RadSec'), csv: (n) => n.mode },
  {
    id: 'address',
    title: 'NAS IP / Cert',
    width: 300,
    look: 'id',
    sort: 'asc',
    cell: whoCell,
    csv: (n) => (n.mode === 'udp' ? n.address : (n.certificate?.fingerprint256 ?? null)),
    copy: (n) => (n.mode === 'udp' ? n.address : (n.certificate?.fingerprint256 ?? '')),
  },
  {
    id: 'vendor',
    title: 'Vendor',
    width: 100,
    cell: (n) => (n.vendor === 'mikrotik' ? 'MikroTik' : 'Other'),
    csv: (n) => n.vendor,
  },
  {
    id: 'expires',
    title: 'Expires',
    width: 170,
    cell: expiresCell,
    csv: (n) => (n.certificate ? new Date(n.certificate.expiresAt).toISOString() : null),
  },
  {
    id: 'lastSeenAt',
    title: 'Last seen',
    width: 110,
    align: 'end',
    dim: true,
    sort: 'desc',
    leaves: 1,
    cell: (n) => <Ago at={n.lastSeenAt} />,
    csv: (n) => (n.lastSeenAt ? new Date(n.lastSeenAt).toISOString() : null),
  },
];

function whoCell(nas: Row) {
  if (nas.mode === 'udp') return nas.address;
  if (!nas.certificate) return <Status severity="high">no certificate: cannot connect</Status>;
  const { fingerprint256 } = nas.certificate;
  return <span title={fingerprint256}>{`SHA-256 ${fingerprint256.slice(0, 8)}…${fingerprint256.slice(-8)}`}</span>;
}

function expiresCell({ certificate }: Row) {
  if (!certificate) return none;
  const severity = stageSeverity[stageOfEnd(certificate.expiresAt, Date.now())];
  return (
    <Status severity={severity}>
      <Stamp at={certificate.expiresAt} />
    </Status>
  );
}

const filters: readonly Filter[] = [{ kind: 'text', id: 'q', label: 'Search' }];
const sort = { column: 'name', direction: 'asc' } as const;

/** Who may speak RADIUS to us, over what, and where they find us (F058–F061). */
export function VirtualNasView() {
  const [, navigate] = useLocation();
  const may = useSession(({ session }) => (session.kind === 'signed-in' ? session.operator.permissions : []));
  const [adding, setAdding] = useState<Mode | null>(null);
  const mayIssue = may.includes('certificates.issue') && may.includes('certificates.download');
  const add = may.includes('nas.create') && (
    <>
      <Button look="primary" icon={IconAdd} onClick={() => setAdding('udp')}>
        New client, UDP
      </Button>
      {mayIssue && (
        <Button icon={IconAdd} onClick={() => setAdding('radsec')}>
          New client, RadSec
        </Button>
      )}
    </>
  );
  return (
    <ListView
      list="nas.list"
      title="Virtual NAS"
      noun="NAS clients"
      columns={columns}
      filters={filters}
      searchHint="Name, address"
      sort={sort}
      empty={{
        icon: IconVirtualNas,
        title: 'No NAS client yet',
        text: 'Only registered routers are answered. Register the first one, then paste the lines into its terminal.',
        actions: add,
      }}
      actions={() => add}
      above={() => <ConnectionPoint />}
      onOpen={(key) => navigate(`/routers?router=${key}`)}
      drawer={({ reload }) =>
        adding && <NewClient key={adding} mode={adding} onClose={() => setAdding(null)} onSaved={reload} />
      }
      foot={
        <>
          <span>Enter opens the router</span>
          <Link className="link" href="/certificates">
            Renew or revoke certificates
          </Link>
        </>
      }
    />
  );
}
