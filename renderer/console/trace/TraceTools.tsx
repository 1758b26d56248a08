import { operationUrl } from '../../../shared/contract/client.ts';
import { operationOutlines } from '../../../shared/contract/outline.ts';
import './trace.css';

export interface TraceToolsProps {
  readonly of: 'subscriber' | 'nas';
  readonly id: number;
  readonly paused: boolean;
  readonly onPause: (paused: boolean) => void;
}

/** Pause, and the capture file. */
export function TraceTools({ of, id, paused, onPause }: TraceToolsProps) {
  const name = of === 'nas' ? 'nas.trace-pcap' : 'subscriber.trace-pcap';
  return (
    <>
      <button type="button" className="link trace-pause" aria-pressed={paused} onClick={() => onPause(!paused)}>
        {paused ? 'Follow' : 'Pause'}
      </button>
      <a
        className="link"
        href={operationUrl(operationOutlines[name], { params: { id } })}
        download
        title="For Wireshark; secrets are zeros"
      >
        pcap
      </a>
    </>
  );
}
