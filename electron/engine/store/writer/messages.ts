/** What the main thread and the writer thread say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type {
  CertificateInput,
  CommandInput,
  CommandName,
  CommandOutput,
  NasInput,
  SubscriberInput,
} from '../commands.ts';
import type { ErrorRecord } from '../errors.ts';

export interface WriterOptions {
  readonly path: string;
  readonly key: Uint8Array;
  readonly at: number;
  readonly timeZone: string;
  readonly status: SharedArrayBuffer;
  readonly ballastBytes: number;
  /** Limits the file, in pages: the tests' full disk. */
  readonly maxPages: number | undefined;
}

/** A secret on its way to the writer: sealed by the sender, so that the transaction does not wait for ciphers. */
export type SealedSubscriber = Omit<SubscriberInput, 'password'> & { readonly passwordSealed: Uint8Array | undefined };

export type SealedNas = Omit<NasInput, 'secret' | 'api'> & {
  readonly secretSealed: Uint8Array | undefined;
  readonly api:
    | (Omit<NonNullable<NasInput['api']>, 'password'> & { readonly passwordSealed: Uint8Array | undefined })
    | null;
};

export type SealedCertificate = Omit<CertificateInput, 'key'> & { readonly keySealed: Uint8Array };

interface SealedInputs {
  'nas.create': Omit<CommandInput<'nas.create'>, 'nas'> & { readonly nas: SealedNas };
  'nas.update': Omit<CommandInput<'nas.update'>, 'nas'> & { readonly nas: SealedNas };
  'certificate.add': Omit<CommandInput<'certificate.add'>, 'certificates'> & {
    readonly certificates: readonly SealedCertificate[];
  };
  'subscriber.create': Omit<CommandInput<'subscriber.create'>, 'rows'> & { readonly rows: readonly SealedSubscriber[] };
  'subscriber.update': Omit<CommandInput<'subscriber.update'>, 'subscriber'> & {
    readonly subscriber: SealedSubscriber;
  };
}

/** The input of a command as the writer gets it: no clear secret in it. */
export type WriterInput<N extends CommandName> = N extends keyof SealedInputs ? SealedInputs[N] : CommandInput<N>;

export interface CommandMessage {
  readonly kind: 'command';
  readonly id: number;
  readonly name: CommandName;
  readonly input: WriterInput<CommandName>;
}

export type ToWriter =
  | CommandMessage
  | { readonly kind: 'facts-port'; readonly port: MessagePort }
  | { readonly kind: 'close' };

export type CommandReply =
  | { readonly id: number; readonly ok: true; readonly output: CommandOutput<CommandName> }
  | { readonly id: number; readonly ok: false; readonly error: ErrorRecord };

export type FromWriter =
  | {
      readonly kind: 'ready';
      readonly applied: readonly string[];
      readonly backup: string | undefined;
      /** The last engine did not close the database and it was too large to check at once. */
      readonly checkLater: boolean;
    }
  /** The database must not or cannot be opened. `message` is for the operator. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'replies'; readonly replies: readonly CommandReply[] }
  | { readonly kind: 'nudge' }
  | { readonly kind: 'closed' };
