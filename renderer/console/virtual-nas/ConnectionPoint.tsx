import { type ReactNode, useCallback } from 'react';
import { Link } from 'wouter';
import { copyText } from '../../ui/controls/clipboard.ts';
import { Button, IconButton } from '../../ui/controls/controls.tsx';
import { IconCopy } from '../../ui/controls/icons.ts';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { SkeletonLines } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { useRead } from '../overview/use-read.ts';
import { hostPort } from '../routers/router-words.ts';
import './point.css';

const everyMs = 30_000;

/** F059: where routers send RADIUS to, each value to copy. */
export function ConnectionPoint() {
  const read = useCallback(() => engine.call('nas.connection-point', {}), []);
  const { data, trouble, retry } = useRead(read, everyMs);
  if (!data && trouble === null) return <SkeletonLines lines={2} />;
  if (!data) {
    return (
      <p className="form-wrong" role="alert">
        <SeverityMark severity="crit" label="Error" />
        The connection point could not be read: {trouble}
        <Button small onClick={retry}>
          Try again
        </Button>
      </p>
    );
  }
  const [address = 'LASTMILE-ADDRESS', ...others] = data.addresses;
  const { radsec } = data;
  return (
    <dl className="point">
      <Point label="Authentication (UDP)" value={hostPort(address, data.authPort)}>
        {others.length > 0 ? `also at ${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}` : null}
      </Point>
      <Point label="Accounting (UDP)" value={hostPort(address, data.acctPort)} />
      {radsec ? (
        <Point label="RadSec (TLS)" value={hostPort(radsec.names[0] ?? address, radsec.port)}>
          certificate instead of address
        </Point>
      ) : (
        <div>
          <dt>RadSec (TLS)</dt>
          <dd>
            <span className="point-value">off</span>
            <Link className="link" href="/certificates">
              Create the authority to serve it
            </Link>
          </dd>
        </div>
      )}
      <div>
        <dt>Shared secret</dt>
        <dd>
          <span className="point-value">one for each NAS</span>
          RadSec: always <span className="id">radsec</span>
        </dd>
      </div>
      <div>
        <dt>User names</dt>
        <dd>
          <span className="point-value id">user</span>
          or <span className="id">user@realm</span>
        </dd>
      </div>
    </dl>
  );
}

function Point({
  label,
  value,
  children,
}: {
  readonly label: string;
  readonly value: string;
  readonly children?: ReactNode;
}) {
  const copy = async () => {
    const isDone = await copyText(value);
    toast(
      isDone
        ? { severity: 'ok', title: `Copied ${value}`, stayMs: 1500 }
        : { severity: 'warn', title: 'The browser refused to copy; select the text instead' },
    );
  };
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className="point-value">
          <span className="id">{value}</span>
          <IconButton icon={IconCopy} size={24} label={`Copy ${label}`} onClick={() => void copy()} />
        </span>
        {children}
      </dd>
    </div>
  );
}
