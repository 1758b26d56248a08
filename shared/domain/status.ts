/** The states of a subscriber's account (F022). `stopped` is what "Suspend" sets. */
export type SubscriberStatus = 'active' | 'inactive' | 'expired' | 'stopped';

/** The states of a bandwidth customer (F108). */
export type BandwidthCustomerStatus = 'active' | 'suspended' | 'expired';

export type AccountStatus = SubscriberStatus | BandwidthCustomerStatus;

/** The four words of the portal (F022): the one mapping of both enumerations (spec X18). */
export type PortalStatus = 'Active' | 'Inactive' | 'Expired' | 'Stopped';

const PORTAL_WORDS: Record<AccountStatus, PortalStatus> = {
  active: 'Active',
  inactive: 'Inactive',
  expired: 'Expired',
  stopped: 'Stopped',
  suspended: 'Stopped',
};

export const portalStatus = (status: AccountStatus): PortalStatus => PORTAL_WORDS[status];
