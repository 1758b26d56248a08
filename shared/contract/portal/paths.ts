/** Where the portal lives on its own port. Apart from the schemas, so that the page can import it without them. */

/** The page: `/customer/`, and `/customer/dashboard` beside it (F001). */
export const portalBase = '/customer/';
/** Its calls. */
export const portalApiBase = '/customer/api';
