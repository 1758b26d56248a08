import { duration } from '../../ui/formats/times.ts';
import { volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Stamp } from '../../ui/live/Ages.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { endingOf } from './causes.ts';
import type { CallRecord } from './use-call-records.ts';

function EndingCell({ of }: { readonly of: CallRecord }) {
  const { words, name } = endingOf(of);
  if (words === null) return name ?? <span className="zero">–</span>;
  return (
    <span title={name ?? undefined}>
      {words} {name !== null && <span className="t3">{name}</span>}
    </span>
  );
}

export const callRecordColumns: readonly TableColumn<CallRecord>[] = [
  {
    id: 'username',
    title: 'User',
    sort: 'asc',
    width: 120,
    look: 'name',
    cell: (record) => record.username,
    csv: (record) => record.username,
    copy: (record) => record.username,
  },
  {
    id: 'stopAt',
    title: 'Ended',
    sort: 'desc',
    width: 116,
    cell: (record) => <Stamp at={record.stopAt} />,
    csv: (record) => (record.stopAt === null ? null : new Date(record.stopAt).toISOString()),
  },
  {
    id: 'startAt',
    title: 'Started',
    sort: 'desc',
    width: 116,
    dim: true,
    leaves: 6,
    cell: (record) => <Stamp at={record.startAt} />,
    csv: (record) => new Date(record.startAt).toISOString(),
  },
  {
    id: 'sessionSeconds',
    title: 'Duration (s)',
    sort: 'desc',
    head: 'Duration',
    width: 84,
    align: 'end',
    cell: (record) => <Value of={duration(record.sessionSeconds * 1000)} />,
    csv: (record) => record.sessionSeconds,
  },
  {
    id: 'down',
    title: 'Download (bytes)',
    sort: 'desc',
    head: '↓',
    width: 80,
    align: 'end',
    cell: (record) => <Value of={volume(record.downBytes)} />,
    csv: (record) => record.downBytes,
  },
  {
    id: 'up',
    title: 'Upload (bytes)',
    sort: 'desc',
    head: '↑',
    width: 80,
    align: 'end',
    cell: (record) => <Value of={volume(record.upBytes)} />,
    csv: (record) => record.upBytes,
  },
  {
    id: 'total',
    title: 'Total (bytes)',
    sort: 'desc',
    head: 'Total',
    width: 80,
    align: 'end',
    dim: true,
    leaves: 4,
    cell: (record) => <Value of={volume(record.downBytes + record.upBytes)} />,
    csv: (record) => record.downBytes + record.upBytes,
  },
  {
    id: 'cause',
    title: 'Why it ended',
    sort: 'asc',
    width: 220,
    cell: (record) => <EndingCell of={record} />,
    csv: (record) => endingOf(record).name ?? endingOf(record).words,
  },
  {
    id: 'service',
    title: 'Service',
    sort: 'asc',
    width: 104,
    dim: true,
    leaves: 3,
    cell: (record) => record.serviceName ?? '–',
    csv: (record) => record.serviceName,
  },
  {
    id: 'nas',
    title: 'NAS',
    sort: 'asc',
    width: 108,
    dim: true,
    look: 'id',
    leaves: 5,
    cell: (record) => record.nasName ?? record.nasIpAddress,
    csv: (record) => record.nasName ?? record.nasIpAddress,
  },
  {
    id: 'framedIp',
    title: 'Framed IP',
    sort: 'asc',
    width: 112,
    dim: true,
    cell: (record) => record.framedIpAddress,
    csv: (record) => record.framedIpAddress,
    copy: (record) => record.framedIpAddress,
  },
  {
    id: 'mac',
    title: 'MAC',
    sort: 'asc',
    width: 132,
    dim: true,
    look: 'id',
    leaves: 2,
    cell: (record) => record.callingStationId,
    csv: (record) => record.callingStationId,
    copy: (record) => record.callingStationId,
  },
  {
    id: 'acctSessionId',
    title: 'Acct-Session-Id',
    width: 120,
    dim: true,
    look: 'mono',
    leaves: 1,
    cell: (record) => record.acctSessionId,
    csv: (record) => record.acctSessionId,
    copy: (record) => record.acctSessionId,
  },
];
