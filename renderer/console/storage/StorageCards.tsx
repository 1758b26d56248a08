import { durationText } from '../../ui/formats/times.ts';
import { volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { StatCard } from '../../ui/marks/StatCard.tsx';
import { freeInFileTitle, fullSeverity, type Storage } from './storage-words.ts';

const unknown = <span className="zero">–</span>;

function fullText({ fullAt, diskFull, measuredAt }: Storage, now: number) {
  if (diskFull) return 'now';
  if (measuredAt === null) return unknown;
  return fullAt === null ? 'not in 10 y' : `in ${durationText(fullAt - now)}`;
}

/** The disk at a glance: what is there, what comes, and when it ends. */
export function StorageCards({ storage, now }: { readonly storage: Storage; readonly now: number }) {
  const { databaseBytes, walBytes, ballastBytes, disk, freeInFileBytes, bytesPerDay, diskFull } = storage;
  return (
    <>
      <StatCard
        label="Database"
        value={<Value of={volume(databaseBytes)} />}
        note={
          freeInFileBytes === null ? (
            'not measured yet'
          ) : (
            <span title={freeInFileTitle(storage)}>
              <Value of={volume(freeInFileBytes)} /> free inside the file
            </span>
          )
        }
      />
      <StatCard
        label="Growth a day"
        value={bytesPerDay === null ? unknown : <Value of={volume(bytesPerDay)} />}
        note={bytesPerDay === null ? 'not measured yet' : 'of what retention does not bound yet'}
      />
      <StatCard
        label="Disk full"
        severity={storage.measuredAt === null ? 'none' : fullSeverity(storage, now)}
        value={fullText(storage, now)}
        note={diskFull ? 'accounting waits for room' : 'at this pace'}
      />
      <StatCard
        label="Free on the disk"
        value={<Value of={volume(disk.freeBytes)} />}
        note={
          <>
            of <Value of={volume(disk.totalBytes)} />
          </>
        }
      />
      <StatCard
        label="Write-ahead log"
        value={<Value of={volume(walBytes)} />}
        note={<span title="Committed, and not yet copied into the database">begun anew at 64 MB</span>}
      />
      <StatCard
        label="Reserve"
        value={<Value of={volume(ballastBytes)} />}
        note={
          <span title="ballast.bin: given up when the disk is full, so that accounting goes on">for a full disk</span>
        }
      />
    </>
  );
}
