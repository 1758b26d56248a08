/** Answers one search after the other on a connection of its own. It ends by being terminated: it holds nothing. */
import { parentPort, workerData } from 'node:worker_threads';
import { toRecord } from '../errors.ts';
import { openReads } from '../open-reads.ts';
import type { SearchAnswer, Searches, SearchOptions, SearchQuestion } from './messages.ts';

const { path, key } = workerData as SearchOptions;
const { reads } = openReads({ path, key, clock: { now: Date.now } });

const searches: Searches = {
  'auth-log': reads.authLog.all,
  'auth-causes': reads.authLog.causes,
  drops: reads.authLog.drops,
  audit: reads.audit.list,
  cdr: reads.sessions.cdr,
  'top-subscribers': reads.overview.topSubscribers,
};

async function answer({ id, read, asked }: SearchQuestion): Promise<SearchAnswer> {
  try {
    const search = searches[read] as (...asked: readonly unknown[]) => ReturnType<Searches[typeof read]>;
    return { id, ok: true, found: await search(...asked) };
  } catch (error) {
    return { id, ok: false, error: toRecord(error) };
  }
}

parentPort!.on('message', async (question: SearchQuestion) => {
  parentPort!.postMessage(await answer(question));
});
