/** Where the API lives. Apart from the schemas, so that the console can import it without them. */

/** Everything but the live socket, `/healthz` and `/metrics` is below this path. */
export const apiBase = '/api/v1';
export const livePath = `${apiBase}/live`;
export const openApiPath = `${apiBase}/openapi.json`;

/** The header that state-changing calls of a cookie session carry; its value comes from login. */
export const csrfHeader = 'x-csrf';
