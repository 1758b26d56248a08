/** `/system`, `/log` and `/radius` counters: how the router is. */
import { formatDuration } from '../../../routeros/values.ts';
import type { LogEntry } from '../../router-log.ts';
import type { RouterState } from '../../router-state.ts';
import { type ApiCall, attributeWord, type Commands, takesOnly } from '../call.ts';
import { columns, printCommand, printRows } from '../listing.ts';

export interface SystemVerbs {
  /** Restarts in an orderly way; the connection that asked dies with it. */
  reboot(): void;
}

export function systemMenus(state: RouterState, { reboot }: SystemVerbs): Commands {
  const { model, timers, faults, log, radiusCounters, incomingCounters, sessions } = state;
  const oneRow = [state];
  const whole = (read: () => number) => () => `${Math.round(read())}`;
  const cpuLoad = () =>
    faults.cpuLoadPercent ?? Math.min(100, 3 + (97 * sessions.size) / (model.sessionsPerCpu * model.cpuCount));

  const resource = columns(() => oneRow, {
    uptime: () => formatDuration(Math.floor(state.uptimeMs() / 1000)),
    version: () => `${model.version} (stable)`,
    'build-time': () => '2026-01-15 09:00:00',
    'free-memory': whole(() => model.memoryBytes * 0.7 - sessions.size * 40_000),
    'total-memory': whole(() => model.memoryBytes),
    cpu: () => model.architecture,
    'cpu-count': whole(() => model.cpuCount),
    'cpu-frequency': () => '1400',
    'cpu-load': whole(cpuLoad),
    'free-hdd-space': () => '98000000',
    'total-hdd-space': () => '134217728',
    'architecture-name': () => model.architecture,
    'board-name': () => model.board,
    platform: () => 'MikroTik',
  });

  const clock = columns(() => oneRow, {
    time: () => localTime(state).time,
    date: () => localTime(state).date,
    'time-zone-autodetect': () => 'false',
    'time-zone-name': () => 'manual',
    'gmt-offset': () => offsetText(state.utcOffsetMinutes),
    'dst-active': () => 'false',
  });

  /** A CHR has no sensors and an empty menu. */
  const sensors = model.board === 'CHR' ? [] : ['temperature', 'cpu-temperature', 'voltage'];
  const health = columns<string>(() => sensors, {
    '.id': (name) => `*${sensors.indexOf(name) + 1}`,
    name: (name) => name,
    value: (name) => (name === 'voltage' ? '24.1' : `${Math.round(34 + cpuLoad() / 5)}`),
    type: (name) => (name === 'voltage' ? 'V' : 'C'),
  });

  const lines = columns<LogEntry>(() => log.entries, {
    '.id': ({ itemId }) => itemId,
    time: ({ at }) => localText(at, state.utcOffsetMinutes).time,
    topics: ({ topics }) => topics,
    message: ({ message }) => message,
  });
  const printLog = printCommand(lines, timers);

  function followLog(call: ApiCall) {
    const { attributes } = call.request;
    const isFollowing = 'follow' in attributes || 'follow-only' in attributes;
    if (!isFollowing) return printLog.run(call);
    if (!('follow-only' in attributes)) printRows(call, lines);
    call.keepRunning(
      log.follow((entry) => {
        printRows(call, { ...lines, items: () => [entry] });
      }),
    );
  }

  const figures = (names: readonly string[], read: () => readonly (readonly [string, number])[]) => ({
    policy: 'read' as const,
    run(call: ApiCall) {
      if (!takesOnly(call, names)) return;
      call.row(read().map(([name, value]) => attributeWord(name, `${Math.round(value)}`)));
      // Only `once` is offered: nobody watches these for long.
      call.done();
    },
  });

  return {
    '/system/resource/print': printCommand(resource, timers),
    '/system/clock/print': printCommand(clock, timers),
    '/system/health/print': printCommand(health, timers),
    '/log/print': { policy: 'read', run: followLog },
    '/system/reboot': {
      policy: 'reboot',
      run(call) {
        call.done();
        timers.after(0, reboot);
      },
    },
    '/radius/monitor': figures(['numbers', '.id', 'once'], () => [
      ['pending', radiusCounters.pending],
      ['requests', radiusCounters.requests],
      ['accepts', radiusCounters.accepts],
      ['rejects', radiusCounters.rejects],
      ['resends', radiusCounters.resends],
      ['timeouts', radiusCounters.timeouts],
      ['bad-replies', radiusCounters.badReplies],
      ['last-request-rtt', radiusCounters.lastRttMs],
    ]),
    '/radius/incoming/monitor': figures(['once'], () => [
      ['requests', incomingCounters.requests],
      ['bad-requests', incomingCounters.badRequests],
      ['acks', incomingCounters.acks],
      ['naks', incomingCounters.naks],
    ]),
  };
}

const localTime = (state: RouterState) => localText(state.clock(), state.utcOffsetMinutes);

/** Wall time as RouterOS 7.10 and later write it. */
function localText(at: number, offsetMinutes: number): { date: string; time: string } {
  const [date = '', time = ''] = new Date(at + offsetMinutes * 60_000).toISOString().split(/[T.]/);
  return { date, time };
}

function offsetText(minutes: number): string {
  const whole = Math.abs(minutes);
  const two = (value: number) => `${value}`.padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}
