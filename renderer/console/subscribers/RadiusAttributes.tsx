import type { SubscriberAttributes } from '../../../shared/contract/operations/groups.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { IconSettings } from '../../ui/controls/icons.ts';
import { ReadPane } from './ReadPane.tsx';
import type { Reading } from './use-reading.ts';

type Row = SubscriberAttributes['effective'][number];

function sourceOf({ source, group }: Pick<Row, 'source' | 'group'>): string {
  switch (source) {
    case 'subscriber':
      return 'this subscriber';
    case 'speed':
      return 'its speed';
    case 'group':
      return `group ${group}`;
    case 'service-group':
      return `group ${group}, of its service`;
    case 'default':
      return 'the server';
    case 'login':
      return 'made at login';
  }
}

/** What the next Access-Accept carries and from where, what gives way, and what the request must say. */
export function RadiusAttributes({
  reading,
  onEdit,
}: {
  readonly reading: Reading<SubscriberAttributes>;
  readonly onEdit: (() => void) | undefined;
}) {
  return (
    <ReadPane
      title="RADIUS attributes"
      what="The attributes"
      column="2 / -1"
      reading={reading}
      skeletonLines={5}
      note={({ groups, serviceGroup, realm }) => {
        const names = [...groups, ...(serviceGroup ? [serviceGroup] : [])].map(({ name }) => name);
        return `realm ${realm}${names.length > 0 ? `, groups ${names.join(', ')}` : ', in no group'}`;
      }}
      end={
        onEdit && (
          <Button small icon={IconSettings} onClick={onEdit}>
            Attributes and groups
          </Button>
        )
      }
    >
      {(data) => <AttributeTable data={data} />}
    </ReadPane>
  );
}

function AttributeTable({ data: { effective, overridden, check } }: { readonly data: SubscriberAttributes }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keys
    <section className="scroll-table" aria-label="RADIUS attributes" tabIndex={0}>
      <table className="tbl">
        <colgroup>
          <col style={{ width: '16%' }} />
          <col style={{ width: '22%' }} />
          <col style={{ width: '34%' }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th>In</th>
            <th>Attribute</th>
            <th>Value</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          {effective.map((row) => (
            <tr key={`${row.name} ${row.value}`}>
              <td className="dim">next Access-Accept</td>
              <td>{row.name}</td>
              <td className="id" title={row.value}>
                {row.value}
              </td>
              <td className="dim">{sourceOf(row)}</td>
            </tr>
          ))}
          {overridden.map((row) => (
            <tr key={`${row.name} ${row.value} ${sourceOf(row)}`}>
              <td className="dim">not sent</td>
              <td className="dim">{row.name}</td>
              <td className="id dim">
                <s>{row.value}</s>
              </td>
              <td className="dim">
                {sourceOf(row)}; gives way to {row.by}
              </td>
            </tr>
          ))}
          {check.map(({ attribute, op, value }) => (
            <tr key={`${attribute} ${op} ${value}`}>
              <td className="dim">request must have</td>
              <td>{attribute}</td>
              <td className="id">
                {op} {value}
              </td>
              <td className="dim">this subscriber</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
