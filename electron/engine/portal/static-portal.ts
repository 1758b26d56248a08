/** The built portal under `/customer/`: files by path, and its one page for every address that belongs to a screen. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { portalApiBase, portalBase } from '../../../shared/contract/portal/paths.ts';
import { Refused } from '../api/problems.ts';

/** A subscriber may read it before the operator does: it says that their connection is not the matter. */
const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Customer portal</title>
<h1>This page is not ready yet</h1>
<p>Your connection is not affected. Please try again later.</p>
<p><small>For the operator: the portal's files are missing. Run <code>npm run build</code> in Lastmile's folder.</small></p>
</html>
`;

/** `folder` holds `index.html`. Undefined or empty serves the "not ready" page. */
export function registerStaticPortal(app: FastifyInstance, folder: string | undefined): void {
  const isBuilt = () => folder !== undefined && existsSync(join(folder, 'index.html'));
  if (folder !== undefined && existsSync(folder)) {
    app.register(fastifyStatic, {
      root: folder,
      prefix: portalBase,
      cacheControl: false,
      // Vite puts a hash of the content into the names below assets/.
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(folder, 'assets'));
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.get('/', async (_request, reply) => reply.redirect(portalBase));
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    if (!isScreen(request)) throw new Refused('not-found', 'There is nothing at this address.');
    reply.header('cache-control', 'no-cache');
    if (isBuilt()) return reply.sendFile('index.html');
    return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
  });
}

/** A screen's address, as opposed to a missing call or a missing file. */
function isScreen({ method, url }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0]!;
  const isRead = method === 'GET' || method === 'HEAD';
  const isBelow = path === '/customer' || (path.startsWith(portalBase) && !path.startsWith(`${portalApiBase}/`));
  return isRead && isBelow && path !== portalApiBase && !/\.[a-z0-9]{2,11}$/i.test(path);
}
