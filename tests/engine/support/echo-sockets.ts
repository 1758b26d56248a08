/**
 * The RADIUS sockets in a namespace, answering each datagram with itself. Runs the command given with the port as its
 * last argument, gives the interface two more addresses when it says so, and prints what came of it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ServiceSockets, type SocketFault } from '../../../electron/engine/aaa/sockets.ts';

const [command = '', ...args] = process.argv.slice(2);
const faults: SocketFault[] = [];
const seenFrom = new Set<string>();
const sockets = new ServiceSockets({
  bind: undefined,
  port: 0,
  onDatagram: (data, from, socket) => {
    seenFrom.add(from.address);
    socket.send(data, from.port, from.address);
  },
  onError: (fault) => faults.push(fault),
});
await sockets.open();

const asker = spawn(command, [...args, String(sockets.port)], { stdio: ['pipe', 'pipe', 'inherit'] });
for await (const line of createInterface({ input: asker.stdout })) {
  const told = JSON.parse(line) as { readonly kind: 'more' } | { readonly kind: 'done'; readonly answers: unknown };
  if (told.kind === 'more') {
    execFileSync('ip', ['addr', 'add', '10.77.2.1/16', 'dev', 'cable']);
    execFileSync('ip', ['addr', 'add', 'fd77::3/64', 'dev', 'cable', 'nodad']);
    await sockets.follow();
    asker.stdin.write('\n');
  } else {
    process.stdout.write(JSON.stringify({ answers: told.answers, seenFrom: [...seenFrom].toSorted(), faults }));
  }
}
await sockets.close();
