/** The portal's calls, and what can become of them. */
import type { Dashboard, Live } from '../../../shared/contract/portal/dashboard.ts';
import { portalApiBase, portalContract } from '../../../shared/contract/portal/paths.ts';

/** Why a call failed, as far as the page does something about it. */
export type CallFault =
  /** Nobody is logged in (any more), or name and password are wrong. */
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'wait'; readonly seconds: number }
  /** No answer: the device is offline, or the engine is. */
  | { readonly kind: 'unreachable' }
  /** An answer that says it cannot. */
  | { readonly kind: 'trouble' }
  /** The engine is newer than this page, which has to be loaded again. */
  | { readonly kind: 'outdated' };

export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly fault: CallFault;
  constructor(fault: CallFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

export interface PortalApi {
  about(): Promise<{ readonly provider: string }>;
  login(username: string, password: string): Promise<void>;
  logout(csrf: string): Promise<void>;
  dashboard(): Promise<Dashboard>;
  live(): Promise<Live>;
  dismiss(key: string, csrf: string): Promise<number>;
}

export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** The engine answers a live call within 3 s even when a router is silent; a page load over a bad line takes longer. */
const deadlineMs = 10_000;

export function createPortalApi(fetch: FetchLike): PortalApi {
  async function call(method: 'GET' | 'POST', path: string, more: { csrf?: string; body?: unknown } = {}) {
    const headers: Record<string, string> = {};
    if (more.csrf !== undefined) headers['x-csrf'] = more.csrf;
    if (more.body !== undefined) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      response = await fetch(`${portalApiBase}${path}`, {
        method,
        headers,
        signal: AbortSignal.timeout(deadlineMs),
        ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
      });
    } catch {
      throw new CallFailed({ kind: 'unreachable' });
    }
    if (!response.ok) throw new CallFailed(faultOf(response));
    return response.json().catch(() => {
      throw new CallFailed({ kind: 'unreachable' }); // broken off, or not the engine but somebody's login page
    }) as Promise<unknown>;
  }

  return {
    async about() {
      return (await call('GET', '/about')) as { provider: string };
    },
    async login(username, password) {
      await call('POST', '/login', { body: { username, password } });
    },
    async logout(csrf) {
      await call('POST', '/logout', { csrf });
    },
    async dashboard() {
      const answer = (await call('GET', '/dashboard')) as Dashboard;
      if (answer.contract !== portalContract) throw new CallFailed({ kind: 'outdated' });
      return answer;
    },
    async live() {
      return (await call('GET', '/live')) as Live;
    },
    async dismiss(key, csrf) {
      const answer = (await call('POST', `/banners/${key}/dismiss`, { csrf })) as { dismissedUntil: number };
      return answer.dismissedUntil;
    },
  };
}

function faultOf(response: Response): CallFault {
  if (response.status === 401) return { kind: 'signed-out' };
  if (response.status === 429) return { kind: 'wait', seconds: Number(response.headers.get('retry-after')) || 1 };
  // 502…504 come from what stands before the engine; 503 is the engine that cannot read its disk.
  return response.status >= 502 ? { kind: 'unreachable' } : { kind: 'trouble' };
}
