/** Log lines go to standard error, always: standard output carries the ready line and nothing else. */
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { EngineOptions } from './options.ts';

/** Names of fields that never reach a log, wherever they sit. */
const secrets = ['password', 'secret', 'key', 'token', 'authorization', 'cookie'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

export function createLog(options: Pick<EngineOptions, 'logLevel' | 'logJson'>): Logger {
  const settings = { level: options.logLevel, redact: { paths: secrets, censor: '***' }, base: null };
  if (options.logJson) return pino(settings, pino.destination(2));
  const toStandardError = pretty({
    destination: 2,
    sync: true,
    colorize: process.stderr.isTTY === true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
  });
  return pino(settings, toStandardError);
}
