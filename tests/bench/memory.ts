/**
 * Does memory stay flat? Ten million requests, nine logins to one accounting record, and what the engine holds after
 * each million. Each user has one session at a time, which ends after twenty records and is followed by another. The
 * reference is the first million: whatever grows with requests shows against it.
 *
 *   npm run bench -- memory            about ten minutes
 *   npm run bench -- memory --quick    a tenth of it
 */
import { load } from './load/spawn.ts';
import { startBenchEngine } from './load/world.ts';

const steps = 10;
const isQuick = process.argv.includes('--quick');
const stepRequests = isQuick ? 100_000 : 1_000_000;
const users = isQuick ? 1000 : 10_000;
const loadSeconds = isQuick ? 1 : 3;
const recordsOfSession = 20;
const print = (line: string): boolean => process.stdout.write(`${line}\n`);

const engine = await startBenchEngine(users);
try {
  const { auth, acct } = engine.ready.radius;
  print(`${'requests'.padStart(12)}${'resident MB'.padStart(13)}${'open sessions'.padStart(15)}`);
  let requests = 0;
  let records = 0;
  let lost = 0;
  const row = async (): Promise<void> => {
    const [residentMb, open] = [await engine.residentMb(), await engine.metric('open_sessions')];
    print(
      `${requests.toLocaleString('en').padStart(12)}${residentMb.toFixed(0).padStart(13)}${String(open).padStart(15)}`,
    );
  };
  await row();
  for (let step = 1; step <= steps; step++) {
    const acctUntil = requests + stepRequests / 10;
    const modes = [
      { mode: 'acct', port: acct, until: acctUntil },
      { mode: 'pap', port: auth, until: stepRequests * step },
    ] as const;
    for (const { mode, port, until } of modes) {
      while (requests < until) {
        const sessions = { run: 'flat', sent: records, records: recordsOfSession };
        const result = await load({ mode, port, users, seconds: loadSeconds, warmupSeconds: 0, sessions });
        requests += result.answered;
        if (mode === 'acct') records += result.sent;
        lost += result.lost + result.bad;
      }
    }
    await engine.folded();
    await row();
  }
  print(`lost or bad: ${lost}`);
} finally {
  await engine.end();
}
