/** Asks the port (last argument) at every address of the other side and tells from where each answer came. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const port = Number(process.argv.at(-1));
const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const answers: Record<string, string> = {};

async function ask(address: string): Promise<void> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.send('hello', port, address);
  const [, from] = (await once(socket, 'message', { signal: AbortSignal.timeout(5000) })) as [
    Buffer,
    { address: string },
  ];
  answers[address] = from.address;
  socket.close();
}

for (const address of ['10.77.0.1', '10.77.0.2', '10.77.1.1', 'fd77::1', 'fd77::2']) await ask(address);
say({ kind: 'more' });
await once(process.stdin, 'data');
for (const address of ['10.77.2.1', 'fd77::3']) await ask(address);
say({ kind: 'done', answers });
process.exit(0);
