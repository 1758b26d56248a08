/**
 * For pages, whose build takes this file wherever zod is imported. zod tries whether it may compile its checks with `new
 * Function`; our Content-Security-Policy forbids that, and the refused try costs more than compiled checks would win: to
 * report it, Chromium reads every script on the stack again. Here it is told before any schema is made.
 */
import { config } from 'zod/v4';

config({ jitless: true });

export * from 'zod/v4';
