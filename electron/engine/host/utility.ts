/** The engine in Electron's utility process: the window's twin of `headless.ts`. Its flags are its arguments. */
import { type ParentPort, runUtility } from './run-utility.ts';

// Electron sets `parentPort` on `process` of a utility process; the engine has no types of Electron.
const { parentPort } = process as unknown as { readonly parentPort: ParentPort | undefined };
if (!parentPort) {
  process.stderr.write('This entry belongs to the desktop window. Start the engine with `npm run serve`.\n');
  process.exit(2);
}
await runUtility(parentPort, process.argv.slice(2));
