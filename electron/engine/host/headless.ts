/**
 * The engine in a plain Node process: `npm run serve`, service mode, tests. Checks the runtime before anything native
 * is imported (better-sqlite3 crashes the process under Node 20), reads the flags, runs until SIGTERM or SIGINT.
 */
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Lastmile needs Node 24 or newer; this is ${process.version}. Start it with \`npm run serve\`.\n`,
  );
  process.exit(1);
}

const { runHeadless } = await import('./run-headless.ts');
await runHeadless('npm run serve --', process.argv.slice(2));
