import { type CSSProperties, type FormEvent, type ReactNode, useId } from 'react';
import { Button } from '../../ui/controls/controls.tsx';
import { useKeys } from '../../ui/keys/keys.ts';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { Drawer } from '../../ui/overlay/Drawer.tsx';
import './form.css';

export interface FormDrawerProps {
  /** `Add a router`, `Edit tower-07`. */
  readonly title: string;
  /** The consequence: `Save and re-rate 212 subscribers`. */
  readonly action: string;
  readonly busy: boolean;
  /** Said over the buttons: who feels it, or why it cannot be saved yet. */
  readonly holds: string | null;
  readonly isBlocked?: boolean;
  /** What the engine said of no field. */
  readonly trouble: string | null;
  /** Something was typed: closing asks first. */
  readonly isChanged: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
  /** px; a form of several columns needs more than the panel's 376. */
  readonly width?: number;
  readonly children: ReactNode;
}

/** A form in the drawer beside its list. */
export function FormDrawer(props: FormDrawerProps) {
  const { title, action, busy, holds, isBlocked = false, trouble, isChanged, onSave, width = 440 } = props;
  const formId = useId();
  const close = async () => {
    const leaves =
      !isChanged ||
      (await confirm({ title: 'Leave without saving?', body: 'What was typed here is lost.', action: 'Leave' }));
    if (leaves) props.onClose();
  };
  const save = () => {
    if (!busy && !isBlocked) onSave();
  };
  useKeys([{ keys: ['Mod Enter', 'Mod s'], label: 'Save', run: save }], { group: 'Form' });
  return (
    <div className="form-drawer" style={{ '--drawer': `${width}px` } as CSSProperties}>
      <Drawer
        title={title}
        label={title}
        onClose={() => void close()}
        footer={
          <>
            {holds !== null && <p className="form-holds">{holds}</p>}
            <Button look="primary" submit form={formId} disabled={busy || isBlocked}>
              {busy ? 'Saving' : action}
            </Button>
            <Button look="ghost" onClick={() => void close()}>
              Cancel
            </Button>
          </>
        }
      >
        <form
          id={formId}
          className="form"
          noValidate
          autoComplete="off"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            save();
          }}
        >
          {trouble !== null && (
            <p className="form-wrong" role="alert">
              <SeverityMark severity="crit" size={10} label="Error" />
              {trouble}
            </p>
          )}
          {props.children}
        </form>
      </Drawer>
    </div>
  );
}

/** Inputs that belong together, under one heading. */
export function FormPart({
  title,
  note,
  end,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly end?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <fieldset className="form-part">
      <legend>
        <b>{title}</b>
        {note && <span>{note}</span>}
        {end && <span className="form-part-end">{end}</span>}
      </legend>
      {children}
    </fieldset>
  );
}
