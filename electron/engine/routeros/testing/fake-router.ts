import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { createSentenceDecoder, encodeSentence } from '../sentence.ts';
import { parseRequest, type RouterRequest, type Row, replyWords } from '../words.ts';

/** The router's side of one command: answers under its tag, or does what a router should not. */
export interface Answer {
  readonly socket: Socket;
  row(attributes: Row): void;
  trap(message: string, category?: number): void;
  done(attributes?: Row): void;
  /** A sentence exactly as given, without the tag. */
  untagged(...words: string[]): void;
  raw(octets: Uint8Array): void;
}

export type Handler = (answer: Answer, request: RouterRequest) => void;

export interface FakeRouterOptions {
  readonly user?: string;
  readonly password?: string;
  /** `legacy` knows only the challenge login, as RouterOS before 6.43. */
  readonly login?: 'modern' | 'legacy';
  readonly tls?: Certificate;
  /** By command path. What is missing answers as a router does: no such command prefix. */
  readonly handlers?: Readonly<Record<string, Handler>>;
}

export interface FakeRouter {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Every sentence received, in order, over all connections. */
  readonly requests: readonly RouterRequest[];
  readonly sockets: ReadonlySet<Socket>;
  readonly connections: number;
  close(): Promise<void>;
}

const CHALLENGE = '0123456789abcdef0123456789abcdef';

/** A router for tests: our codec in the other role, and as much misbehaviour as a test asks for. */
export async function startFakeRouter(options: FakeRouterOptions = {}): Promise<FakeRouter> {
  const { user = 'poller', password = 'secret', login = 'modern', handlers = {} } = options;
  const requests: RouterRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const builtIn: Readonly<Record<string, Handler>> = {
    '/login': (answer, { attributes }) => {
      const response = createHash('md5').update(`\0${password}`).update(CHALLENGE, 'hex').digest('hex');
      const isRight = login === 'modern' ? attributes.password === password : attributes.response === `00${response}`;
      if (login === 'legacy' && attributes.response === undefined) return answer.done({ ret: CHALLENGE });
      if (attributes.name !== user || !isRight) answer.trap('invalid user name or password (6)');
      answer.done();
    },
    '/system/resource/print': (answer) => {
      answer.row({ version: '7.16.1 (stable)', uptime: '1w2d03:04:05' });
      answer.done();
    },
    '/system/identity/print': (answer) => {
      answer.row({ name: 'fake' });
      answer.done();
    },
    '/cancel': (answer, { attributes }) => {
      answer.socket.write(
        encodeSentence(replyWords('!trap', { category: '2', message: 'interrupted' }, attributes.tag)),
      );
      answer.socket.write(encodeSentence(replyWords('!done', {}, attributes.tag)));
      answer.done();
    },
  };
  const refuse: Handler = (answer) => {
    answer.trap('no such command prefix', 0);
    answer.done();
  };

  function serve(socket: Socket): void {
    connections += 1;
    sockets.add(socket);
    const decoder = createSentenceDecoder();
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      for (const { words } of decoder.push(chunk).sentences) {
        const request = parseRequest(words);
        requests.push(request);
        const write = (sentence: readonly string[]) => socket.write(encodeSentence(sentence));
        const handler = handlers[request.command] ?? builtIn[request.command] ?? refuse;
        handler(
          {
            socket,
            row: (attributes) => write(replyWords('!re', attributes, request.tag)),
            trap: (message, category) =>
              write(
                replyWords(
                  '!trap',
                  category === undefined ? { message } : { category: `${category}`, message },
                  request.tag,
                ),
              ),
            done: (attributes) => write(replyWords('!done', attributes, request.tag)),
            untagged: (...sentence) => write(sentence),
            raw: (octets) => socket.write(octets),
          },
          request,
        );
      }
    });
  }

  const server: Server = options.tls ? createTlsServer(options.tls, serve) : createTcpServer(serve);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    requests,
    sockets,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** One tagged sentence as octets, for answers that are sent by hand. */
export const sentenceFor = (tag: string | undefined, kind: string, attributes: Row = {}) =>
  encodeSentence(replyWords(kind, attributes, tag));

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** As Node prints it: upper case with colons. */
  readonly sha256: string;
}

/** A self-signed certificate for a name that is not the address, as routers have them. Needs the openssl command. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'lastmile-certificate-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const what = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=router'.split(
      ' ',
    );
    execFileSync('openssl', [...what, '-keyout', keyFile, '-out', certFile], { stdio: 'pipe' });
    const cert = readFileSync(certFile, 'utf8');
    return { key: readFileSync(keyFile, 'utf8'), cert, sha256: new X509Certificate(cert).fingerprint256 };
  } catch (cause) {
    throw new Error('These tests make a certificate with the openssl command (Debian package openssl)', { cause });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
