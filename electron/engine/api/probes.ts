/** `GET /healthz` for whoever watches the process, `GET /metrics` for Prometheus. Console listener only (Z2). */
import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import { type Identify, isLoopback } from './credentials.ts';
import { consoleOnly } from './listener-kind.ts';
import { checkPermission } from './routes.ts';

export interface HealthCheck {
  readonly status: 'ok' | 'degraded';
  /** What is wrong and what to do, when something is. */
  readonly detail?: string;
}

export interface ProbePorts {
  /** By name: `database`, `radius`, `fold`, … */
  readonly health: () => Promise<Readonly<Record<string, HealthCheck>>>;
  readonly registry: Registry;
  readonly identify: Identify;
}

export function registerProbes(app: FastifyInstance, { health, registry, identify }: ProbePorts): void {
  consoleOnly(app);
  const seconds = new Histogram({
    name: 'lastmile_http_request_seconds',
    help: 'Time to answer, by operation and status',
    labelNames: ['operation', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const operation = request.routeOptions.config.operation ?? 'other';
    seconds.observe({ operation, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });

  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    const checks = await health();
    const isWell = Object.values(checks).every(({ status }) => status === 'ok');
    return { status: isWell ? 'ok' : 'degraded', checks };
  });

  /** Open on this machine; from elsewhere it needs a login, since it tells how many subscribers there are. */
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!isLoopback(request.ip)) checkPermission(await identify(request), { permission: 'overview.view' });
    reply.type(registry.contentType);
    return registry.metrics();
  });
}
