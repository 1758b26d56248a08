/** Where the portal lives on its own port. Apart from the schemas, so that the page can import it without them. */

/** The page: `/customer/`, and `/customer/dashboard` beside it (F001). */
export const portalBase = '/customer/';
/** Its calls. */
export const portalApiBase = '/customer/api';

/**
 * Which shape the answers have. The page does not hold them against the schemas: zod would weigh a fifth of what a phone
 * loads. It holds this number against its own. Raise it with every change that an older page would draw wrongly.
 */
export const portalContract = 1;
