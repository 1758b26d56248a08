import type { CommandContext } from '../context.ts';

/** The devices of a subscriber, typed and learned, in order. */
export const storedMacs = (context: CommandContext, id: number): string[] =>
  context.sql('SELECT mac FROM subscriber_macs WHERE subscriber_id = ? ORDER BY mac').pluck().all(id) as string[];
