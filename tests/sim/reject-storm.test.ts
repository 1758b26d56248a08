/**
 * W10: one misconfigured router, 288,000 rejects in a day. Method: every request goes through the whole data plane, its
 * reports go to a real writer, and the log is read back; the hours are simulated. What must hold is counted, not timed:
 * who is right is answered within the storm, the log has a row for each hour and no count is lost.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ali, pap, request, setUp, t0, tower } from '../../electron/engine/aaa/testing/plane.ts';
import { Code } from '../../electron/engine/radius/packet.ts';
import {
  testActor as actor,
  aNas,
  defaultScope as scope,
} from '../../electron/engine/store/testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../../electron/engine/store/writer/testing/writer-inside.ts';

const hourMs = 3_600_000;
const dayOfRejects = 288_000;

let inside: WriterInside;
beforeEach(() => {
  inside = writerInside();
});
afterEach(() => inside.close());

let requests = 0;

/** A login that cannot succeed; each has an authenticator of its own, or it would be a repetition. */
function stormPacket(username: string) {
  const octets = request(Code['Access-Request'], [
    ['User-Name', username],
    ['CHAP-Password', Buffer.alloc(17, 1)],
    ['Calling-Station-Id', '4C:5E:0C:00:00:0A'],
  ]);
  return (): Buffer => {
    requests++;
    octets[1] = requests & 0xff;
    octets.writeUInt32BE(requests, 4);
    return octets;
  };
}

async function keep(plane: ReturnType<typeof setUp>): Promise<number> {
  let kinds = 0;
  for (const message of plane.core.report()) {
    if (message.kind !== 'events') continue;
    kinds += message.rejects.length + message.drops.length;
    await inside.run('auth-log.append', { rejects: message.rejects, drops: message.drops });
  }
  return kinds;
}

describe('W10: a storm of rejects', () => {
  it('288,000 of one CPE are a row an hour, and whoever is right is let in meanwhile', async () => {
    const plane = setUp();
    plane.core.policy.upsert([{ ...ali, expiresAt: t0 + 48 * hourMs }]);
    const next = stormPacket('ali');
    const perHour = dayOfRejects / 24;
    for (let hour = 0; hour < 24; hour++) {
      for (let n = 0; n < perHour; n++) {
        plane.receive('auth', next());
        if (n % 1000 === 999) expect(await keep(plane)).toBe(1);
      }
      plane.sent.length = 0;
      plane.receive('auth', pap('correct horse', { identifier: hour }), undefined, 50_000);
      expect(plane.sent.map(([code]) => code)).toEqual([Code['Access-Accept']]);
      // Held back are at most so many, and each is answered.
      expect(plane.held.length).toBeLessThanOrEqual(1024);
      for (const { run } of plane.held.splice(0)) run();
      plane.core.sweep();
      plane.advance(hourMs);
    }
    expect(plane.counters.get('rejects')).toBe(dayOfRejects);
    const { items, total } = await inside.reads.authLog.all(scope, { limit: 100 });
    expect(total).toBeLessThanOrEqual(25);
    expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(dayOfRejects);
    expect(await inside.reads.authLog.causes(scope, {})).toMatchObject([
      { reason: 'wrong-password', count: dayOfRejects },
    ]);
    expect(plane.core.trace({ tenantId: 1, nasId: tower.id }).length).toBeLessThanOrEqual(500);
  }, 120_000);

  it('a router whose every login has another name fills an hour with its share of rows and no more', async () => {
    await inside.run('nas.create', { scope, actor, nas: aNas(), at: 0 });
    const plane = setUp();
    for (let n = 0; n < 12_000; n++) {
      plane.receive('auth', stormPacket(`user${n}`)());
      if (n % 500 === 499) await keep(plane);
    }
    const { total } = await inside.reads.authLog.all(scope, { limit: 1 });
    expect(total).toBe(2001);
    const [others] = (await inside.reads.authLog.all(scope, { q: '(many others)', limit: 1 })).items;
    expect(others).toMatchObject({ reason: 'unknown-user', count: 10_000, nasId: tower.id });
    // Another router's rejects still have their own rows.
    plane.core.policy.replaceNas([tower, { ...tower, id: 6, name: 'hill', address: '10.0.0.2' }]);
    plane.receive('auth', stormPacket('mona')(), '10.0.0.2');
    await keep(plane);
    expect((await inside.reads.authLog.all(scope, { q: 'mona', limit: 1 })).total).toBe(1);
  }, 60_000);
});
