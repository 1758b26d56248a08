/** One handler per operation of the contract: call a service or a read, answer in the contract's words. */
import type { ApiHandlers } from '../routes.ts';
import { administrationHandlers } from './administration.ts';
import { authHandlers } from './auth.ts';
import { certificateHandlers } from './certificates.ts';
import { findingHandlers } from './findings.ts';
import { policyHandlers } from './policy.ts';
import { poolHandlers } from './pools.ts';
import type { HandlerPorts } from './ports.ts';
import { registryHandlers } from './registry.ts';
import { reportHandlers } from './reports.ts';
import { subscriberHandlers } from './subscribers.ts';
import { traceHandlers } from './trace.ts';

/** What the handlers need, and the operations of capabilities that bring their handlers themselves. */
export function createHandlers(ports: HandlerPorts): ApiHandlers {
  return {
    ...authHandlers(ports),
    ...administrationHandlers(ports),
    ...registryHandlers(ports),
    ...certificateHandlers(ports),
    ...policyHandlers(ports),
    ...poolHandlers(ports),
    ...subscriberHandlers(ports),
    ...reportHandlers(ports),
    ...traceHandlers(ports),
    ...findingHandlers(ports),
    ...ports.provided,
  };
}
