/** A short-lived thread that checks a large database beside the work, after it was not closed cleanly. */
import { parentPort, workerData } from 'node:worker_threads';
import { openReading } from '../connection.ts';
import { quickCheck } from '../writer/open-database.ts';

const db = openReading(workerData as string);
const found = quickCheck(db);
db.close();
parentPort!.postMessage(found);
