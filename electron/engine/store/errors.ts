/**
 * The closed set of errors that services throw (ARCHITECTURE.md, Errors). HTTP, CLI and console translate them in one
 * place each; nobody reads a message to decide. They cross threads as plain data and are rebuilt on the other side.
 */

import type { FieldFault } from '../../../shared/domain/field-fault.ts';

export type { FieldFault };

/** The thing does not exist in the caller's scope (a thing in another tenant does not exist). */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** The change collides with what is stored; `field` names the colliding input when there is one. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly field: string | undefined;
  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}

/** The input is wrong; every fault names its field. Nothing was written. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  readonly faults: readonly FieldFault[];
  constructor(faults: readonly FieldFault[]) {
    super(faults.map((f) => `${f.field}: ${f.message}`).join('; '));
    this.faults = faults;
  }
}

/** The caller may not do this. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

/** The database cannot take or give data now (disk full, closed, corrupt). */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

/** An error as plain data, for a message between threads. */
export type ErrorRecord =
  | { readonly kind: 'NotFound' | 'Forbidden' | 'StorageUnavailable' | 'Bug'; readonly message: string }
  | { readonly kind: 'Conflict'; readonly message: string; readonly field: string | undefined }
  | { readonly kind: 'Invalid'; readonly message: string; readonly faults: readonly FieldFault[] };

export function toRecord(error: unknown): ErrorRecord {
  if (error instanceof Invalid) return { kind: 'Invalid', message: error.message, faults: error.faults };
  if (error instanceof Conflict) return { kind: 'Conflict', message: error.message, field: error.field };
  if (error instanceof NotFound || error instanceof Forbidden || error instanceof StorageUnavailable) {
    return { kind: error.name, message: error.message };
  }
  return { kind: 'Bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function fromRecord(record: ErrorRecord): Error {
  switch (record.kind) {
    case 'NotFound':
      return new NotFound(record.message);
    case 'Forbidden':
      return new Forbidden(record.message);
    case 'StorageUnavailable':
      return new StorageUnavailable(record.message);
    case 'Conflict':
      return new Conflict(record.message, record.field);
    case 'Invalid':
      return new Invalid(record.faults);
    case 'Bug':
      return new Error(record.message);
  }
}
