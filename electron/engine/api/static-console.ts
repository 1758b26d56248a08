/** The built console: files by path, and its one page for every address that belongs to a view. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiBase } from '../../../shared/contract/paths.ts';
import { Refused } from './problems.ts';

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Lastmile</title>
<h1>The console is not built</h1>
<p>The engine runs and its API answers at <a href="${apiBase}/openapi.json">${apiBase}</a>, but the console's files are not there.</p>
<p>Run <code>npm run build</code> in Lastmile's folder, then reload this page.</p>
</html>
`;

/** `folder` holds `index.html`; it may appear while the engine runs. Undefined serves the "not built" page. */
export function registerStaticConsole(app: FastifyInstance, folder: string | undefined): void {
  const isBuilt = () => folder !== undefined && existsSync(join(folder, 'index.html'));
  if (folder !== undefined && existsSync(folder)) {
    app.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      // Vite puts a hash of the content into the names below assets/.
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(folder, 'assets'));
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }

  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    if (!isPage(request)) {
      throw new Refused(
        'not-found',
        `There is no ${request.method} ${request.url.split('?', 1)[0]}; see ${apiBase}/openapi.json.`,
      );
    }
    reply.header('cache-control', 'no-cache');
    if (isBuilt()) return reply.sendFile('index.html');
    return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
  });
}

/** A view's address, as opposed to a missing call of the API or a missing file of the console. */
function isPage({ method, url }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0]!;
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && path !== '/api' && !path.startsWith('/api/') && !/\.[a-z0-9]{2,5}$/i.test(path);
}
