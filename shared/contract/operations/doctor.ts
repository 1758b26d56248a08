/** What is wrong between a router and us, as its packets tell (pain 14), with the line to paste. */
import { z } from 'zod';
import { At } from '../fields.ts';
import { operation } from '../operation.ts';
import { IdParams } from '../page.ts';

export const Finding = z
  .object({
    name: z.string().describe('The same for the same fault: wrong-secret, ports-swapped, …'),
    severity: z.enum(['warn', 'high', 'crit']),
    title: z.string(),
    detail: z.string().describe('What is wrong and what to do'),
    command: z.string().nullable().describe('To be pasted into RouterOS; null where nothing on the router helps'),
    evidence: z.string().describe('What was seen'),
    since: At,
  })
  .meta({ id: 'DoctorFinding' });
export type Finding = z.output<typeof Finding>;

const Diagnosis = z
  .object({
    nasId: z.int(),
    findings: z.int(),
    worst: Finding.pick({ name: true, severity: true, title: true }).nullable(),
    heardAt: At.nullable().describe('Its last right packet since the engine started'),
  })
  .meta({ id: 'DoctorDiagnosis' });
export type Diagnosis = z.output<typeof Diagnosis>;

export const doctor = {
  'nas.doctor-list': operation({
    method: 'GET',
    path: '/doctor',
    permission: 'doctor.view',
    summary: 'Of every router, how many findings the doctor has and the worst of them',
    output: z.object({ items: z.array(Diagnosis) }),
  }),
  'nas.doctor': operation({
    method: 'GET',
    path: '/nas/:id/doctor',
    permission: 'doctor.view',
    summary: 'What is wrong with a router, from its RADIUS packets; the worst first',
    params: IdParams,
    output: z.object({
      items: z.array(Finding),
      heardAt: At.nullable().describe('Its last right packet since the engine started'),
    }),
  }),
};
