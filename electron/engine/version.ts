import { readFileSync } from 'node:fs';

/** The product's version, from package.json: said in the API, the control file and backups. */
export const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};
