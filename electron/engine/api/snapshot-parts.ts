/** A snapshot cut into messages of bounded size, so that neither the engine nor a page is held by one of them. */
import { type Snapshot, sessionsPerMessage, type TopicName } from '../../../shared/contract/topics.ts';

/** What the messages carry, in order: the snapshot with the first rows, then parts with more of them. Never empty. */
export function snapshotParts<T extends TopicName>(topic: T, data: Snapshot<T>): readonly unknown[] {
  if (topic !== 'sessions') return [data];
  const { sessions, ...frame } = data as Snapshot<'sessions'>;
  const parts: unknown[] = [{ ...frame, sessions: sessions.slice(0, sessionsPerMessage) }];
  for (let from = sessionsPerMessage; from < sessions.length; from += sessionsPerMessage) {
    parts.push({ sessions: sessions.slice(from, from + sessionsPerMessage) });
  }
  return parts;
}
