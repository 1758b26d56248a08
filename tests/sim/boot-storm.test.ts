/**
 * W13, case 21: power is back, 12 routers boot, 3,000 CPEs redial within a minute, and the engine starts 20 s after
 * them, with everybody's sessions of before the cut still open. The data plane and the fold are the real ones, on a
 * clock that moves by the second.
 */
import { expect, it } from 'vitest';
import { nasEntry, subscriberEntry } from '../../electron/engine/aaa/entries.ts';
import * as plane from '../../electron/engine/aaa/testing/plane.ts';
import type { AttributePair } from '../../electron/engine/radius/encode-attributes.ts';
import { Code } from '../../electron/engine/radius/packet.ts';
import { encryptPap } from '../../electron/engine/radius/pap.ts';
import { decodeFact } from '../../electron/engine/store/accounting-fact.ts';
import {
  aListing,
  aReading,
  aRouter,
  aSubscriber,
  Lab,
  MB,
  minute,
  second,
} from '../../electron/engine/usage/testing/lab.ts';

const routers = 12;
const lines = 3_000;
const engineStartsAt = 20;
const bootAt = plane.t0;

const nasOf = (line: number): number => (line % routers) + 1;
const addressOf = (nasId: number): string => `10.0.0.${nasId}`;
/** Every other CPE was swapped by the cut for one with another MAC: the harder case for simultaneous use. */
const macOf = (line: number, isNew: boolean): string =>
  `AA:BB:${isNew && line % 2 === 1 ? 'DD' : 'CC'}:00:${(line >> 8).toString(16).padStart(2, '0')}:${(line & 255).toString(16).padStart(2, '0')}`.toUpperCase();
/** When a line first dials, and how long it waits for an answer before it dials again; s. */
const dialsAt = (line: number): number => (line * 37) % 60;
const redialsAfter = (line: number): number => 5 + (line % 4);

it('W13, case 21: all 3,000 are in within 120 s, nobody is "already online", 12 reboots are noticed', async () => {
  const nas = Array.from({ length: routers }, (_, i) =>
    aRouter({ id: i + 1, name: `tower-${i + 1}`, address: addressOf(i + 1), secret: plane.secretText }),
  );
  const subscribers = Array.from({ length: lines }, (_, line) => aSubscriber(line + 1, `u${line}`));
  const lab = new Lab({ nas, subscribers, now: bootAt - 10 * minute });
  await lab.open();
  // Before the cut everybody is online, listed and counted.
  const cutAt = bootAt - 5 * minute;
  for (const { id } of nas) {
    const readings = subscribers.flatMap(({ username }, line) =>
      nasOf(line) === id
        ? [
            aReading({
              ...{ username, mac: macOf(line, false), interfaceName: `<pppoe-${username}>`, downBytes: MB },
              ...{ acctSessionId: (0x81000000 + line).toString(16), uptimeSeconds: 120 },
            }),
          ]
        : [],
    );
    lab.now = cutAt;
    await lab.usage.observeListing({ id, tenantId: 1 }, aListing(cutAt, readings), cutAt);
  }
  expect(lab.online).toHaveLength(lines);
  const old = new Set(lab.sessions.map(({ sessionKey }) => sessionKey));

  let engine: ReturnType<typeof plane.setUp> | undefined;
  let told = 0;
  let port = 1_024;
  const online = new Map<number, { readonly acctSessionId: string; readonly at: number }>();
  const nextDial = new Map(subscribers.map((_, line) => [line, dialsAt(line)] as const));
  const rejects: string[] = [];
  const account = (nasId: number, attributes: AttributePair[]): void => {
    const packet = plane.request(Code['Accounting-Request'], attributes);
    engine?.receive('acct', packet, addressOf(nasId), ++port);
  };
  const durable = async (): Promise<void> => {
    for (; engine && told < engine.batches.length; told++) {
      lab.store.append(...engine.batches[told]!.facts.map(decodeFact));
      engine.commit();
    }
    await lab.settled();
  };

  for (let now = 0; now <= 120; now++) {
    lab.now = bootAt + now * second;
    if (now === engineStartsAt) {
      await lab.restart();
      engine = plane.setUp();
      engine.advance(now * second);
      engine.core.policy.replaceNas(lab.directory.allNas.map(nasEntry));
      engine.core.policy.upsert(
        [...lab.directory.subscribers].map((one) => subscriberEntry(one, lab.directory.service(one.serviceId))),
      );
      for (const { row } of lab.online) {
        const { subscriberId, acctSessionId, callingStationId: station, startAt: since } = row;
        const said = { subscriberId: subscriberId!, acctSessionId, station, since, isListed: false };
        engine.core.policy.presence.correct({ nasId: row.nasId, seenAt: null, upsert: [said], removeIds: [] }, lab.now);
      }
      // Half of the routers still repeat their Accounting-On; that of the others was lost while nobody listened.
      for (let id = 1; id <= routers; id += 2)
        account(id, [
          ['Acct-Status-Type', 'Accounting-On'],
          ['Acct-Session-Id', '0'],
        ]);
      await durable();
    } else engine?.advance(second);

    for (const [line, at] of nextDial) {
      if (at > now) continue;
      nextDial.set(line, now + redialsAfter(line));
      if (!engine) continue;
      const { username, password } = subscribers[line]!;
      const mac: AttributePair = ['Calling-Station-Id', macOf(line, true)];
      const before = engine.sent.length;
      const packet = plane.request(Code['Access-Request'], [
        ['User-Name', username],
        ['User-Password', encryptPap(password!, plane.authenticator, plane.secret)],
        mac,
      ]);
      engine.receive('auth', packet, addressOf(nasOf(line)), ++port);
      const reply = engine.sent[before];
      if (!reply || reply[0] !== Code['Access-Accept']) {
        rejects.push(username);
        continue;
      }
      nextDial.delete(line);
      // A new boot has ids of its own.
      const acctSessionId = (0x82000000 + line).toString(16);
      online.set(line, { acctSessionId, at: now });
      account(nasOf(line), [
        ['Acct-Status-Type', 'Start'],
        ['Acct-Session-Id', acctSessionId],
        ['User-Name', username],
        ['Service-Type', 'Framed-User'],
        ['Framed-Protocol', 'PPP'],
        mac,
      ]);
    }
    await durable();

    if (!engine || (now - engineStartsAt) % 30 !== 1) continue;
    for (const { id } of nas) {
      const readings = [...online].flatMap(([line, session]) =>
        nasOf(line) === id
          ? [
              aReading({
                ...{ username: `u${line}`, mac: macOf(line, true), interfaceName: `<pppoe-u${line}>` },
                ...{ acctSessionId: session.acctSessionId, uptimeSeconds: now - session.at },
              }),
            ]
          : [],
      );
      await lab.usage.observeListing({ id, tenantId: 1 }, aListing(lab.now, readings, { bootedAt: bootAt }), lab.now);
    }
    await lab.usage.catchUp();
  }

  expect(rejects).toEqual([]);
  expect(nextDial.size).toBe(0);
  expect(Math.max(...[...online.values()].map(({ at }) => at))).toBeLessThanOrEqual(120);
  const ghosts = lab.sessions.filter(({ sessionKey }) => old.has(sessionKey));
  expect(new Set(ghosts.map(({ terminateCause, stopAt }) => `${terminateCause} ${stopAt}`))).toEqual(
    new Set([`NAS-Reboot ${cutAt}`]),
  );
  expect(new Set(ghosts.map(({ nasId }) => nasId)).size).toBe(routers);
  expect(lab.online).toHaveLength(lines);
  expect(lab.sessions).toHaveLength(2 * lines);
});
