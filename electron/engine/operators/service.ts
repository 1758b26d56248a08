/** Operators: how they and their machines log in, their accounts, their keys. The room's public face. */
import { createAccounts } from './accounts.ts';
import { createApiKeys } from './api-keys.ts';
import { createLogin } from './login.ts';
import { hashPassword } from './password-hash.ts';
import type { OperatorPorts } from './ports.ts';

export { firstOperatorName } from './accounts.ts';
export { type Caller, type CallerSession, cliCaller } from './caller.ts';
export { type Login, LoginFailed, type NewSession, TooManyAttempts } from './login.ts';
export { createLoginBackoff } from './login-backoff.ts';
export { decoyHash, hashPassword, type ScryptCost, TooBusy, verifyPassword } from './password-hash.ts';
export type { OperatorPorts } from './ports.ts';
export { hashToken, newToken } from './tokens.ts';

export function createOperators(ports: OperatorPorts) {
  return {
    login: createLogin(ports),
    accounts: createAccounts(ports),
    apiKeys: createApiKeys(ports),
    /** Hashes any other password of the product (the portal's, Z2) at the same cost. */
    hashPassword: (password: string) => hashPassword(password, ports.randomBytes, ports.passwordCost),
  };
}

export type Operators = ReturnType<typeof createOperators>;
