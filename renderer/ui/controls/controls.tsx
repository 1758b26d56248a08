import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Glyph } from './Glyph.tsx';
import { IconCheck, IconChevronDown, IconClose, type IconType } from './icons.ts';
import './controls.css';

type NativeButton = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'>;

export interface ButtonProps extends NativeButton {
  /** `primary` once per view: the consequence is on it (*Reset FUP of 3*). `danger` is text in red, never a red slab. */
  readonly look?: 'default' | 'primary' | 'danger' | 'ghost';
  readonly icon?: IconType;
  /** The key that does the same. */
  readonly hint?: string;
  /** 24 px, for pane heads and toasts. */
  readonly small?: boolean;
  readonly submit?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A 28 px button. */
export function Button(props: ButtonProps) {
  const { look = 'default', icon, hint, small, submit, className, children, ...rest } = props;
  const classes = `btn ${look}${small ? ' small' : ''}${className ? ` ${className}` : ''}`;
  return (
    <button {...rest} type={submit ? 'submit' : 'button'} className={classes}>
      {icon && <Glyph icon={icon} />}
      {children}
      {hint && <Kbd>{hint}</Kbd>}
    </button>
  );
}

export interface IconButtonProps extends NativeButton {
  readonly icon: IconType;
  /** The word that the icon stands for: tooltip and accessible name. */
  readonly label: string;
  readonly size?: 24 | 28;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A square button with an icon; its word is on hover and for the screen reader. */
export function IconButton({ icon, label, size = 28, className, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={`icon-btn s${size}${className ? ` ${className}` : ''}`}
      aria-label={label}
      title={rest.title ?? label}
    >
      <Glyph icon={icon} />
    </button>
  );
}

/** A key as it is printed on the keyboard. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return <kbd className="kbd">{children}</kbd>;
}

export interface SegOption<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
}

export interface SegProps<T extends string> {
  /** What is being chosen, for the screen reader: `Range`. */
  readonly label: string;
  readonly options: readonly SegOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** 28 px in a view head, 24 px in a pane head. */
  readonly tall?: boolean;
}

/** One of a few, all visible: ranges, directions. Arrow keys move, as in a radio group. */
export function Seg<T extends string>({ label, options, value, onChange, tall = false }: SegProps<T>) {
  const move = (step: number) => {
    const at = options.findIndex((option) => option.value === value);
    const next = options[(at + step + options.length) % options.length];
    if (next) onChange(next.value);
  };
  return (
    <div
      className={tall ? 'seg tall' : 'seg'}
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        move(step);
        const group = event.currentTarget;
        queueMicrotask(() => group.querySelector<HTMLElement>('[aria-checked="true"]')?.focus());
      }}
    >
      {options.map((option) => {
        const on = option.value === value;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a native radio cannot hold a styled label without a second element
          <button
            key={option.value}
            type="button"
            role="radio"
            aria-checked={on}
            tabIndex={on ? 0 : -1}
            className={on ? 'on' : undefined}
            onClick={() => onChange(option.value)}
          >
            {option.label}
          </button>
        );
      })}
    </div>
  );
}

export interface ChipProps extends Omit<NativeButton, 'value'> {
  readonly label: ReactNode;
  /** The chosen value or the count behind the chip. */
  readonly value?: ReactNode;
  readonly on?: boolean;
  /** A chip that opens a menu shows ▾ while off. */
  readonly opens?: boolean;
  /** With it an active chip shows × and takes its filter away. */
  readonly onClear?: () => void;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A filter in the bar: label, value, and × while it filters. */
export function Chip({ label, value, on = false, opens, onClear, className, ...rest }: ChipProps) {
  const clears = on && onClear !== undefined;
  return (
    <span className={`chip${on ? ' on' : ''}${className ? ` ${className}` : ''}`}>
      <button {...rest} type="button" className="chip-main" aria-pressed={opens ? undefined : on}>
        {label}
        {value !== undefined && <b>{value}</b>}
        {opens && !clears && <Glyph icon={IconChevronDown} size={12} />}
      </button>
      {clears && (
        <button type="button" className="chip-clear" aria-label="Remove this filter" onClick={onClear}>
          <Glyph icon={IconClose} size={12} />
        </button>
      )}
    </span>
  );
}

export interface CheckBoxProps {
  readonly checked: boolean | 'mixed';
  readonly label: string;
  readonly onToggle: (event: { readonly shiftKey: boolean }) => void;
  /** Inside a grid row the row has the focus, not the box. */
  readonly focusable?: boolean;
}

/** The 14 px box of a table row. Lighter than a form's checkbox: forty of them repaint while scrolling. */
export function CheckBox({ checked, label, onToggle, focusable = true }: CheckBoxProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native checkbox cannot be `mixed` without a ref and an effect per row
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      tabIndex={focusable ? 0 : -1}
      className={checked ? 'box on' : 'box'}
      onMouseDown={focusable ? undefined : (event) => event.preventDefault()}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(event);
      }}
    >
      {checked === 'mixed' ? <span className="box-mixed" /> : checked ? <Glyph icon={IconCheck} size={12} /> : null}
    </button>
  );
}
