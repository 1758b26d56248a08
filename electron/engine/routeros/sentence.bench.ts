/**
 * How long the control plane's thread is held by a large listing: the answer to /interface/print on a router with 10,000
 * sessions, fed in the 64 KiB chunks that a socket gives. Budget: 100 ms in all, far less per chunk.
 *
 *   node scripts/node24.mjs electron/engine/routeros/sentence.bench.ts
 */
import { performance } from 'node:perf_hooks';
import { createSentenceDecoder, encodeSentence } from './sentence.ts';
import { parseReply, type Row, replyWords } from './words.ts';

const ROWS = 10_000;
const CHUNK = 65_536;
const ROUNDS = 15;

const reply = Buffer.concat(
  Array.from({ length: ROWS }, (_, index) =>
    encodeSentence(
      replyWords(
        '!re',
        {
          '.id': `*${(0x1a000 + index).toString(16).toUpperCase()}`,
          name: `<pppoe-user${index}@isp.example>`,
          type: 'pppoe-in',
          running: 'true',
          disabled: 'false',
          'rx-byte': String(123_456_789 + index * 7919),
          'tx-byte': String(9_876_543_210 + index * 104_729),
          'rx-packet': String(1_234_567 + index),
          'tx-packet': String(7_654_321 + index),
        },
        '4f',
      ),
    ),
  ),
);

function parse(): { rows: Row[]; longestChunkMs: number } {
  const decoder = createSentenceDecoder();
  const rows: Row[] = [];
  let longestChunkMs = 0;
  for (let at = 0; at < reply.length; at += CHUNK) {
    const startedAt = performance.now();
    for (const { words } of decoder.push(reply.subarray(at, at + CHUNK)).sentences)
      rows.push(parseReply(words).attributes);
    longestChunkMs = Math.max(longestChunkMs, performance.now() - startedAt);
  }
  return { rows, longestChunkMs };
}

const rounds = Array.from({ length: ROUNDS }, () => {
  const startedAt = performance.now();
  const { rows, longestChunkMs } = parse();
  if (rows.length !== ROWS) throw new Error(`Parsed ${rows.length} rows`);
  return { totalMs: performance.now() - startedAt, longestChunkMs };
});
const byTotal = rounds.toSorted((a, b) => a.totalMs - b.totalMs);
const format = (ms: number) => Number(ms.toFixed(2));
process.stdout.write(
  `${JSON.stringify({
    rows: ROWS,
    bytes: reply.length,
    firstMs: format(rounds[0]!.totalMs),
    medianMs: format(byTotal[ROUNDS >> 1]!.totalMs),
    worstMs: format(byTotal.at(-1)!.totalMs),
    longestChunkMs: format(Math.max(...rounds.map((round) => round.longestChunkMs))),
  })}\n`,
);
