import { copyText } from '../../ui/controls/clipboard.ts';
import { IconButton } from '../../ui/controls/controls.tsx';
import { IconCopy } from '../../ui/controls/icons.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { routerOsLines } from './router-words.ts';
import '../form/form.css';

interface ScriptProps {
  readonly address: string;
  readonly secret: string;
  readonly coaPort: number | null;
  /** The engine has a secret already; it never gives it back. */
  readonly isStored: boolean;
}

/** The router knows this machine by its address in the network, never by a loopback one. */
const serverName = () => (/^(localhost|127\.|\[?::1)/.test(location.hostname) ? 'LASTMILE-ADDRESS' : location.hostname);

/** What to paste into the router's terminal, line by line. */
export function RouterScript(props: ScriptProps) {
  const server = serverName();
  return (
    <div className="script">
      {routerOsLines({ server, ...props }).map((line) => (
        <ScriptLine key={line} line={line} />
      ))}
      {server === 'LASTMILE-ADDRESS' && (
        <p className="form-note">LASTMILE-ADDRESS is this machine’s address as the router reaches it.</p>
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
