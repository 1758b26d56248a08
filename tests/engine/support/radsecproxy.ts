/** Debian's radsecproxy: a RADIUS/TLS peer that knows nothing of our code. UDP on one side, TLS to the engine on the other. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const proxySecret = 'between radclient and proxy';

export interface RadsecProxy {
  /** UDP, for authentication and accounting. */
  readonly port: number;
  readonly output: () => string;
  stop(): Promise<void>;
}

export interface ProxySettings {
  readonly folder: string;
  readonly radsecPort: number;
  /** PEM. `trusted` is the authority it believes the engine by. */
  readonly trusted: string;
  readonly certificate: string;
  readonly key: string;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Starts it; it connects to the engine by itself, and again when it was cut. */
export async function startRadsecProxy(settings: ProxySettings): Promise<RadsecProxy> {
  const { folder, radsecPort } = settings;
  const port = await freeUdpPort();
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const config = await file(
    'radsecproxy.conf',
    `ListenUDP 127.0.0.1:${port}
LogLevel 2
tls default {
  CACertificateFile ${await file('trusted.pem', settings.trusted)}
  CertificateFile ${await file('client.pem', settings.certificate)}
  CertificateKeyFile ${await file('client.key', settings.key)}
}
client 127.0.0.1 {
  type udp
  secret "${proxySecret}"
}
server engine {
  host 127.0.0.1
  port ${radsecPort}
  type tls
  tls default
  secret radsec
  StatusServer on
}
realm * {
  server engine
  accountingServer engine
}
`,
  );
  const child: ChildProcess = spawn('radsecproxy', ['-f', '-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    port,
    output: () => output,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
