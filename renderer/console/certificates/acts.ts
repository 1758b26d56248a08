/** What is done to a certificate: asked first, done, and told. */
import type { Certificate } from '../../../shared/contract/operations/certificates.ts';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import type { HandedOver } from './HandOver.tsx';

const failed = (title: string) => (error: unknown) => {
  toast({ severity: 'crit', title, detail: listTrouble(error) });
  return null;
};

/** The file for the router, with its lines; null when it is not to be had, which is told. */
export async function handOver(one: Certificate): Promise<HandedOver | null> {
  if (one.kind !== 'client') {
    toast({ severity: 'warn', title: 'Only the certificate of a NAS is handed over; the others stay here' });
    return null;
  }
  return engine
    .call('certificate.bundle', { params: { id: one.id } })
    .catch(failed(`The certificate of ${one.subject} cannot be downloaded`));
}

/** Another one for the same NAS, handed over at once; the old one stays valid until it ends or is revoked. */
export async function renew(one: Certificate): Promise<HandedOver | null> {
  const { nasId } = one;
  if (one.kind !== 'client' || nasId === null) {
    toast({ severity: 'warn', title: 'The authority cannot be renewed; the server certificate renews itself' });
    return null;
  }
  return engine
    .call('certificate.issue', { body: { nasId } })
    .then(({ id }) => engine.call('certificate.bundle', { params: { id } }))
    .then((bundle) => {
      toast({
        severity: 'ok',
        title: `${one.nasName ?? one.subject} has a new certificate`,
        detail: 'Both are accepted. Revoke the old one once the router uses the new one.',
      });
      return bundle;
    })
    .catch(failed('No certificate was issued'));
}

/** Asks, says who is cut, revokes. Resolves to whether it is. */
export async function revoke(one: Certificate): Promise<boolean> {
  const name = one.nasName ?? one.subject;
  if (one.revokedAt !== null) return false;
  const isSure = await confirm({
    title: `Revoke the certificate of ${name}?`,
    body:
      one.kind === 'client'
        ? `Connections of ${name} that use it are cut at once: nobody can log in there and nothing is counted until it has another certificate. Sessions that run stay up on the router. This cannot be undone.`
        : 'It is shown to nobody any more. This cannot be undone.',
    action: 'Revoke',
    ...(one.kind === 'client' ? { typed: name } : {}),
  });
  if (!isSure) return false;
  try {
    await engine.call('certificate.revoke', { params: { id: one.id }, body: {} });
    toast({ severity: 'ok', title: `The certificate of ${name} is revoked` });
    return true;
  } catch (error) {
    failed(`The certificate of ${name} was not revoked`)(error);
    return false;
  }
}
