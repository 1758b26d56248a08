/**
 * The tenant that owns what is of the installation as a whole: its clock, its RADIUS ports, the authority and the
 * server certificate, its settings of storage. Migration 0001 creates it.
 */
export const installationTenantId = 1;
