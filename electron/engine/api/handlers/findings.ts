import type { Output } from '../../../../shared/contract/contract.ts';
import { QuarantineEvidence } from '../../../../shared/contract/operations/findings.ts';
import type { FindingView } from '../../store/findings.ts';
import type { Area, HandlerPorts } from './ports.ts';
import { mapPage } from './views.ts';

type Names = 'finding.list';

export function findingHandlers({ reads }: HandlerPorts): Area<Names> {
  return {
    'finding.list': async ({ viewScope }, { query }) =>
      mapPage(await reads.findings.list(viewScope, query), findingOut),
  };
}

function findingOut(view: FindingView): Output<'finding.list'>['items'][number] {
  const { id, kind, source, nasId, nasName, subscriberId, username, evidence } = view;
  const { firstAt, lastAt, count, resolvedAt, resolution, resolvedBy } = view;
  const quarantine = kind === 'quarantined' ? QuarantineEvidence.parse(evidence) : null;
  const says = quarantine ? 'More than the line can move: held back until somebody decides' : saysOf(evidence);
  return {
    ...{ id, kind, source, says, nasId, nasName, subscriberId, username, quarantine },
    ...{ firstAt, lastAt, count, resolvedAt, resolution, resolvedBy },
  };
}

const saysOf = (evidence: unknown): string =>
  typeof evidence === 'object' && evidence !== null && 'says' in evidence ? String(evidence.says) : '';
