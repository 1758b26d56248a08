import type { ReactNode } from 'react';

/** The portal's few icons, drawn here: the icon package's component code alone would weigh more than all of them. */
function Icon({
  size,
  children,
  className,
}: {
  readonly size: number;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const GaugeIcon = () => (
  <Icon size={20}>
    <path d="M2.3 12a5.8 5.8 0 1 1 11.4 0M8 11.5l2.6-4.2" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon size={18}>
    <path d="M4 4l8 8M12 4l-8 8" />
  </Icon>
);
export const ChevronIcon = () => (
  <Icon size={18} className="chevron">
    <path d="M6 4l4 4-4 4" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon size={16} className="ok">
    <path d="M3.5 8.3l3 3 6-6.5" />
  </Icon>
);
export const ClockIcon = () => (
  <Icon size={18}>
    <path d="M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 4.8V8l2.2 1.6" />
  </Icon>
);
/** An eye; with a line through it while the password is shown. */
export const EyeIcon = ({ crossed }: { readonly crossed: boolean }) => (
  <Icon size={20}>
    <path d="M1.5 8S3.8 3.8 8 3.8 14.5 8 14.5 8 12.2 12.2 8 12.2 1.5 8 1.5 8z" />
    <path d="M8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z" />
    {crossed && <path d="M3 13 13 3" />}
  </Icon>
);
