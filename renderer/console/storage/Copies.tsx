import { IconBackups } from '../../ui/controls/icons.ts';
import { volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Stamp } from '../../ui/live/Ages.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import type { Storage } from './storage-words.ts';

/** Copies of the database that lie on the same disk. */
export function Copies({ copies }: { readonly copies: Storage['backups'] }) {
  if (copies.length === 0) {
    return (
      <EmptyState icon={IconBackups} title="No copy is kept">
        One is made before an update changes the database.
      </EmptyState>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <div className="scroll-table" tabIndex={0}>
      <table className="tbl">
        <tbody>
          {copies.map(({ name, bytes, at }) => (
            <tr key={name}>
              <td title={name}>{name}</td>
              <td className="num storage-copy-size">
                <Value of={volume(bytes)} />
              </td>
              <td className="num storage-copy-at dim">
                <Stamp at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
