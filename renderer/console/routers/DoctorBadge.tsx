import { createContext, useContext } from 'react';
import { Link } from 'wouter';
import type { Diagnosis } from '../../../shared/contract/operations/doctor.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { diagnosisText } from './router-words.ts';

/** What the doctor says of each router, by its id; null before it spoke, and for who may not ask it. */
export const Diagnoses = createContext<ReadonlyMap<number, Diagnosis> | null>(null);

/** N7: the first finding in words; the panel that it opens has the doctor with the line to paste. */
export function DoctorBadge({ nasId }: { readonly nasId: number }) {
  const diagnosis = useContext(Diagnoses)?.get(nasId);
  if (!diagnosis) return <span className="zero">–</span>;
  const { worst, findings } = diagnosis;
  const text = diagnosisText(diagnosis);
  if (!worst) return <Status severity={diagnosis.heardAt === null ? 'none' : 'ok'}>{text}</Status>;
  return (
    <Link className="link row" href={`/routers?router=${nasId}`} title={text}>
      <Status severity={worst.severity}>
        <span className="ellip">{worst.title}</span>
      </Status>
      {findings > 1 && <span className="t3">+{integer(findings - 1)}</span>}
    </Link>
  );
}
