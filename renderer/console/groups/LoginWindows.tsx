import { TextInput } from '@mantine/core';
import { dayNames, type LoginWindow, loginWindowsMax } from '../../../shared/domain/login-window.ts';
import { Button, IconButton } from '../../ui/controls/controls.tsx';
import { IconAdd, IconClose } from '../../ui/controls/icons.ts';
import type { ErrorAt } from '../attributes/AttributeRows.tsx';
import { FormPart } from '../form/FormDrawer.tsx';

export interface LoginWindowsProps {
  readonly windows: readonly LoginWindow[];
  readonly errorAt: ErrorAt;
  readonly onChange: (windows: readonly LoginWindow[]) => void;
}

const fresh: LoginWindow = { days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' };

/** Days and hours in which members may log in; a session ends with its window. */
export function LoginWindows({ windows, errorAt, onChange }: LoginWindowsProps) {
  const change = (at: number, what: Partial<LoginWindow>) =>
    onChange(windows.map((window, place) => (place === at ? { ...window, ...what } : window)));
  return (
    <FormPart
      title="Login hours"
      note={windows.length === 0 ? 'always' : 'a session ends with its window'}
      end={
        windows.length < loginWindowsMax && (
          <Button small icon={IconAdd} onClick={() => onChange([...windows, fresh])}>
            Hours
          </Button>
        )
      }
    >
      {windows.map((window, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a window has no name of its own; its inputs are controlled
        <div key={at} className="wide window-line">
          <div>
            <div className="window-days">
              {dayNames.map((name, index) => {
                const day = index + 1;
                const isOn = window.days.includes(day);
                return (
                  <button
                    key={name}
                    type="button"
                    aria-pressed={isOn}
                    aria-label={`${name}, window ${at + 1}`}
                    onClick={() =>
                      change(at, {
                        days: isOn ? window.days.filter((one) => one !== day) : [...window.days, day].sort(),
                      })
                    }
                  >
                    {name}
                  </button>
                );
              })}
            </div>
            {errorAt(`loginWindows[${at}].days`) && <p className="crit fs11">{errorAt(`loginWindows[${at}].days`)}</p>}
          </div>
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              aria-label={`Window ${at + 1}, ${end}`}
              value={window[end]}
              error={errorAt(`loginWindows[${at}].${end}`)}
              autoComplete="off"
              onChange={(event) => change(at, { [end]: event.currentTarget.value })}
            />
          ))}
          <IconButton
            icon={IconClose}
            label={`Remove window ${at + 1}`}
            onClick={() => onChange(windows.filter((_, place) => place !== at))}
          />
        </div>
      ))}
    </FormPart>
  );
}
