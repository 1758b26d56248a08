/**
 * Which listener an app serves is written on the app, so that an operator's route cannot be registered on the portal's
 * by mistake: it throws while the engine starts, not when a subscriber finds it.
 */
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    listenerKind?: 'console' | 'portal';
  }
}

/** Portal under `/customer/`; its calls below it. `/` only leads there. */
const portalPath = /^\/(customer(\/|$)|$)/;

export function markConsole(app: FastifyInstance): void {
  app.decorate('listenerKind', 'console');
}

/** Marks an app as the portal's; from now on it takes no route outside `/customer/`. */
export function markPortal(app: FastifyInstance): void {
  app.decorate('listenerKind', 'portal');
  app.addHook('onRoute', ({ url }) => {
    if (!portalPath.test(url))
      throw new Error(`the portal's listener has no route ${url}: only /customer/ belongs there`);
  });
}

/** @throws when `app` is not the console's */
export function consoleOnly(app: FastifyInstance): void {
  if (app.listenerKind !== 'console') throw new Error("operator routes belong to the console's listener only");
}
