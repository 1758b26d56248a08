/** A short-lived thread that measures the database; see `measure.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { openReading } from '../connection.ts';
import { measure } from './measure.ts';

const { path, at } = workerData as { readonly path: string; readonly at: number };
const db = openReading(path);
try {
  parentPort!.postMessage(measure(db, at));
} finally {
  db.close();
}
