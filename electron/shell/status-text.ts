/** The engine's state in words: the tray's menu and tooltip. */
import type { EngineState } from '../../shared/contract/desktop.ts';

export function statusText(state: EngineState): string {
  switch (state.kind) {
    case 'starting':
      return 'Lastmile is starting';
    case 'ready':
      return `RADIUS answers on ${state.ready.radius.auth} and ${state.ready.radius.acct}`;
    case 'waiting':
      return `The engine stopped: ${state.reason}. Next start in ${seconds(state.retryMs)}`;
    case 'refused':
      return `The engine cannot start: ${state.reason}`;
    case 'stopped':
      return 'Lastmile is stopped';
  }
}

const seconds = (ms: number): string => (ms < 1000 ? 'a moment' : `${Math.round(ms / 1000)} s`);
