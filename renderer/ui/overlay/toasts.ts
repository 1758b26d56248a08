import { create } from 'zustand';
import type { Severity } from '../marks/severity.ts';

export interface ToastAction {
  /** `Undo`, `Show 3`. */
  readonly label: string;
  readonly run: () => void;
}

export interface Toast {
  readonly id: number;
  readonly severity: Severity;
  /** What happened, to whom: `hana.m13 is back at 50/10 M`. */
  readonly title: string;
  /** One more line: what was proven, what is left. */
  readonly detail?: string | undefined;
  readonly action?: ToastAction | undefined;
  /** Stays this long; what failed stays until it is closed. */
  readonly stayMs: number | null;
}

export type NewToast = Omit<Toast, 'id' | 'stayMs'> & { readonly stayMs?: number | null };

interface ToastsState {
  readonly toasts: readonly Toast[];
}

/** At most this many at once; the oldest makes room. */
const MOST = 3;

export const useToasts = create<ToastsState>(() => ({ toasts: [] }));

let nextId = 1;

/** Shows a toast; with an undo it stays 10 s, otherwise 5 s, and what went wrong stays. Returns its id. */
export function toast({ stayMs, ...what }: NewToast): number {
  const id = nextId++;
  const wrong = what.severity === 'crit' || what.severity === 'high';
  const stay = stayMs !== undefined ? stayMs : wrong ? null : what.action ? 10_000 : 5000;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, { ...what, id, stayMs: stay }].slice(-MOST) }));
  return id;
}

export function closeToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((shown) => shown.id !== id) }));
}
