import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { useMessages } from '../messages/languages.ts';
import { usePortal, usePortalState } from '../session/portal-context.ts';

/** Nothing could be loaded: what is the matter, as far as the page can tell, and a way to try again. */
export function Failed() {
  const { failed: m } = useMessages();
  const portal = usePortal();
  const fault = usePortalState((state) => state.fault);
  const [title, text] = !navigator.onLine
    ? [m.offline, m.offlineText]
    : fault?.kind === 'unreachable'
      ? [m.unreachable, m.unreachableText]
      : [m.trouble, m.troubleText];
  return (
    <main className="screen failed" role="alert">
      <SeverityMark severity="crit" size={20} />
      <h1>{title}</h1>
      <p>{text}</p>
      <button type="button" className="big-button" onClick={() => void portal.refresh()}>
        {m.again}
      </button>
    </main>
  );
}
