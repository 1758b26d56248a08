import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../ui/controls/controls.tsx';
import { IconAdd, IconCertificates, IconClose, IconDownload, IconReset } from '../../ui/controls/icons.ts';
import type { Filter } from '../../ui/filters/FilterBar.tsx';
import { Ago, Stamp } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { Drawer } from '../../ui/overlay/Drawer.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import type { RowAction } from '../../ui/table/TableRow.tsx';
import { engine } from '../engine.ts';
import { ListView } from '../list/ListView.tsx';
import type { ListRecord } from '../list/use-list.ts';
import { useRead } from '../overview/use-read.ts';
import { useSession } from '../session.ts';
import { AuthorityForm } from './AuthorityForm.tsx';
import { handOver, renew, revoke } from './acts.ts';
import { kindName, shortHex, stageSeverity } from './certificate-words.ts';
import { type HandedOver, HandOver } from './HandOver.tsx';
import { RadsecState } from './RadsecState.tsx';

type Row = ListRecord<'certificate.list'>;

const none = <span className="zero">–</span>;

const columns: readonly TableColumn<Row>[] = [
  {
    id: 'subject',
    title: 'Certificate',
    width: 180,
    look: 'name',
    sort: 'asc',
    cell: (c) => c.subject,
    csv: (c) => c.subject,
  },
  { id: 'kind', title: 'For', width: 96, cell: (c) => kindName[c.kind], csv: (c) => c.kind },
  {
    id: 'nasName',
    title: 'NAS',
    width: 150,
    sort: 'asc',
    cell: (c) => (c.nasId === null ? none : (c.nasName ?? none)),
    csv: (c) => c.nasName,
  },
  {
    id: 'state',
    title: 'State',
    width: 240,
    cell: stateCell,
    csv: (c) => (c.revokedAt === null ? c.stage : `revoked: ${c.revokeReason}`),
  },
  {
    id: 'notAfter',
    title: 'Expires',
    width: 150,
    sort: 'asc',
    cell: (c) => <Stamp at={c.notAfter} />,
    csv: (c) => new Date(c.notAfter).toISOString(),
  },
  {
    id: 'issuedAt',
    title: 'Issued',
    width: 110,
    align: 'end',
    dim: true,
    sort: 'desc',
    cell: (c) => <Ago at={c.issuedAt} />,
    csv: (c) => new Date(c.issuedAt).toISOString(),
  },
  {
    id: 'fingerprint256',
    title: 'SHA-256',
    width: 160,
    look: 'id',
    dim: true,
    leaves: 1,
    cell: (c) => <span title={c.fingerprint256}>{shortHex(c.fingerprint256)}</span>,
    csv: (c) => c.fingerprint256,
    copy: (c) => c.fingerprint256,
  },
  {
    id: 'serial',
    title: 'Serial number',
    width: 160,
    look: 'id',
    dim: true,
    leaves: 2,
    cell: (c) => <span title={c.serial}>{shortHex(c.serial)}</span>,
    csv: (c) => c.serial,
    copy: (c) => c.serial,
  },
];

const stageWord = {
  fine: 'valid',
  'in-30-days': 'ends within 30 days',
  'in-7-days': 'ends within 7 days',
  'in-1-day': 'ends within a day',
  expired: 'expired',
} as const;

function stateCell({ revokedAt, revokeReason, stage }: Row) {
  if (revokedAt !== null) {
    return (
      <span className="t3" title={revokeReason ?? ''}>
        revoked: {revokeReason}
      </span>
    );
  }
  return <Status severity={stageSeverity[stage]}>{stageWord[stage]}</Status>;
}

const filters: readonly Filter[] = [
  { kind: 'text', id: 'q', label: 'Search' },
  {
    kind: 'one',
    id: 'kind',
    label: 'For',
    options: [
      { value: 'client', label: 'NAS' },
      { value: 'server', label: 'This server' },
      { value: 'authority', label: 'Authority' },
    ],
  },
];
const sort = { column: 'notAfter', direction: 'asc' } as const;

const fetchAction: RowAction = { id: 'download', label: 'Download for the router', icon: IconDownload, key: 'd' };
const renewAction: RowAction = { id: 'renew', label: 'Renew', icon: IconReset };
const revokeAction: RowAction = { id: 'revoke', label: 'Revoke', icon: IconClose };

type Open =
  | { readonly kind: 'authority' | 'server' }
  | { readonly kind: 'bundle'; readonly title: string; readonly bundle: HandedOver };

const everyMs = 10_000;

/** RADIUS over TLS: the authority, and every certificate it gave out. */
export function CertificatesView() {
  const may = useSession(({ session }) => (session.kind === 'signed-in' ? session.operator.permissions : []));
  const [open, setOpen] = useState<Open | null>(null);
  const read = useCallback(() => engine.call('certificate.status', {}), []);
  const status = useRead(read, everyMs);
  const mayCreate = may.includes('certificates.create');
  const hasAuthority = status.data?.authority != null;
  const create = mayCreate && status.data && !hasAuthority && (
    <Button look="primary" icon={IconAdd} onClick={() => setOpen({ kind: 'authority' })}>
      Create the authority
    </Button>
  );
  const actions = [
    ...(may.includes('certificates.download') ? [fetchAction] : []),
    ...(may.includes('certificates.issue') ? [renewAction] : []),
    ...(may.includes('certificates.revoke') ? [revokeAction] : []),
  ];
  return (
    <ListView
      list="certificate.list"
      title="Certificates"
      noun="certificates"
      columns={columns}
      filters={filters}
      searchHint="Name, NAS, serial"
      sort={sort}
      empty={{
        icon: IconCertificates,
        title: 'No authority yet',
        text: 'RADIUS over TLS (RadSec) lets routers in by certificate, across networks that nobody trusts. It is off until the authority is created.',
        actions: create,
      }}
      actions={() => create}
      above={() => (
        <RadsecState status={status} onNewServer={mayCreate ? () => setOpen({ kind: 'server' }) : undefined} />
      )}
      rowActions={actions}
      onAction={(action, target, { record, reload }) => {
        const one = target.kind === 'row' ? record(target.key) : undefined;
        if (!one) return;
        const show = (bundle: HandedOver | null) =>
          bundle && setOpen({ kind: 'bundle', title: one.nasName ?? one.subject, bundle });
        if (action.id === 'download') void handOver(one).then(show);
        else if (action.id === 'renew') {
          if (one.kind === 'server') setOpen({ kind: 'server' });
          else {
            void renew(one).then((bundle) => {
              reload();
              show(bundle);
            });
          }
        } else {
          void revoke(one).then((isDone) => {
            if (!isDone) return;
            reload();
            status.retry();
          });
        }
      }}
      drawer={({ reload }) => {
        if (open === null) return null;
        if (open.kind === 'bundle') {
          return (
            <Drawer title={open.title} label={open.title} onClose={() => setOpen(null)}>
              <HandOver bundle={open.bundle} />
            </Drawer>
          );
        }
        return (
          <AuthorityForm
            key={open.kind}
            what={open.kind}
            names={status.data?.server?.names ?? []}
            onClose={() => setOpen(null)}
            onSaved={() => {
              setOpen(null);
              reload();
              status.retry();
            }}
          />
        );
      }}
      foot={
        <Link className="link" href="/virtual-nas">
          Register NAS clients
        </Link>
      }
    />
  );
}
