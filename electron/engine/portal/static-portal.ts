/** The built portal under `/customer/`: files by path, and its one page for every address that belongs to a screen. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { portalApiBase, portalBase } from '../../../shared/contract/portal/paths.ts';
import { Refused } from '../api/problems.ts';
import { createPageFiles, type PageFile } from './page-files.ts';

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
  const files = createPageFiles(folder);

  app.get('/', async (_request, reply) => reply.redirect(portalBase));
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?', 1)[0]!;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const file = isRead && path.startsWith(portalBase) ? files.get(path.slice(portalBase.length)) : undefined;
    if (file) return send(file, request, reply);
    if (!isRead || !isScreen(path)) throw new Refused('not-found', 'There is nothing at this address.');
    const page = files.page();
    if (page) return send(page, request, reply);
    return reply.code(503).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(notBuilt);
  });
}

function send(file: PageFile, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isGzip = file.gzip !== undefined && /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  // One tag per encoding: a cache must not mend the one with the other.
  const etag = isGzip ? file.etag.replace(/"$/, '-gz"') : file.etag;
  reply.headers({
    etag,
    'cache-control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(file.gzip ? { vary: 'accept-encoding' } : {}),
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
  });
  if (headers['if-none-match'] === etag) return reply.code(304).removeHeader('content-encoding').send();
  return reply
    .code(200)
    .type(file.type)
    .send(isGzip ? file.gzip : file.body);
}

/** A screen's address, as opposed to a missing call or a missing file. */
function isScreen(path: string): boolean {
  const isBelow = path === '/customer' || (path.startsWith(portalBase) && !path.startsWith(`${portalApiBase}/`));
  return isBelow && path !== portalApiBase && !/\.[a-z0-9]{2,11}$/i.test(path);
}
