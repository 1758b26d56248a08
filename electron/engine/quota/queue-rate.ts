/** A dynamic queue's limits as a Mikrotik-Rate-Limit, so that what a router has can be compared with what it was told. */
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';
import type { UpDown } from '../routeros/values.ts';

/** Pairs are up/down in both spellings; a queue without burst has zeros there. */
export function rateTextOfQueue(queue: DynamicQueue): string {
  const { maxLimitBitsPerSecond, burstLimitBitsPerSecond, burstThresholdBitsPerSecond, burstTimeSeconds } = queue;
  const rate = pair(maxLimitBitsPerSecond);
  if (!hasBurst(burstLimitBitsPerSecond)) return rate;
  const threshold = burstThresholdBitsPerSecond ?? maxLimitBitsPerSecond;
  const seconds = burstTimeSeconds ?? { up: 1, down: 1 };
  return `${rate} ${pair(burstLimitBitsPerSecond)} ${pair(threshold)} ${pair(seconds)}`;
}

const pair = ({ up, down }: UpDown): string => `${up}/${down}`;

const hasBurst = (limit: UpDown | undefined): limit is UpDown =>
  limit !== undefined && (limit.up > 0 || limit.down > 0);
