/**
 * What every request must pass before anybody is asked who they are: the Host it names, and for anything that changes
 * state the Origin it comes from. Both close doors that a browser on this machine would otherwise hold open for any
 * web site (DNS rebinding; cross-site requests).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from './problems.ts';

export interface GuardOptions {
  /** Names beyond loopback under which the console may be reached, without port: the configured host. */
  readonly hosts: readonly string[];
  /** Origins beside the request's own host, such as the development server's. */
  readonly origins: readonly string[];
}

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Every 127.0.0.0/8 address is this machine, and no public name can be one. */
const loopbackAddress = /^127(\.\d{1,3}){3}$/;

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
export const changesState = (method: string): boolean => !safeMethods.has(method);

/** `[::1]:8470` → `[::1]`; undefined when it is not a host at all. */
function hostName(host: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[^:/\s[\]@]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
}

export function createGuards({ hosts, origins }: GuardOptions) {
  // An IPv6 address stands in brackets in a Host header.
  const known = new Set(
    hosts.map((host) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host).toLowerCase()),
  );
  const knownOrigins = new Set(origins.map((origin) => origin.toLowerCase()));

  const isKnownHost = (host: string | undefined): boolean => {
    const name = host === undefined ? undefined : hostName(host);
    return name !== undefined && (loopbackNames.has(name) || loopbackAddress.test(name) || known.has(name));
  };

  /** A page's origin is ours when it is the very host and port that the request went to. */
  const isOwnOrigin = (origin: string, host: string): boolean => {
    const text = origin.toLowerCase();
    return (
      text === `http://${host.toLowerCase()}` || text === `https://${host.toLowerCase()}` || knownOrigins.has(text)
    );
  };

  return {
    /** @throws Refused 421 for a Host that is neither loopback nor configured (DNS rebinding) */
    checkHost(request: FastifyRequest): void {
      if (isKnownHost(request.headers.host)) return;
      throw new Refused(
        'unknown-host',
        `This engine is not known as ${request.headers.host ? `"${request.headers.host}"` : '(no Host header)'}. Open it by 127.0.0.1, or start it with --host.`,
      );
    },

    /**
     * For state changes and WebSocket handshakes. Browsers always name the origin there; programs name none.
     * @throws Refused 403 for a foreign origin
     */
    checkOrigin(request: FastifyRequest): void {
      const { origin, host = '' } = request.headers;
      const site = request.headers['sec-fetch-site'];
      const isForeign =
        origin === undefined ? site === 'cross-site' || site === 'same-site' : !isOwnOrigin(origin, host);
      if (isForeign) throw new Refused('cross-site', `Requests from ${origin ?? 'another site'} are not accepted.`);
    },
  };
}

/**
 * The console needs scripts, fonts and pictures of its own only. Mantine writes its variables and responsive styles
 * into `<style>` elements at run time, which static files cannot carry a nonce for: hence 'unsafe-inline' for styles,
 * and only for them.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export function setSecurityHeaders(reply: FastifyReply, isTls: boolean): void {
  reply.headers({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY', // frame-ancestors, for browsers from before it
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(isTls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  });
}
