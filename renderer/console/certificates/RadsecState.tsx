import type { RadsecStatus } from '../../../shared/contract/operations/certificates.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { IconDownload } from '../../ui/controls/icons.ts';
import { download } from '../../ui/files/download.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { Stamp } from '../../ui/live/Ages.tsx';
import { SeverityMark, Status } from '../../ui/marks/SeverityMark.tsx';
import { SkeletonLines } from '../../ui/states/StateViews.tsx';
import type { Read } from '../overview/use-read.ts';
import { shortHex, stageSeverity } from './certificate-words.ts';
import '../virtual-nas/point.css';

const listenerSeverity = { off: 'none', serving: 'ok', failed: 'crit' } as const;
const listenerWord = { off: 'Off', serving: 'Serving', failed: 'Not serving' } as const;

export interface RadsecStateProps {
  readonly status: Read<RadsecStatus>;
  /** Absent where the operator may not. */
  readonly onNewServer?: (() => void) | undefined;
}

/** The authority, the server certificate and the listener, side by side. */
export function RadsecState({ status: { data, trouble, retry }, onNewServer }: RadsecStateProps) {
  if (!data && trouble === null) return <SkeletonLines lines={2} />;
  if (!data) {
    return (
      <p className="form-wrong" role="alert">
        <SeverityMark severity="crit" label="Error" />
        The state of RadSec could not be read: {trouble}
        <Button small onClick={retry}>
          Try again
        </Button>
      </p>
    );
  }
  const { authority, server, listener } = data;
  return (
    <dl className="point">
      <div>
        <dt>RADIUS over TLS</dt>
        <dd>
          <span className="point-value">
            <Status severity={listenerSeverity[listener.state]}>{listenerWord[listener.state]}</Status>
            {listener.state === 'serving' && <span>{integer(listener.connections)} connected</span>}
          </span>
          {listener.detail}
        </dd>
      </div>
      <div>
        <dt>Authority</dt>
        <dd>
          {authority ? (
            <>
              <span className="point-value">
                <Status severity={stageSeverity[authority.stage]}>
                  until <Stamp at={authority.notAfter} />
                </Status>
                <Button
                  small
                  look="ghost"
                  icon={IconDownload}
                  onClick={() => download('lastmile-ca.pem', new Blob([authority.pem]))}
                >
                  CA
                </Button>
              </span>
              <span className="id" title={authority.fingerprint256}>
                {authority.subject}, SHA-256 {shortHex(authority.fingerprint256)}
              </span>
            </>
          ) : (
            <span className="point-value">none yet</span>
          )}
        </dd>
      </div>
      <div>
        <dt>Server certificate</dt>
        <dd>
          {server ? (
            <>
              <span className="point-value">
                <Status severity={stageSeverity[server.stage]}>
                  until <Stamp at={server.notAfter} />
                </Status>
                {onNewServer && (
                  <Button small look="ghost" onClick={onNewServer}>
                    Other names
                  </Button>
                )}
              </span>
              <span className="id">{server.names.join(', ')}</span>
            </>
          ) : (
            <span className="point-value">comes with the authority</span>
          )}
        </dd>
      </div>
    </dl>
  );
}
