/**
 * Pain 14: each fault that RADIUS can see, made by packets through a whole data plane, is named and nothing else is; a
 * router that works is told nothing. Time is the test's.
 */
import { describe, expect, it } from 'vitest';
import { accounting, nasAddress, pap, request, setUp, t0 } from '../../electron/engine/aaa/testing/plane.ts';
import { createDoctor } from '../../electron/engine/doctor/service.ts';
import { Code } from '../../electron/engine/radius/packet.ts';
import { createSecret } from '../../electron/engine/radius/secret.ts';
import type { NasSnapshot } from '../../electron/engine/store/reads.ts';

const wrong = createSecret('another secret of 24 octets');
const scope = { tenantId: 1 };

interface Given {
  readonly coaAccepts?: boolean;
  readonly coaPort?: number;
  readonly coaPortSeen?: number;
  readonly identity?: string;
  /** Keys of alerts that are open already. */
  readonly open?: readonly string[];
}

function clinic(over: Given = {}) {
  const plane = setUp();
  let now = t0;
  let identifier = 0;
  let isDiskFull = false;
  const alerts: [verb: string, key: string][] = [];
  const nas = {
    ...{ id: 5, tenantId: 1, name: 'tower', address: nasAddress, coaPort: over.coaPort ?? null },
    seen: {
      identity: over.identity ?? null,
      coaPortSeen: over.coaPortSeen ?? null,
      coaAccepts: over.coaAccepts ?? null,
    },
  } as unknown as NasSnapshot;
  const doctor = createDoctor({
    directory: { nas: (id: number) => (id === 5 ? nas : undefined), allNas: [nas], tenants: [{ id: 1 }] } as never,
    store: {
      command: async (verb: string, { key }: { key: string }) => {
        if (isDiskFull) throw new Error('the disk is full');
        alerts.push([verb, key]);
      },
      reads: { alerts: { list: async () => ({ items: (over.open ?? []).map((key) => ({ key })), total: 0 }) } },
    } as never,
    unknownSources: async () => plane.core.unknownSources(),
    ports: () => ({ auth: 1812, acct: 1813 }),
    interimSeconds: 300,
    now: () => now,
  });
  const tell = (): void => {
    for (const message of plane.core.report()) if (message.kind === 'signs') doctor.noteSigns(message.signs);
  };
  return {
    ...{ plane, doctor, alerts, tell },
    next: () => (identifier = (identifier + 1) % 256),
    fillDisk(isFull: boolean): void {
      isDiskFull = isFull;
    },
    /** A second passes, and the data plane reports. */
    second(count = 1): void {
      for (let n = 0; n < count; n++) {
        plane.advance(1000);
        now += 1000;
        tell();
      }
    },
    names: async () => (await doctor.examine(scope, 5)).findings.map(({ name }) => name),
    login(over_: Parameters<typeof pap>[1] = {}): void {
      plane.receive('auth', pap('correct horse', { identifier: this.next(), ...over_ }));
    },
    account(status: 'Start' | 'Interim-Update' | 'Stop', more: Parameters<typeof accounting>[0] = []): void {
      plane.receive('acct', accounting([['Acct-Status-Type', status], ...more], { identifier: this.next() }));
      plane.commit();
    },
  };
}

type Clinic = ReturnType<typeof clinic>;

/** Each begins with the first packet of the fault. */
type Over = Parameters<typeof clinic>[0];
type Fault = readonly [name: string, what: string, make: (one: Clinic) => void, over: Over];
const fault = (name: string, what: string, make: (one: Clinic) => void, over?: Over): Fault => [name, what, make, over];

const faults: readonly Fault[] = [
  fault('wrong-secret', 'another secret', (one) => one.login({ sign: true, with: wrong })),
  fault('several-secrets', 'two entries with two secrets', (one) => {
    for (let n = 0; n < 3; n++) {
      one.login({ sign: true, with: wrong });
      one.second();
      one.login();
      one.account('Start');
      one.second();
    }
    one.login({ sign: true, with: wrong });
  }),
  fault('unsigned', 'signing was switched off', (one) => {
    one.login({ sign: true });
    one.account('Start');
    one.second();
    one.login();
  }),
  fault('ports-swapped', 'accounting to the authentication port', (one) =>
    one.plane.receive('auth', accounting([['Acct-Status-Type', 'Start']])),
  ),
  fault('ports-swapped', 'logins to the accounting port', (one) => one.plane.receive('acct', pap('correct horse'))),
  fault('other-address', 'an address that is not registered', (one) =>
    one.plane.receive('auth', request(Code['Access-Request'], [['NAS-Identifier', 'tower']]), '10.9.9.9'),
  ),
  fault('method-refused', 'no method that can be checked', (one) =>
    one.plane.receive('auth', request(Code['Access-Request'], [['User-Name', 'ali']])),
  ),
  fault('replies-lost', 'a firewall drops our replies', (one) => {
    for (let n = 0; n < 3; n++) one.plane.receive('auth', pap('wrong horse', { identifier: 9 }));
    one.second();
    for (let n = 0; n < 4; n++) one.plane.receive('auth', pap('wrong horse', { identifier: 9 }));
  }),
  fault('clock-wrong', 'the clock is two hours slow', (one) =>
    one.account('Start', [['Event-Timestamp', t0 / 1000 - 7200]]),
  ),
  fault('two-routers', 'a second router at the same address', (one) => {
    for (let n = 0; n < 4; n++) {
      one.account('Start', [['NAS-Identifier', n % 2 === 0 ? 'tower' : 'lodge']]);
      one.second();
    }
  }),
  fault(
    'identifier-differs',
    'the API is another router’s',
    (one) => one.account('Start', [['NAS-Identifier', 'lodge']]),
    { identity: 'tower' },
  ),
  fault('incoming-off', 'CoA is switched off, by its API', (one) => one.account('Start'), { coaAccepts: false }),
  fault(
    'coa-unanswered',
    'CoA goes to a port where nobody listens',
    (one) => {
      one.account('Start');
      one.doctor.noteCoa(5, false);
    },
    { coaPort: 1700, coaPortSeen: 3799 },
  ),
  fault('not-radius', 'something else sends to our port', (one) => one.plane.receive('auth', Buffer.alloc(7))),
];

