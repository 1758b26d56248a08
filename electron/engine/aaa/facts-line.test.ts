import { describe, expect, it } from 'vitest';
import type { FactsBatch, FactsReply } from '../store/facts-protocol.ts';
import { FactsLine, type FactsPort } from './facts-line.ts';

/** A writer under the test's control: it answers a batch when told to. */
function fakeWriter() {
  const batches: FactsBatch[] = [];
  let listener: (reply: FactsReply) => void = () => undefined;
  const port: FactsPort = {
    postMessage: (batch) => batches.push(batch),
    on: (_event, on) => {
      listener = on;
    },
    close: () => undefined,
  };
  return {
    port,
    batches,
    commit: (batch: number) => listener({ kind: 'committed', batch, lastSeq: 0 }),
    refuse: (batch: number) => listener({ kind: 'refused', batch, reason: 'disk full' }),
  };
}

function offer(line: FactsLine, text: string, log: string[]): boolean {
  return line.offer({ text, onCommitted: () => log.push(`ack ${text}`), onRefused: () => log.push(`no ${text}`) });
}

describe('facts line: group commit', () => {
  it('nothing is acknowledged before its commit; what arrives meanwhile shares the next one', () => {
    const line = new FactsLine();
    const writer = fakeWriter();
    const log: string[] = [];
    line.attach(writer.port);
    for (const text of ['a', 'b', 'c']) offer(line, text, log);
    expect(writer.batches.map((batch) => batch.facts)).toEqual([['a']]);
    expect(log).toEqual([]);
    writer.commit(1);
    expect(log).toEqual(['ack a']);
    expect(writer.batches.map((batch) => batch.facts)).toEqual([['a'], ['b', 'c']]);
    writer.commit(2);
    expect(log).toEqual(['ack a', 'ack b', 'ack c']);
    expect(line.waiting).toBe(0);
  });

  it('a refused batch acknowledges nothing and the line goes on', () => {
    const line = new FactsLine();
    const writer = fakeWriter();
    const log: string[] = [];
    line.attach(writer.port);
    offer(line, 'a', log);
    offer(line, 'b', log);
    writer.refuse(1);
    writer.commit(2);
    expect(log).toEqual(['no a', 'ack b']);
  });

  it('refuses at the limit and takes facts again afterwards', () => {
    const line = new FactsLine(2);
    const writer = fakeWriter();
    const log: string[] = [];
    line.attach(writer.port);
    expect([offer(line, 'a', log), offer(line, 'b', log), offer(line, 'c', log)]).toEqual([true, true, false]);
    writer.commit(1);
    expect(offer(line, 'c', log)).toBe(true);
  });

  it('facts wait for the writer before it is attached', () => {
    const line = new FactsLine();
    const log: string[] = [];
    offer(line, 'a', log);
    const writer = fakeWriter();
    line.attach(writer.port);
    writer.commit(1);
    expect(log).toEqual(['ack a']);
  });

  it('a new writer refuses what the old one had, and late answers of the old one are ignored', () => {
    const line = new FactsLine();
    const old = fakeWriter();
    const log: string[] = [];
    line.attach(old.port);
    offer(line, 'a', log);
    offer(line, 'b', log);
    const next = fakeWriter();
    line.attach(next.port);
    expect(log).toEqual(['no a']);
    old.commit(1);
    expect(log).toEqual(['no a']);
    next.commit(2);
    expect(log).toEqual(['no a', 'ack b']);
  });
});
