/** Seals what a command carries before it leaves the caller's thread: the writer's transaction waits for no cipher. */
import type { CommandInput, CommandName, NasInput, SubscriberInput } from './commands.ts';
import type { Sealer } from './seal.ts';
import type { SealedNas, SealedSubscriber, WriterInput } from './writer/messages.ts';

/** Sealing one takes about 8 µs: so many keep the caller's thread for some 2 ms at a time. */
const rowsAtOnce = 250;

const sealSubscriber = (sealer: Sealer, { password, ...row }: SubscriberInput): SealedSubscriber => ({
  ...row,
  passwordSealed: password === undefined ? undefined : sealer.seal('subscribers.password', password),
});

function sealNas(sealer: Sealer, { secret, api, ...nas }: NasInput): SealedNas {
  const sealed = (place: 'nas.secret' | 'nas.api_password', clear: string | undefined) =>
    clear === undefined ? undefined : sealer.seal(place, clear);
  if (!api) return { ...nas, secretSealed: sealed('nas.secret', secret), api: null };
  const { password, ...rest } = api;
  return {
    ...nas,
    secretSealed: sealed('nas.secret', secret),
    api: { ...rest, passwordSealed: sealed('nas.api_password', password) },
  };
}

/** The command's input without a clear secret in it. Long bulks are sealed in slices between which others may run. */
export async function sealInput<N extends CommandName>(
  sealer: Sealer,
  name: N,
  input: CommandInput<N>,
): Promise<WriterInput<N>> {
  switch (name) {
    case 'nas.create':
    case 'nas.update': {
      const wide = input as CommandInput<'nas.create'>;
      return { ...wide, nas: sealNas(sealer, wide.nas) } as unknown as WriterInput<N>;
    }
    case 'certificate.add': {
      const wide = input as CommandInput<'certificate.add'>;
      const certificates = wide.certificates.map(({ key, ...rest }) => ({
        ...rest,
        keySealed: sealer.seal('certificates.key', key),
      }));
      return { ...wide, certificates } as unknown as WriterInput<N>;
    }
    case 'subscriber.update': {
      const wide = input as CommandInput<'subscriber.update'>;
      return { ...wide, subscriber: sealSubscriber(sealer, wide.subscriber) } as unknown as WriterInput<N>;
    }
    case 'subscriber.create': {
      const wide = input as CommandInput<'subscriber.create'>;
      const rows: SealedSubscriber[] = [];
      for (const [index, row] of wide.rows.entries()) {
        if (index > 0 && index % rowsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
        rows.push(sealSubscriber(sealer, row));
      }
      return { ...wide, rows } as unknown as WriterInput<N>;
    }
    default:
      return input as WriterInput<N>;
  }
}
