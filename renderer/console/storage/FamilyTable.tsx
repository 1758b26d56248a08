import { volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Stamp } from '../../ui/live/Ages.tsx';
import { BarCell } from '../../ui/marks/BarCell.tsx';
import { type Family, familyWords, keptWords } from './storage-words.ts';

const columns = ['What', 'Size', 'Share', 'Since', 'A day', 'Kept', 'Goes from', 'Ends at'] as const;
const isNumber = (column: (typeof columns)[number]): boolean => column !== 'What' && column !== 'Share';

/** One line per family of tables: its size, its pace, and what retention makes of it. */
export function FamilyTable({ families }: { readonly families: readonly Family[] }) {
  const whole = families.reduce((sum, { bytes }) => sum + bytes, 1);
  const sorted = families.toSorted((a, b) => b.bytes - a.bytes);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <div className="scroll-table" tabIndex={0}>
      <table className="tbl storage-families">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={isNumber(column) ? 'num' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((family) => (
            <FamilyRow key={family.name} family={family} whole={whole} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const none = <span className="zero">–</span>;

function FamilyRow({ family, whole }: { readonly family: Family; readonly whole: number }) {
  const { name, bytes, oldestAt, bytesPerDay, keepDays, steadyBytes, isSteady, firstGoesAt } = family;
  const [title, what] = familyWords[name];
  return (
    <tr>
      <td className="name">
        {title} <span className="t3">{what}</span>
      </td>
      <td className="num">
        <Value of={volume(bytes)} />
      </td>
      <td>
        <BarCell ratio={bytes / whole} severity="none" />
      </td>
      <td className="num">{oldestAt === null ? none : <Stamp at={oldestAt} />}</td>
      <td className="num">{bytesPerDay === null ? none : <Value of={volume(bytesPerDay)} />}</td>
      <td className="num">{keptWords(keepDays, name)}</td>
      <td className="num">{firstGoesAt === null ? none : isSteady ? 'now' : <Stamp at={Math.round(firstGoesAt)} />}</td>
      <td className="num">
        {steadyBytes !== null ? <Value of={volume(steadyBytes)} /> : bytesPerDay === null ? none : 'no end'}
      </td>
    </tr>
  );
}
