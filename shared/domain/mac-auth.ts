/** MAC authentication, as hotspot and DHCP do it: the device's MAC is its user name. Off unless a router is named. */
export const macPasswords = ['mac', 'secret', 'none'] as const;
/**
 * What comes with the MAC: the MAC again, the RADIUS secret of the router (its `mac-auth-password`), or nothing. Only a
 * secret keeps somebody who knows a MAC from typing it into the hotspot's page.
 */
export type MacPassword = (typeof macPasswords)[number];

export interface MacAuth {
  /** Routers whose MAC logins are taken; empty is off. */
  readonly nasIds: readonly number[];
  readonly password: MacPassword;
}

export const NO_MAC_AUTH: MacAuth = { nasIds: [], password: 'secret' };

/** From the stored setting `macAuth`, checked when it was set. */
export const macAuthOf = (stored: Readonly<Record<string, unknown>>): MacAuth => ({
  ...NO_MAC_AUTH,
  ...(stored.macAuth as Partial<MacAuth> | undefined),
});
