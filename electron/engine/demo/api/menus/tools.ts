/** `/tool/torch` and `/ping`: commands that go on until they are told to stop. */
import { parseDurationMs } from '../../../routeros/values.ts';
import { noise } from '../../random.ts';
import type { RouterState } from '../../router-state.ts';
import type { SimSession } from '../../session.ts';
import { type ApiCall, attributeWord, type Command, type Commands, takesOnly } from '../call.ts';
import { flowsOf } from './flows.ts';

const TORCH_ARGUMENTS = [
  'interface',
  'src-address',
  'dst-address',
  'src-address6',
  'dst-address6',
  'mac-protocol',
  'ip-protocol',
  'port',
  'vlan-id',
  'dscp',
  'cpu',
  'duration',
  'freeze-frame-interval',
  '.proplist',
];
const PING_ARGUMENTS = [
  'address',
  'count',
  'interval',
  'size',
  'ttl',
  'src-address',
  'interface',
  'vrf',
  'dscp',
  'do-not-fragment',
  'arp-ping',
];

export function toolMenus(state: RouterState): Commands {
  const { timers, sessions, model } = state;

  function torch(call: ApiCall) {
    if (!takesOnly(call, TORCH_ARGUMENTS)) return;
    const { attributes } = call.request;
    const name = attributes.interface ?? '';
    const found = sessions.byInterface(name);
    if (!found && !model.ports.includes(name)) return call.trap('input does not match any value of interface', 1);
    const intervalMs = parseDurationMs(attributes['freeze-frame-interval'] ?? '1s');
    if (intervalMs === undefined || intervalMs < 20 || intervalMs > 30_000) {
      return call.trap('input does not match any value of freeze-frame-interval', 1);
    }
    const criteria = new Set(Object.keys(attributes));
    const endsAt = timers.elapsed() + (parseDurationMs(attributes.duration ?? '') ?? Number.POSITIVE_INFINITY);
    let section = 0;
    let stop = () => {};
    const tick = () => {
      if (found && !found.isOpen) return call.trap('interrupted', 2); // the interface has gone
      if (timers.elapsed() >= endsAt) return call.done();
      const watched = found ? [found] : [...sessions.all()].slice(0, TORCH_SESSIONS);
      printSection(call, watched, criteria, section++);
      stop = timers.after(intervalMs, tick);
    };
    call.keepRunning(() => stop());
    stop = timers.after(intervalMs, tick);
  }

  function printSection(call: ApiCall, watched: readonly SimSession[], criteria: ReadonlySet<string>, section: number) {
    const at = timers.now();
    const flows = watched.flatMap((session) => flowsOf(session, at));
    if (flows.length === 0) return; // an idle section sends nothing at all
    const tail = attributeWord('.section', `${section}`);
    const sum = { tx: 0, rx: 0, 'tx-packets': 0, 'rx-packets': 0 };
    for (const flow of flows) {
      const { downBps, upBps } = flow;
      const rates = rateWords(downBps, upBps);
      const words = [
        ...when(criteria.has('mac-protocol'), 'mac-protocol', 'ip'),
        ...when(criteria.has('ip-protocol'), 'ip-protocol', flow.protocol),
        ...when(criteria.has('src-address'), 'src-address', flow.subscriber),
        ...when(criteria.has('port'), 'src-port', `${flow.subscriberPort}`),
        ...when(criteria.has('dst-address'), 'dst-address', flow.remote),
        ...when(criteria.has('port'), 'dst-port', flow.remotePort),
      ];
      for (const [name, value] of rates) sum[name] += value;
      if (words.length > 0)
        call.row([...words, ...rates.map(([name, value]) => attributeWord(name, `${value}`)), tail]);
    }
    // A row without addresses is the section's total.
    call.row([...Object.entries(sum).map(([name, value]) => attributeWord(name, `${value}`)), tail]);
  }

  function ping(call: ApiCall) {
    if (!takesOnly(call, PING_ARGUMENTS)) return;
    const { attributes } = call.request;
    const { address } = attributes;
    if (!address) return call.trap('missing value(s) of argument(s) address');
    const count = attributes.count === undefined ? Number.POSITIVE_INFINITY : Number(attributes.count);
    const intervalMs = parseDurationMs(attributes.interval ?? '1s') ?? 1000;
    const times: number[] = [];
    let sent = 0;
    let stop = () => {};
    const tick = () => {
      const ms = answers(address) ? 1 + 9 * noise(77, sent, 0) : undefined;
      if (ms !== undefined) times.push(ms);
      call.row(pingWords(address, sent, ms, times));
      sent += 1;
      if (sent >= count) return call.done();
      stop = timers.after(intervalMs, tick);
    };
    call.keepRunning(() => stop());
    tick();
  }

  /** Sessions answer, and what is not a subscriber's address is somewhere out there. */
  function answers(address: string): boolean {
    if (!address.startsWith('100.')) return true;
    return [...sessions.all()].some((session) => session.address === address);
  }

  const pingCommand: Command = { policy: 'test', run: ping };
  return {
    '/tool/torch': { policy: 'sniff', run: torch },
    '/ping': pingCommand,
    '/tool/ping': pingCommand,
  };
}

/** Torch on a port shows as many lines as a screen would. */
const TORCH_SESSIONS = 20;

const when = (isAsked: boolean, name: string, value: string) => (isAsked ? [attributeWord(name, value)] : []);

/** The router sends (tx) what the subscriber downloads. */
function rateWords(downBps: number, upBps: number) {
  return [
    ['tx', downBps],
    ['rx', upBps],
    ['tx-packets', Math.ceil(downBps / 10_400)],
    ['rx-packets', Math.ceil(upBps / 10_400 + downBps / 20_800)],
  ] as const;
}

function pingWords(address: string, seq: number, ms: number | undefined, times: readonly number[]): string[] {
  const sent = seq + 1;
  const words = [attributeWord('seq', `${seq}`), attributeWord('host', address)];
  if (ms === undefined) words.push(attributeWord('status', 'timeout'));
  else words.push(attributeWord('size', '56'), attributeWord('ttl', '64'), attributeWord('time', durationText(ms)));
  words.push(
    attributeWord('sent', `${sent}`),
    attributeWord('received', `${times.length}`),
    attributeWord('packet-loss', `${Math.round((100 * (sent - times.length)) / sent)}`),
  );
  if (times.length === 0) return words;
  const average = times.reduce((sum, time) => sum + time, 0) / times.length;
  return [
    ...words,
    attributeWord('min-rtt', durationText(Math.min(...times))),
    attributeWord('avg-rtt', durationText(average)),
    attributeWord('max-rtt', durationText(Math.max(...times))),
  ];
}

/** `12ms345us` */
function durationText(ms: number): string {
  const whole = Math.floor(ms);
  return `${whole}ms${Math.floor((ms - whole) * 1000)}us`;
}
