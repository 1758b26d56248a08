import { describe, expect, it } from 'vitest';
import { Counters } from '../aaa/counters.ts';
import * as causes from '../aaa/drop-causes.ts';
import * as tls from '../aaa/radsec/refusals.ts';
import type { StoreMetrics } from '../store/client.ts';
import { createMetrics } from './metrics.ts';

describe('/metrics', () => {
  it('every cause of a drop is one label, counted by its own counter', async () => {
    const counters = new Counters();
    const names = Object.values(causes.dropCounters);
    expect(new Set(names).size).toBe(names.length);
    for (const [i, name] of names.entries()) counters.add(name, i + 1);
    const metrics = createMetrics(portsWith(counters));
    const text = await metrics.getSingleMetricAsString('lastmile_radius_drops_total');
    for (const [i, cause] of Object.keys(causes.dropCounters).entries()) {
      expect(text.split('\n')).toContain(`lastmile_radius_drops_total{cause="${cause}"} ${i + 1}`);
    }
    // Asked again it says the same: it is what was counted, not how often it was asked.
    expect(await metrics.getSingleMetricAsString('lastmile_radius_drops_total')).toBe(text);
  });

  it('pain 10: what came of changes and of what was sent to NAS, by result', async () => {
    const metrics = createMetrics(portsWith(new Counters()));
    const lines = async (name: string) => (await metrics.getSingleMetricAsString(name)).split('\n');
    expect(await lines('lastmile_session_changes_total')).toContain(
      'lastmile_session_changes_total{result="verified"} 3',
    );
    expect(await lines('lastmile_coa_requests_total')).toContain(
      'lastmile_coa_requests_total{code="CoA-Request",result="nak Session-Context-Not-Found"} 2',
    );
  });

  it('no cause is forgotten: whatever a datagram or a TLS peer is refused for has a counter, or is told as an omission', () => {
    const { dropCounters, replyAttribute, ...ofDatagrams } = causes;
    const made = { ...ofDatagrams, ...tls };
    const nas = { name: 'tower' };
    const arguments_: Partial<Record<keyof typeof made, readonly unknown[]>> = {
      unknownSource: ['10.0.0.1'],
      wrongSecret: [nas, 'How'],
      unsigned: [nas],
      notAPacket: [{ kind: 'too-short', octets: 1 }],
      noRoomForReply: [],
      unexpectedCode: ['Code-99', 'auth'],
      noSessionId: ['Start'],
      overload: [],
      bug: [new Error('x')],
      handshakeRefused: ['CERT_HAS_EXPIRED'],
    };
    const reasons = Object.entries(made).map(([name, cause]) => {
      const make = cause as causes.DropCause | ((...given: readonly unknown[]) => causes.DropCause);
      const { reason, detail } =
        typeof make === 'function' ? make(...(arguments_[name as keyof typeof made] ?? [])) : make;
      expect(detail).not.toBe('');
      return reason;
    });
    expect([...new Set(reasons)].toSorted()).toEqual(Object.keys(dropCounters).toSorted());
    expect(replyAttribute('ali', 'x').reason).toBe('reply-attribute');
  });
});

const quiet: StoreMetrics = {
  commits: 0,
  factRows: 0,
  commands: 0,
  failedCommands: 0,
  refusedBatches: 0,
  refusedFacts: 0,
  lastCommitMs: 0,
  commitMsP50: 0,
  commitMsP99: 0,
  holdMsMax: 0,
  mailboxDepth: 0,
  walBytes: 0,
  isWalTooLong: false,
  databaseBytes: 0,
  factSeq: 0,
  changeSeq: 0,
  diskFull: false,
  ballastBytes: 0,
  integrity: 'ok',
};

function portsWith(counters: Counters): Parameters<typeof createMetrics>[0] {
  const none = () => 0;
  return {
    counters,
    store: { metrics: () => quiet },
    foldLag: none,
    unfolded: none,
    openSessions: none,
    pendingPushes: none,
    pushResults: () => ({ verified: 3, pending: 0 }),
    coaRequests: () => [{ code: 'CoA-Request', result: 'nak Session-Context-Not-Found', count: 2 }],
    dataPlaneRestarts: none,
    lastCycleMs: none,
    live: () => ({ clients: 3, watches: 7, dropped: 0, resynced: 0, cut: 1, refused: 2 }),
  };
}

it('live connections that were cut or one too many are in /metrics', async () => {
  const text = await createMetrics(portsWith(new Counters())).metrics();
  expect(text).toMatch(/^lastmile_live_sockets 3$/m);
  expect(text).toMatch(/^lastmile_live_sockets_refused 2$/m);
  expect(text).toMatch(/^lastmile_live_sockets_cut 1$/m);
});
