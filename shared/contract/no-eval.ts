/**
 * For pages: imported before everything else. zod tries whether it may compile its checks with `new Function`; our
 * Content-Security-Policy forbids that, and the refused try costs more than compiled checks would win: to report it,
 * Chromium reads every script on the stack again, half of what the console's scripts cost before the first paint.
 */
import { config } from 'zod';

config({ jitless: true });
