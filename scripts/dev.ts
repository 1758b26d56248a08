/**
 * `npm run dev`: a demo engine, and console and portal with hot reload in front of it. Flags go to the demo engine.
 * The engine itself is not reloaded: start again after a change to it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';
import { quit, root } from './runtime.mjs';

const demo = join(root, 'electron/engine/demo/main.ts');
if (!existsSync(demo)) quit('`npm run dev` needs the demo engine, which is not part of this version yet.', 2);

const engine = spawn(process.execPath, [demo, ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'inherit'] });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => engine.kill(signal));
engine.on('exit', (code) => process.exit(code ?? 1));

/** The engine's standard output is its ready line and nothing else. */
const ready = await new Promise<{ console: string; portal: string }>((resolve) => {
  createInterface(engine.stdout).once('line', (line) => resolve(JSON.parse(line)));
});
// The configuration reads these when it is loaded.
process.env.LASTMILE_DEV_CONSOLE = ready.console;
process.env.LASTMILE_DEV_PORTAL = ready.portal;
const server = await createServer({ configFile: join(root, 'vite.renderer.config.ts') });
await server.listen();
const [address = ''] = server.resolvedUrls?.local ?? [];
process.stdout.write(`Console ${address}\nPortal  ${address}customer/\n`);
