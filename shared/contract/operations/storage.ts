/** What the database takes on the disk, how it grows, and how long things are kept (pain 20, W4). */
import { z } from 'zod';
import { At } from '../fields.ts';
import { operation } from '../operation.ts';
import { flag } from '../page.ts';

export const Storage = z.object({
  databaseBytes: z.int(),
  walBytes: z.int().describe('The write-ahead log: emptied at 64 MB'),
  ballastBytes: z.int().describe('The reserve that is given up when the disk is full (X59)'),
  diskFull: z.boolean(),
  disk: z.object({ freeBytes: z.int(), totalBytes: z.int() }),
  measuredAt: At.nullable().describe('null: nothing is measured yet'),
  isMeasuring: z.boolean(),
  trouble: z.string().nullable().describe('Why the last measuring failed'),
  freeInFileBytes: z.int().nullable().describe('What deleted rows left; used before the file grows'),
  givesSpaceBack: z
    .boolean()
    .nullable()
    .describe('What is free in the file beyond a reserve goes back to the disk; false: `cli compact` gives it back'),
  families: z.array(
    z.object({
      name: z.enum(['sessions', 'receipts', 'hourly', 'daily', 'journal', 'auth-log', 'audit', 'routers', 'other']),
      bytes: z.int().describe('With indexes'),
      oldestAt: At.nullable(),
      keepDays: z.number().nullable().describe('null: for ever'),
      bytesPerDay: z.int().nullable().describe('null: not known yet, or does not grow with time'),
      steadyBytes: z.int().nullable().describe('As large as it gets at this pace; null: no end, or unknown'),
      isSteady: z.boolean().describe('What comes takes the room of what goes'),
      firstGoesAt: z.number().nullable().describe('When its first rows are deleted'),
    }),
  ),
  bytesPerDay: z.int().nullable().describe('What the file grows by now'),
  fullAt: At.nullable().describe('When the disk is full at this pace; null: not within ten years, or unknown'),
  retention: z.object({
    sessionsDays: z.int().nullable(),
    authLogDays: z.int(),
    hourlyDays: z.int(),
    auditDays: z.int(),
    legalDays: z.int().nullable(),
  }),
  isBelowLegalMinimum: z.boolean().describe('Sessions go before the law lets them'),
  backups: z.array(z.object({ name: z.string(), bytes: z.int(), at: At })),
});
export type Storage = z.output<typeof Storage>;

export const storage = {
  'storage.get': operation({
    method: 'GET',
    path: '/storage',
    permission: 'settings.view',
    summary: 'What the database takes, grows by, and until when the disk holds it',
    query: z.strictObject({ measure: flag.default(false).describe('Measure anew, beside the work') }),
    output: Storage,
  }),
};
