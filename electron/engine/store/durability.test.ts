/**
 * What was acknowledged is there, whatever happens next.
 *
 * A child process opens a store, takes facts and commands, and prints each acknowledgement the moment it has it; it is
 * killed with SIGKILL in the middle of its work. (A kill does not empty the page cache, so this proves order and
 * recovery; that COMMIT waits for the disk is `assertDurable` and the engine's test with a slowed sync.)
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from './client.ts';
import { defaultScope, testKey } from './testing/temporary-store.ts';

let dataDir: string;
let scripts: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lastmile-durable-'));
  scripts = mkdtempSync(join(tmpdir(), 'lastmile-durable-child-'));
});
afterEach(() => {
  for (const folder of [dataDir, scripts]) rmSync(folder, { recursive: true, force: true });
});

const module = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

const worker = (folder: string): string => `
  import { openStore } from ${module('./client.ts')};
  import { aService, aSession, aFold, testActor, testKey } from ${module('./testing/temporary-store.ts')};
  const store = await openStore({ dataDir: ${JSON.stringify(folder)}, key: testKey, ballastBytes: 0, checkpointMs: 20 });
  const say = (line) => process.stdout.write(line + '\\n');
  const port = store.connectFacts();
  let batch = 0;
  const send = () => port.postMessage({ kind: 'facts', batch: ++batch, facts: Array.from({ length: 20 }, (_, n) => JSON.stringify({ batch, n })) });
  port.on('message', (reply) => { say('fact ' + reply.lastSeq); send(); });
  send();
  for (let n = 0; ; n++) {
    const { id } = await store.command('service.create', { scope: { tenantId: 1 }, actor: testActor, service: aService({ name: process.pid + '-' + n }), at: n });
    say('service ' + id);
    const { factSeq } = store.metrics();
    await store.command('fold.commit', aFold({ cursor: factSeq, sessions: [aSession({ sessionKey: process.pid + '-' + n, subscriberId: null })] }));
    say('fold ' + factSeq);
  }`;

/** Runs the child until it has acknowledged `lines` things, kills it, and returns the last of each. */
async function workAndKill(lines: number): Promise<{ fact: number; service: number; fold: number; folds: number }> {
  const script = join(scripts, 'child.mjs');
  writeFileSync(script, worker(dataDir));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const last = { fact: 0, service: 0, fold: 0, folds: 0 };
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, number] = line.split(' ') as ['fact' | 'service' | 'fold', string];
    last[what] = Number(number);
    if (what === 'fold') last.folds += 1;
    seen += 1;
    if (seen === lines) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect([child.signalCode, seen >= lines]).toEqual(['SIGKILL', true]);
  return last;
}

describe('a killed engine', () => {
  it('has lost nothing that it acknowledged, and goes on numbering after it', async () => {
    let folds = 0;
    for (const lines of [1, 40, 150]) {
      const acknowledged = await workAndKill(lines);
      folds += acknowledged.folds;
      const store = await openStore({ dataDir, key: testKey, ballastBytes: 0 });
      try {
        const { engine } = store.reads;
        const facts = await engine.facts(0, 1_000_000);
        const seqs = facts.map(({ seq }) => seq);
        expect(seqs).toEqual(Array.from(seqs, (_, n) => n + 1));
        expect(seqs.length).toBeGreaterThanOrEqual(acknowledged.fact);
        expect((await store.reads.services.list(defaultScope)).length).toBeGreaterThanOrEqual(acknowledged.service);
        expect(await engine.foldCursor()).toBeGreaterThanOrEqual(acknowledged.fold);
        // Each commit brought one session and one increment: both are there or neither is.
        const [hour] = await store.reads.overview.hourly(defaultScope, { from: 0, to: 1 });
        const sessions = (await engine.openSessions()).length;
        expect(hour?.sessionsStarted ?? 0).toBe(sessions);
        expect(sessions).toBeGreaterThanOrEqual(folds);
        expect(store.metrics().factSeq).toBe(seqs.length);
      } finally {
        await store.close();
      }
    }
  });
});
