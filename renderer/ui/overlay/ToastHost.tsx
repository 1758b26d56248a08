import { useEffect, useState } from 'react';
import { Button, IconButton } from '../controls/controls.tsx';
import { IconClose } from '../controls/icons.ts';
import { SeverityMark } from '../marks/SeverityMark.tsx';
import { closeToast, type Toast, useToasts } from './toasts.ts';
import './toast.css';

/** Shows the toasts at the lower right; once per page. */
export function ToastHost() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <section className="toasts" aria-label="Notices" aria-live="polite">
      {toasts.map((shown) => (
        <ToastCard key={shown.id} toast={shown} />
      ))}
    </section>
  );
}

/** Leaves by itself, but not while the pointer or the focus is on it: the undo must not run away. */
function ToastCard({ toast }: { readonly toast: Toast }) {
  const { id, severity, title, detail, action, stayMs } = toast;
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (stayMs === null || kept) return;
    const timer = setTimeout(() => closeToast(id), stayMs);
    return () => clearTimeout(timer);
  }, [id, stayMs, kept]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointer and focus only keep it from leaving
    <div
      className="toast"
      onPointerEnter={() => setKept(true)}
      onPointerLeave={() => setKept(false)}
      onFocus={() => setKept(true)}
      onBlur={() => setKept(false)}
    >
      <SeverityMark severity={severity} size={10} label="" />
      <b>{title}</b>
      {action && (
        <Button
          look="ghost"
          small
          onClick={() => {
            closeToast(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={IconClose} label="Close the notice" size={24} onClick={() => closeToast(id)} />
      {detail && <p>{detail}</p>}
    </div>
  );
}
