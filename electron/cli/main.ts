/**
 * The operator's command line: `npm run cli -- <command>`. Talks to a running engine by its API and opens the database
 * itself only when none runs. Exit codes: 0 done, 1 failed (standard error says what and what to do), 2 wrong usage.
 */
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(`Lastmile needs Node 24 or newer; this is ${process.version}. Start it with \`npm run cli\`.\n`);
  process.exit(1);
}

const { runCli } = await import('./run.ts');
const { processIo } = await import('./io.ts');
process.exitCode = await runCli(process.argv.slice(2), processIo());
