import { useCallback } from 'react';
import { copyText } from '../../ui/controls/clipboard.ts';
import { IconButton } from '../../ui/controls/controls.tsx';
import { IconCopy } from '../../ui/controls/icons.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { useRead } from '../overview/use-read.ts';
import { routerOsLines, serverName, unknownServer } from './router-words.ts';
import '../form/form.css';

interface ScriptProps {
  readonly address: string;
  readonly secret: string;
  readonly coaPort: number | null;
  /** The engine has a secret already; it never gives it back. */
  readonly isStored: boolean;
}

const everyMs = 300_000;

/** What to paste into the router's terminal, line by line. */
export function RouterScript(props: ScriptProps) {
  const { data: point } = useRead(
    useCallback(() => engine.call('nas.connection-point', {}), []),
    everyMs,
  );
  const addresses = point?.addresses ?? [];
  const server = serverName(location.hostname, addresses);
  const ports = point && { auth: point.authPort, acct: point.acctPort };
  return (
    <div className="script">
      {routerOsLines({ server, ports, ...props }).map((line) => (
        <ScriptLine key={line} line={line} />
      ))}
      {server === unknownServer && (
        <p className="form-note">{unknownServer} is this machine’s address as the router reaches it.</p>
      )}
      {addresses.length > 1 && addresses.includes(server) && (
        <p className="form-note">
          This machine has several addresses ({addresses.join(', ')}): the first line takes the one that the router
          reaches.
        </p>
      )}
      {props.secret === '' && (
        <p className="form-note">
          {props.isStored
            ? 'The stored secret is not shown; paste the one you saved.'
            : 'Generate a secret first: it stands in the first line then.'}
        </p>
      )}
    </div>
  );
}

/** Lines that the engine wrote, each to copy. */
export function ScriptLines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div className="script">
      {lines.map((line) => (
        <ScriptLine key={line} line={line} />
      ))}
    </div>
  );
}

/** One line to paste, with its copy button. */
export function ScriptLine({ line }: { readonly line: string }) {
  const copy = async () => {
    const isDone = await copyText(line);
    toast(
      isDone
        ? { severity: 'ok', title: 'Copied the line', stayMs: 1500 }
        : { severity: 'warn', title: 'The browser refused to copy; select the line instead' },
    );
  };
  return (
    <>
      <code>{line}</code>
      <IconButton icon={IconCopy} size={24} label="Copy the line" onClick={() => void copy()} />
    </>
  );
}
