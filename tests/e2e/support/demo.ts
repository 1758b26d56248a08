/** `npm run demo` as a browser test or the screenshot script uses it: started as a user starts it, ended with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ReadyMessage } from '../../../shared/contract/engine-messages.ts';
import { ApiSession } from '../../engine/support/api-session.ts';

const launcher = fileURLToPath(new URL('../../../scripts/launch.mjs', import.meta.url));
export const operator = { username: 'admin', password: 'lastmile-demo' };

export interface RunningDemo {
  readonly ready: ReadyMessage;
  login(): Promise<ApiSession>;
  /** Resolves when at least `count` subscribers are online. @throws after 60 s */
  online(count: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startDemo(flags: readonly string[] = []): Promise<RunningDemo> {
  const child: ChildProcess = spawn(process.execPath, [launcher, 'demo', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LASTMILE_ADMIN_PASSWORD: operator.password },
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'exit');
  const output = createInterface({ input: child.stdout! });
  const ready = await Promise.race([
    once(output, 'line').then(([line]) => JSON.parse(String(line)) as ReadyMessage),
    ended.then(([code]) => {
      throw new Error(`the demo ended with ${code}:\n${errors}`);
    }),
  ]);
  const login = () => ApiSession.login(ready.console, operator.username, operator.password);
  return {
    ready,
    login,
    async online(count) {
      const api = await login();
      const until = performance.now() + 60_000;
      for (;;) {
        const { total } = await api.get<{ total: number }>('/sessions?limit=1');
        if (total >= count) return;
        if (performance.now() > until) throw new Error(`${total} of ${count} sessions after 60 s`);
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
