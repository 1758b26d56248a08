import { Modal } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useKeys } from '../keys/keys.ts';
import { useMade } from './use-made.ts';
import './dialog.css';

export interface DialogProps {
  readonly opened: boolean;
  /** Escape, or a click outside. */
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** px; the window's width is never exceeded. */
  readonly width?: number;
  /** Keys that close it beside Escape. */
  readonly closeKeys?: readonly string[];
  readonly children: ReactNode;
}

/** A question or a form over everything. The keys of what is below it rest; the focus stays inside and returns. */
export function Dialog({ opened, onClose, title, width = 410, closeKeys = [], children }: DialogProps) {
  const titleId = useId();
  const keys = [{ keys: ['Escape', ...closeKeys], label: '', run: onClose }];
  useKeys(keys, { group: '', active: opened, blocks: true });
  const made = useMade(opened);
  if (!made.isMade) return null;
  return (
    <Modal.Root opened={made.opened} onClose={onClose} size={width} zIndex={300}>
      <Modal.Overlay />
      <Modal.Content aria-labelledby={titleId} className="dialog">
        <h2 id={titleId}>{title}</h2>
        {children}
      </Modal.Content>
    </Modal.Root>
  );
}
