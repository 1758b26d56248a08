/** Answers one search after the other on a connection of its own. It ends by being terminated: it holds nothing. */
import { parentPort, workerData } from 'node:worker_threads';
import { toRecord } from '../errors.ts';
import { openReads } from '../open-reads.ts';
import type { SearchAnswer, Searches, SearchOptions, SearchQuestion } from './messages.ts';

const { path, key } = workerData as SearchOptions;
const { reads } = openReads({ path, key, clock: { now: Date.now } });

const searches: Searches = {
  'auth-log': reads.authLog.all,
  drops: reads.authLog.drops,
  audit: reads.audit.list,
  cdr: reads.sessions.cdr,
};

async function answer({ id, list, scope, query }: SearchQuestion): Promise<SearchAnswer> {
  try {
    const search = searches[list] as (scope: unknown, query: unknown) => ReturnType<Searches[typeof list]>;
    return { id, ok: true, page: await search(scope, query) };
  } catch (error) {
    return { id, ok: false, error: toRecord(error) };
  }
}

parentPort!.on('message', async (question: SearchQuestion) => {
  parentPort!.postMessage(await answer(question));
});
