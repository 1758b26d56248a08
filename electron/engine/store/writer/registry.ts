/** Every command by name: the compiler sees to it that none is missing. */
import type { CommandName } from '../commands.ts';
import * as certificates from './commands/certificates.ts';
import * as findings from './commands/findings.ts';
import * as fold from './commands/fold.ts';
import * as groups from './commands/groups.ts';
import * as housekeeping from './commands/housekeeping.ts';
import * as logs from './commands/logs.ts';
import * as nas from './commands/nas.ts';
import { nasFigures } from './commands/nas-figures.ts';
import * as operators from './commands/operators.ts';
import * as pools from './commands/pools.ts';
import * as portal from './commands/portal.ts';
import * as rates from './commands/rates.ts';
import * as realms from './commands/realms.ts';
import * as services from './commands/services.ts';
import * as settings from './commands/settings.ts';
import * as subscriberAttributes from './commands/subscriber-attributes.ts';
import * as macs from './commands/subscriber-macs.ts';
import * as subscribers from './commands/subscribers.ts';
import type { Handler } from './context.ts';
import type { CommandMessage, WriterInput } from './messages.ts';

export const handlers: { readonly [N in CommandName]: Handler<N> } = {
  'nas.create': nas.nasCreate,
  'nas.update': nas.nasUpdate,
  'nas.remove': nas.nasRemove,
  'nas.observe': nas.nasObserve,
  'certificate.add': certificates.certificateAdd,
  'certificate.revoke': certificates.certificateRevoke,
  'service.create': services.serviceCreate,
  'service.update': services.serviceUpdate,
  'service.remove': services.serviceRemove,
  'realm.create': realms.realmCreate,
  'realm.update': realms.realmUpdate,
  'realm.remove': realms.realmRemove,
  'group.create': groups.groupCreate,
  'group.update': groups.groupUpdate,
  'group.remove': groups.groupRemove,
  'pool.create': pools.poolCreate,
  'pool.update': pools.poolUpdate,
  'pool.remove': pools.poolRemove,
  'lease.note': pools.leaseNote,
  'lease.mark': pools.leaseMark,
  'lease.release': pools.leaseRelease,
  'subscriber.attributes': subscriberAttributes.subscriberAttributes,
  'subscriber.create': subscribers.subscriberCreate,
  'subscriber.update': subscribers.subscriberUpdate,
  'subscriber.remove': subscribers.subscriberRemove,
  'subscriber.macs-seen': macs.macsSeen,
  'subscriber.clear-macs': macs.clearMacs,
  'subscriber.rates': rates.subscriberRates,
  'operator.create': operators.operatorCreate,
  'operator.update': operators.operatorUpdate,
  'operator.login': operators.operatorLogin,
  'operator.logout': operators.operatorLogout,
  'api-key.create': operators.apiKeyCreate,
  'api-key.revoke': operators.apiKeyRevoke,
  'api-key.used': operators.apiKeyUsed,
  'portal.login': portal.portalLogin,
  'portal.logout': portal.portalLogout,
  'portal.seen': portal.portalSeen,
  'portal.dismiss': portal.portalDismiss,
  'settings.set': settings.settingsSet,
  'auth-log.append': logs.authLogAppend,
  'nas.figures': nasFigures,
  'fold.commit': fold.foldCommit,
  'facts.prune': housekeeping.factsPrune,
  'retention.sweep': housekeeping.retentionSweep,
  'space.give-back': housekeeping.spaceGiveBack,
  'alert.raise': logs.alertRaise,
  'alert.resolve': logs.alertResolve,
  'finding.note': findings.findingNote,
  'finding.over': findings.findingOver,
  'finding.resolve': findings.findingResolve,
  'audit.append': logs.auditAppend,
};

/** How many rows a command touches, roughly: what decides whether it may share a transaction with accounting. */
export function weightOf({ name, input }: CommandMessage): number {
  switch (name) {
    case 'fold.commit': {
      const { sessions, counters, hourly, daily, receipts, rates } = input as WriterInput<'fold.commit'>;
      return sessions.length + counters.length + hourly.length + daily.length + receipts.length + rates.length;
    }
    case 'subscriber.create':
      return 4 * (input as WriterInput<'subscriber.create'>).rows.length;
    case 'subscriber.remove':
      return 4 * (input as WriterInput<'subscriber.remove'>).ids.length;
    case 'subscriber.macs-seen':
      return 2 * (input as WriterInput<'subscriber.macs-seen'>).seen.length;
    case 'subscriber.rates':
      return (input as WriterInput<'subscriber.rates'>).rates.length;
    case 'auth-log.append': {
      const { rejects, drops } = input as WriterInput<'auth-log.append'>;
      return rejects.length + drops.length;
    }
    case 'nas.figures':
      return 2 * (input as WriterInput<'nas.figures'>).rows.length;
    case 'lease.note':
      return 2 * (input as WriterInput<'lease.note'>).changes.length;
    case 'portal.seen':
      return (input as WriterInput<'portal.seen'>).seen.length;
    case 'facts.prune':
      return (input as WriterInput<'facts.prune'>).limit;
    case 'retention.sweep':
    case 'space.give-back':
      return 1000;
    default:
      return 1;
  }
}