describe('pain 14: the doctor', () => {
  it.each(faults)('%s, within 10 s: %s', async (name, _what, make, over) => {
    const one = clinic(over);
    make(one);
    one.second();
    const { findings } = await one.doctor.examine(scope, 5);
    expect(findings.map((finding) => finding.name)).toEqual([name]);
    for (const { title, detail, evidence, since } of findings) {
      expect([title, detail, evidence].every((text) => text.length > 5)).toBe(true);
      expect(since).toBeGreaterThanOrEqual(t0);
    }
  });

  it('accounting-off: logins, and nothing of them for 60 s', async () => {
    const one = clinic();
    one.login();
    one.second(59);
    expect(await one.names()).toEqual([]);
    one.second(2);
    expect(await one.names()).toEqual(['accounting-off']);
    one.account('Start');
    one.second();
    expect(await one.names()).toEqual([]);
  });

  it('interim-missing: a session without news for two intervals and a minute', async () => {
    const one = clinic();
    one.login();
    one.account('Start');
    one.second(659);
    expect(await one.names()).toEqual([]);
    one.second(3);
    expect(await one.names()).toEqual(['interim-missing']);
  });

  it('a router that works is told nothing, through a day of logins, wrong passwords and the odd lost reply', async () => {
    const one = clinic({ identity: 'tower', coaAccepts: true, coaPortSeen: 3799 });
    const clock = (): [['Event-Timestamp', number], ['NAS-Identifier', string]] => [
      ['Event-Timestamp', Math.floor(t0 / 1000)],
      ['NAS-Identifier', 'tower'],
    ];
    for (let n = 0; n < 40; n++) {
      one.login({ sign: true });
      one.account('Start', n === 0 ? clock() : []);
      one.plane.receive('auth', pap('wrong horse', { identifier: one.next(), sign: true }));
      one.second();
      if (n % 10 === 0) one.plane.receive('auth', pap('wrong horse', { identifier: 3, sign: true }));
      one.account('Interim-Update');
      one.doctor.noteCoa(5, true);
      one.second(30);
      expect(await one.names()).toEqual([]);
      one.account('Stop');
    }
  });

  it('what was mended is no longer named', async () => {
    const one = clinic();
    one.login({ sign: true, with: wrong });
    one.second();
    expect(await one.names()).toEqual(['wrong-secret']);
    one.login({ sign: true });
    one.account('Start');
    one.second();
    expect(await one.names()).toEqual([]);
  });

  it('a severe finding is one alert, which ends with it', async () => {
    const one = clinic();
    one.login({ sign: true, with: wrong });
    one.second();
    await one.doctor.round();
    await one.doctor.round();
    one.login({ sign: true });
    one.account('Start');
    one.second();
    await one.doctor.round();
    expect(one.alerts).toEqual([
      ['alert.raise', 'nas.doctor.5.wrong-secret'],
      ['alert.resolve', 'nas.doctor.5.wrong-secret'],
    ]);
  });

  it('an alert of the run before ends when its router is heard and well, and one of a router that is gone at once', async () => {
    const open = ['nas.doctor.5.wrong-secret', 'nas.doctor.6.unsigned', 'router.down.5'];
    const one = clinic({ open });
    await one.doctor.round();
    expect(one.alerts).toEqual([['alert.resolve', 'nas.doctor.6.unsigned']]);
    one.login({ sign: true });
    one.account('Start');
    one.second();
    await one.doctor.round();
    expect(one.alerts.slice(1)).toEqual([['alert.resolve', 'nas.doctor.5.wrong-secret']]);
  });

  it('an alert that could not be kept is tried again', async () => {
    const one = clinic();
    one.login({ sign: true, with: wrong });
    one.second();
    one.fillDisk(true);
    await expect(one.doctor.round()).rejects.toThrow('disk');
    one.fillDisk(false);
    await one.doctor.round();
    expect(one.alerts).toEqual([['alert.raise', 'nas.doctor.5.wrong-secret']]);
  });

  it('N7: of all routers, the worst finding and how many there are; nothing for a reseller', async () => {
    const one = clinic();
    expect(await one.doctor.examineAll(scope)).toEqual([{ nasId: 5, findings: 0, worst: null, heardAt: null }]);
    one.login({ sign: true, with: wrong });
    one.second();
    const [found] = await one.doctor.examineAll(scope);
    expect(found).toMatchObject({ nasId: 5, findings: 1, worst: { name: 'wrong-secret', severity: 'crit' } });
    expect(await one.doctor.examineAll({ tenantId: 1, resellerId: 1 })).toEqual([]);
    expect(await one.doctor.examineAll({ tenantId: 2 })).toEqual([]);
  });

  it('Z6: a router is nobody’s business but its tenant’s', async () => {
    const { doctor } = clinic();
    await expect(doctor.examine({ tenantId: 2 }, 5)).rejects.toThrow('no NAS 5');
    await expect(doctor.examine({ tenantId: 1, resellerId: 1 }, 5)).rejects.toThrow('no NAS 5');
    await expect(doctor.examine(scope, 6)).rejects.toThrow('no NAS 6');
  });
});
