import { useState } from 'react';
import type { ClientInput } from '../../../shared/contract/contract.ts';
import type { NasTest } from '../../../shared/contract/operations/nas.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { severityWord } from '../../ui/marks/severity.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { stepName, stepSeverity, testWords } from './router-words.ts';
import '../form/form.css';

type TestBody = NonNullable<ClientInput<'nas.test'>['body']>;

export type TestState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly test: NasTest }
  | { readonly kind: 'refused'; readonly why: string };

/** Tries a router's API; the newest question's answer is the one that stays. */
export function useConnectionTest(): { readonly state: TestState; readonly run: (body: TestBody) => void } {
  const [state, setState] = useState<TestState>({ kind: 'idle' });
  return {
    state,
    run: (body) => {
      setState({ kind: 'asking' });
      engine.call('nas.test', { body }).then(
        (test) => setState({ kind: 'answered', test }),
        (error: unknown) => setState({ kind: 'refused', why: listTrouble(error) }),
      );
    },
  };
}

/** What the test found, step by step. With an unknown certificate its fingerprint, and the way to pin it. */
export function TestSteps({ state, onPin }: { readonly state: TestState; readonly onPin?: (sha256: string) => void }) {
  if (state.kind === 'idle') return null;
  if (state.kind === 'asking')
    return (
      <p className="fs12 t2" role="status">
        Asking the router …
      </p>
    );
  if (state.kind === 'refused') {
    return (
      <p className="form-warn" role="alert">
        <SeverityMark severity="crit" label="Error" />
        {state.why}
      </p>
    );
  }
  const { test } = state;
  const { presentedSha256: sha256 } = test;
  return (
    <div role="status">
      <p className="fs12 t2">{testWords(test)}</p>
      <ul className="steps">
        {test.steps.map((step) => (
          <li key={step.step}>
            <SeverityMark severity={stepSeverity(step)} label={severityWord[stepSeverity(step)]} />
            {stepName(step)}
            <span>{step.detail}</span>
          </li>
        ))}
      </ul>
      {sha256 && onPin && (
        <>
          <p className="form-note">
            Compare it with <code className="mono">/certificate print detail</code> on the router before you trust it:
          </p>
          <p className="mono fs11 wrap-any">{sha256}</p>
          <Button small onClick={() => onPin(sha256)}>
            Pin this certificate
          </Button>
        </>
      )}
    </div>
  );
}
