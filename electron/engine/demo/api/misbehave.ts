/** What a faulty router puts on the wire instead of an answer. */
import type { Socket } from 'node:net';
import { encodeSentence } from '../../routeros/sentence.ts';
import { type RouterRequest, replyWords } from '../../routeros/words.ts';
import type { ApiFault } from '../faults.ts';

export interface Misbehaviour {
  readonly socket: Socket;
  readonly request: RouterRequest;
  readonly write: (octets: Buffer) => void;
  /** Answers properly, into the given place. */
  readonly execute: (into: (octets: Buffer) => void) => void;
}

const TEN_MB = 10_000_000;
const ROW_BYTES = 50_000;

export function misbehave(fault: ApiFault, { socket, request, write, execute }: Misbehaviour): void {
  const reply = (kind: string, attributes: Record<string, string> = {}) =>
    write(encodeSentence(replyWords(kind, attributes, request.tag)));
  switch (fault.kind) {
    case 'cut-mid-sentence': {
      socket.end(cutInside(answer(execute)));
      return;
    }
    case 'half-word': {
      // The prefix says 20 octets, five come.
      socket.write(
        Buffer.concat([encodeSentence(replyWords('!re', {}, request.tag)), Buffer.from('\x03!re\x14=name', 'latin1')]),
      );
      return;
    }
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'fatal':
      socket.end(encodeSentence(['!fatal', fault.message ?? 'session terminated on request']));
      return;
    case 'silent':
      return;
    case 'huge': {
      const rows = Math.ceil((fault.bytes ?? TEN_MB) / ROW_BYTES);
      for (let row = 0; row < rows; row++) reply('!re', { '.id': `*${row}`, comment: 'x'.repeat(ROW_BYTES) });
      reply('!done');
      return;
    }
    case 'empty':
      reply('!empty');
      reply('!done');
      return;
    case 'trap':
      reply('!trap', {
        ...(fault.category === undefined ? {} : { category: `${fault.category}` }),
        message: fault.message,
      });
      reply('!done');
      return;
    case 'garbage':
      socket.write(Buffer.of(0xff, 0xfe, 0xfd));
      return;
  }
}

function answer(execute: Misbehaviour['execute']): Buffer {
  const octets: Buffer[] = [];
  execute((part) => octets.push(part));
  return Buffer.concat(octets);
}

/** The first half, shortened until it does not end where a sentence may end. */
function cutInside(octets: Buffer): Buffer {
  let end = Math.max(1, octets.length >> 1);
  while (end > 1 && octets[end - 1] === 0) end -= 1;
  return octets.subarray(0, end);
}
