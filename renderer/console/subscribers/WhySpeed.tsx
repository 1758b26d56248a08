import type { CSSProperties } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import { copyText } from '../../ui/controls/clipboard.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { Glyph } from '../../ui/controls/Glyph.tsx';
import { IconCheck } from '../../ui/controls/icons.ts';
import { plain } from '../../ui/formats/quantity.ts';
import { limitPair } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { Ago } from '../../ui/live/Ages.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { type Severity, tierSeverity } from '../../ui/marks/severity.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { ReadPane } from './ReadPane.tsx';
import { type ChainLine, chainOf, pairOf, routerWord } from './speed-chain.ts';
import type { Reading } from './use-reading.ts';

type Detail = Output<'subscriber.get'>;

export interface WhySpeedProps {
  readonly reading: Reading<Detail>;
  /** The newest session as its router has it now; null while offline or before the first answer. */
  readonly session: Output<'session.get'> | null;
}

/** N11: one line per rule, the winner marked; what the next login gets and what the router applies below. */
export function WhySpeed({ reading, session }: WhySpeedProps) {
  const copy = async (detail: Detail) => {
    const done = await copyText(chainText(detail, session));
    toast(
      done
        ? { severity: 'ok', title: 'Copied', stayMs: 1500 }
        : { severity: 'high', title: 'The browser refused to copy' },
    );
  };
  return (
    <ReadPane
      title="Why this speed"
      what="The speed"
      reading={reading}
      skeletonLines={6}
      end={(detail) => (
        <>
          <span>
            checked <Ago at={reading.at} />
          </span>
          <Button look="ghost" small onClick={() => void copy(detail)}>
            Copy as text
          </Button>
        </>
      )}
    >
      {(detail) => <Chain detail={detail} session={session} />}
    </ReadPane>
  );
}

const accessWords = {
  suspended: 'the account is suspended',
  walled: 'portal and payment only',
  refused: 'refused',
} as const;

function Chain({ detail, session }: { readonly detail: Detail; readonly session: WhySpeedProps['session'] }) {
  const { speed } = detail;
  const lines = chainOf(detail);
  const winner = lines.findLast(({ wins }) => wins);
  const next = pairOf(speed.rateLimit);
  return (
    <div className="chain-body">
      <ol className="chain">
        {lines.map((line) => (
          <RuleLine key={`${line.kind} ${line.text}`} line={line} />
        ))}
        <li className="in">
          <span className="chain-dot" />
          <b>RADIUS says</b>
          <span className="ellip" title={`Mikrotik-Rate-Limit ${speed.rateLimit}`}>
            {speed.access === 'full' ? 'next login gets' : accessWords[speed.access]}
          </span>
          <em>
            <Value of={limitPair(next?.downKbps, next?.upKbps)} />
          </em>
        </li>
        <RouterLine detail={detail} session={session} />
      </ol>
      {winner && <p>{winner.text}.</p>}
    </div>
  );
}

const blockers: Readonly<Record<string, Severity>> = { expired: 'high', suspended: 'crit' };

function RuleLine({ line }: { readonly line: ChainLine }) {
  const severity = line.level > 0 ? tierSeverity(line.level) : blockers[line.kind];
  const style = severity ? ({ '--c': `var(--sev-${severity}-fill)` } as CSSProperties) : undefined;
  return (
    <li className={line.wins ? 'win' : 'skip'} style={style} title={line.text}>
      <span className="chain-dot" />
      <b>
        {line.title}
        <span className="sr-only">{line.wins ? ', decides' : ', does not decide'}</span>
      </b>
      <span className="ellip">{line.note}</span>
      <em>
        <Value of={limitPair(line.downKbps, line.upKbps)} />
      </em>
    </li>
  );
}

function RouterLine({ detail, session }: { readonly detail: Detail; readonly session: WhySpeedProps['session'] }) {
  const word = session ? routerWord(session, detail.speed.rateLimit) : null;
  const applied = pairOf(session?.appliedRateLimit ?? null);
  return (
    <li className={word === 'nothing known yet' || word === null ? '' : 'in'}>
      <span className="chain-dot" />
      <b>Router says</b>
      <span className="chain-word" title={session?.appliedRateLimit ?? undefined}>
        {word ?? (detail.isOnline ? 'being read' : 'offline')}
        {word === 'read back' && (
          <span className="ok">
            <Glyph icon={IconCheck} size={12} />
          </span>
        )}
        {word === 'sent, not read back' && <SeverityMark severity="warn" />}
        {word === 'differs, is corrected' && <SeverityMark severity="high" />}
      </span>
      <em>
        <Value of={limitPair(applied?.downKbps, applied?.upKbps)} />
      </em>
    </li>
  );
}

/** The chain for a ticket or a chat, one sentence a line. */
function chainText(detail: Detail, session: WhySpeedProps['session']): string {
  const applied = pairOf(session?.appliedRateLimit ?? null);
  const word = session ? routerWord(session, detail.speed.rateLimit) : 'offline';
  const pair = (limit: ReturnType<typeof pairOf>) => plain(limitPair(limit?.downKbps, limit?.upKbps));
  return [
    `Why this speed: ${detail.username}`,
    ...chainOf(detail).map(({ wins, text }) => `${wins ? '→' : ' '} ${text}`),
    `RADIUS says: ${pair(pairOf(detail.speed.rateLimit))} (down/up)`,
    `Router says: ${pair(applied)} (${word})`,
  ].join('\n');
}
