/**
 * `npm run demo`: the whole product on a simulated ISP, in a throw-away data folder, on free ports. The engine is the
 * ordinary one; routers, NAS and subscribers are simulated on the real wire protocols.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Lastmile needs Node 24 or newer; this is ${process.version}. Start it with \`npm run demo\`.\n`,
  );
  process.exit(1);
}

const { runHeadless } = await import('../host/run-headless.ts');
const { startDemo } = await import('./start-demo.ts');
const { pastDays } = await import('./past.ts');

/** Shown on standard error; the data folder ends with the process. */
const password = process.env.LASTMILE_ADMIN_PASSWORD || 'lastmile-demo';
process.env.LASTMILE_ADMIN_PASSWORD = password;
const historyDays = 30;

const folder = mkdtempSync(join(tmpdir(), 'lastmile-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

await runHeadless('npm run demo --', process.argv.slice(2), {
  defaults: {
    'data-dir': folder,
    bind: '127.0.0.1',
    'console-port': '0',
    'portal-port': '0',
    'auth-port': '0',
    'acct-port': '0',
    'radsec-port': '0',
    'quota-interval-ms': '5000',
    'log-level': 'error',
  },
  beside: async (engine) => {
    const { auth: authPort, acct: acctPort } = engine.radius;
    const demo = await startDemo({
      consoleUrl: engine.consoleUrl,
      credentials: { username: 'admin', password },
      radius: { address: '127.0.0.1', authPort, acctPort },
    });
    process.stderr.write(
      `A simulated ISP is coming online. Sign in at ${engine.consoleUrl} as admin, password ${password}\n` +
        "For the portal, give a subscriber a portal password first (Edit on the subscriber's page).\n",
    );

    let isStopped = false;
    const writePast = async (): Promise<void> => {
      const utcOffsetMs = -new Date().getTimezoneOffset() * 60_000;
      for (const hours of pastDays(demo.isp.subscribers, Date.now(), historyDays, utcOffsetMs)) {
        if (isStopped) return;
        const rows = hours.flatMap(({ username, ...hour }) => {
          const subscriberId = demo.seeded.subscribers.get(username);
          return subscriberId === undefined ? [] : [{ subscriberId, ...hour }];
        });
        await engine.addHistory(rows);
      }
    };
    const past = writePast();
    return async () => {
      isStopped = true;
      await past;
      await demo.stop();
    };
  },
});
