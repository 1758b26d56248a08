import { TextInput } from '@mantine/core';
import { maintenanceNoteMax, maintenanceWindowsMax } from '../../../shared/domain/maintenance.ts';
import { Button, IconButton } from '../../ui/controls/controls.tsx';
import { IconAdd, IconClock, IconClose } from '../../ui/controls/icons.ts';
import { Pane } from '../../ui/pane/Pane.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { newWindow, type WindowFields } from './settings-fields.ts';
import { placeLabel } from './zones.ts';

export interface MaintenancePaneProps {
  readonly windows: readonly WindowFields[];
  /** The one in force: also while another is being chosen beside it. */
  readonly zone: string;
  readonly now: number;
  readonly mayEdit: boolean;
  readonly errorAt: (field: string) => string | undefined;
  readonly forget: (field: string) => void;
  readonly onChange: (windows: readonly WindowFields[]) => void;
}

/** Announced downtime (F028): one line per window, in the ISP's own time. */
export function MaintenancePane(props: MaintenancePaneProps) {
  const { windows, zone, now, mayEdit, errorAt, forget, onChange } = props;
  const add = mayEdit && windows.length < maintenanceWindowsMax && (
    <Button small icon={IconAdd} onClick={() => onChange([...windows, newWindow(now, zone)])}>
      Window
    </Button>
  );
  const change = (at: number, name: 'from' | 'to' | 'note', value: string) => {
    forget(`maintenance[${at}].${name}`);
    onChange(windows.map((window, place) => (place === at ? { ...window, [name]: value } : window)));
  };
  const input = (at: number, name: 'from' | 'to' | 'note', label: string) => ({
    'aria-label': `Window ${at + 1}, ${label}`,
    value: windows[at]?.[name] ?? '',
    error: errorAt(`maintenance[${at}].${name}`),
    readOnly: !mayEdit,
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      change(at, name, event.currentTarget.value),
  });
  const whole = errorAt('maintenance');
  return (
    <Pane
      title="Maintenance windows"
      note="subscribers see them on the portal from 36 hours before until the end"
      end={add}
      padded
      column="1 / -1"
    >
      {windows.length === 0 ? (
        <EmptyState icon={IconClock} title="No maintenance is announced">
          {mayEdit
            ? 'Announce a window before work that interrupts lines: fewer people call.'
            : 'Nothing is planned that would interrupt lines.'}
        </EmptyState>
      ) : (
        <div className="windows">
          <div className="window-line head" aria-hidden="true">
            <span>From</span>
            <span>To</span>
            <span>What subscribers are told beside it</span>
          </div>
          {windows.map(({ key }, at) => (
            <div key={key} className="window-line">
              <TextInput type="datetime-local" {...input(at, 'from', 'from')} />
              <TextInput type="datetime-local" {...input(at, 'to', 'to')} />
              <TextInput
                placeholder={mayEdit ? 'Optional, one sentence' : ''}
                maxLength={maintenanceNoteMax}
                {...input(at, 'note', 'note')}
              />
              {mayEdit && (
                <IconButton
                  icon={IconClose}
                  label={`Remove window ${at + 1}`}
                  onClick={() => onChange(windows.filter((_, place) => place !== at))}
                />
              )}
            </div>
          ))}
          {whole !== undefined && <p className="crit fs11">{whole}</p>}
          <p className="form-note">Times are those of {placeLabel(zone, now)}. A window that is over goes by itself.</p>
        </div>
      )}
    </Pane>
  );
}
