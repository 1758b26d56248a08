/** What each call does: ask for the subscriber of the session, answer in the contract's words. */
import { done } from '../../../shared/contract/operation.ts';
import type { PortalHandlers } from '../../../shared/contract/portal/operations.ts';
import { Refused } from '../api/problems.ts';
import { NotFound } from '../store/errors.ts';
import type { Connection } from './connection.ts';
import type { DashboardOf } from './dashboard.ts';
import type { Dismissals } from './dismissals.ts';
import type { createPortalLogin } from './login.ts';
import type { PortalControl } from './ports.ts';
import type { Transport } from './routes.ts';
import type { PortalSession, PortalSessions } from './sessions.ts';

export interface HandlerPorts {
  readonly control: Pick<PortalControl, 'directory'>;
  readonly logIn: ReturnType<typeof createPortalLogin>;
  readonly sessions: PortalSessions;
  readonly dashboardOf: DashboardOf;
  readonly connection: Connection;
  readonly dismissals: Dismissals;
  readonly tenantId: number;
}

export function portalHandlers(ports: HandlerPorts): PortalHandlers<PortalSession, Transport> {
  const { control, logIn, sessions, dashboardOf, connection, dismissals, tenantId } = ports;
  return {
    'portal.about': async () => ({ provider: control.directory.tenant(tenantId).name }),

    'portal.login': async (_session, { body }, transport) => {
      const { token, session } = await logIn(body.username, body.password, transport.address);
      // A new login on this device replaces the one before it.
      if (transport.token !== undefined) await sessions.end(transport.token);
      transport.setSession(token, session.expiresAt);
      return { csrf: session.csrf };
    },

    'portal.logout': async (_session, _input, transport) => {
      if (transport.token !== undefined) await sessions.end(transport.token);
      transport.clearSession();
      return done;
    },

    'portal.dashboard': async ({ subscriberId, csrf }) => ({ ...(await page(subscriberId)), csrf }),

    'portal.live': async ({ subscriberId }) => connection.live(subscriberId),

    'banner.dismiss': async ({ subscriberId }, { params }) => {
      const { banners } = await page(subscriberId);
      if (!banners.some(({ key }) => key === params.key)) throw new NotFound('There is no such notice now.');
      return { dismissedUntil: await dismissals.dismiss(subscriberId, params.key) };
    },
  };

  /** Whoever was removed meanwhile is not logged in any more. */
  async function page(subscriberId: number) {
    try {
      return await dashboardOf(subscriberId);
    } catch (error) {
      if (error instanceof NotFound) throw new Refused('unauthenticated', 'Log in first.');
      throw error;
    }
  }
}
