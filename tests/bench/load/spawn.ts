/** A loading NAS as a process of its own, so that it does not share a thread with what it measures. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadPlan, LoadResult } from './generator.ts';

export const loadSecret = 'bench-secret-of-24-octets';

/** Runs the generator once, with accounting sessions of its own unless it is told which. @throws when it ends with an error */
export function load(
  plan: Omit<LoadPlan, 'secret' | 'sessions'> & Partial<Pick<LoadPlan, 'sessions'>>,
): Promise<LoadResult> {
  const whole: LoadPlan = { sessions: { run: Math.random().toString(36).slice(2, 8) }, ...plan, secret: loadSecret };
  const entry = fileURLToPath(new URL('./run.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, JSON.stringify(whole)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.on('exit', (code) =>
      code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`the generator ended with ${code}`)),
    );
  });
}
