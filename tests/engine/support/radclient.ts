/** Debian's radclient (freeradius-utils): a RADIUS client that knows nothing of our code. */
import { execFile } from 'node:child_process';

export interface RadclientAnswer {
  /** `Access-Accept`, `Access-Reject`, `Accounting-Response`, or undefined when nobody answered. */
  readonly code: string | undefined;
  /** Attributes of the reply, by name; repeated ones keep the last. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly output: string;
}

/** Sends one request of `attributes` ('User-Name = "ali"', …). `kind` is radclient's: auth, acct, status, coa, disconnect. */
export function radclient(
  port: number,
  kind: 'auth' | 'acct' | 'status' | 'coa' | 'disconnect',
  secret: string,
  attributes: readonly string[],
  { timeoutSeconds = 1, address = '127.0.0.1' } = {},
): Promise<RadclientAnswer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'radclient',
      ['-x', '-r', '1', '-t', String(timeoutSeconds), `${address}:${port}`, kind, secret],
      (error, stdout, stderr) => {
        if (error && (error as NodeJS.ErrnoException).code === 'ENOENT') {
          reject(new Error('radclient is missing: apt-get install freeradius-utils'));
          return;
        }
        resolve(parse(stdout + stderr));
      },
    );
    child.stdin?.end(`${attributes.join('\n')}\n`);
  });
}

function parse(output: string): RadclientAnswer {
  const received = output.split('\n').findIndex((line) => line.startsWith('Received '));
  if (received < 0) return { code: undefined, attributes: {}, output };
  const lines = output.split('\n').slice(received);
  const attributes: Record<string, string> = {};
  for (const line of lines.slice(1)) {
    const match = /^\t([\w-]+) = (.*)$/.exec(line);
    if (match?.[1] && match[2] !== undefined) attributes[match[1]] = match[2].replace(/^"(.*)"$/, '$1');
  }
  return { code: /^Received ([\w-]+) /.exec(lines[0] ?? '')?.[1], attributes, output };
}
