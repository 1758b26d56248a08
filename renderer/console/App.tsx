import { useEffect, useMemo, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import type { Me } from '../../shared/contract/operations/auth.ts';
import { Button } from '../ui/controls/controls.tsx';
import { IconReset, IconSearch } from '../ui/controls/icons.ts';
import { Frame, type RailGroup } from '../ui/frame/Frame.tsx';
import { KeyHelp } from '../ui/keys/KeyHelp.tsx';
import { ZoneProvider } from '../ui/live/Ages.tsx';
import { SeverityMark } from '../ui/marks/SeverityMark.tsx';
import { ConfirmHost } from '../ui/overlay/Confirm.tsx';
import { ToastHost } from '../ui/overlay/ToastHost.tsx';
import { Palette } from '../ui/palette/Palette.tsx';
import { Boundary } from '../ui/states/Boundary.tsx';
import { EmptyState, ErrorState } from '../ui/states/StateViews.tsx';
import { useRestart } from './desktop.ts';
import { useStatus } from './live/live.ts';
import { OperatorMenu } from './OperatorMenu.tsx';
import { providersOf } from './palette.ts';
import { SignIn } from './SignIn.tsx';
import { checkSession, useSession } from './session.ts';
import { ConsoleStrip } from './strip.tsx';
import { useUpdated } from './updated.ts';
import { useCounts } from './use-counts.ts';
import { useSite } from './use-site.ts';
import { type ConsoleView, loadWhenIdle, views } from './views.ts';
import './unreachable.css';

/** The console: nothing before the engine says who is asking, then the frame and one view. */
export function App() {
  const session = useSession((state) => state.session);
  const attempt = useRestart((state) => state.attempt);
  const isUpdated = useUpdated((state) => state.isUpdated);
  switch (session.kind) {
    case 'checking':
      return null;
    case 'signed-out':
      return <SignIn why={session.why} />;
    case 'unreachable':
      if (attempt > 0) return <Restarting attempt={attempt} />;
      return (
        <main className="unreachable">
          <ErrorState
            title="The console has no engine"
            actions={
              <Button look="primary" onClick={() => void checkSession()}>
                Try again
              </Button>
            }
          >
            {session.detail}
          </ErrorState>
        </main>
      );
    case 'signed-in':
      return (
        <>
          <Console operator={session.operator} />
          {isUpdated && (
            <p className="restarting-note" role="status">
              <SeverityMark severity="warn" size={10} label="Warning" />
              Lastmile was updated. Save what you are writing, then{' '}
              <button type="button" className="link" onClick={() => location.reload()}>
                load this page again
              </button>
              .
            </p>
          )}
          {attempt > 0 && (
            <p className="restarting-note" role="status">
              <SeverityMark severity="warn" size={10} label="Warning" />
              {restartWords(attempt)}. What is shown is from before.
            </p>
          )}
        </>
      );
  }
}

const restartWords = (attempt: number): string => `Lastmile’s engine is restarting (try ${attempt})`;

/** In our own window the shell knows more than a page without an engine: it is being started again. */
function Restarting({ attempt }: { readonly attempt: number }) {
  return (
    <main className="unreachable">
      <EmptyState icon={IconReset} title={restartWords(attempt)}>
        This page comes back by itself. Routers ask RADIUS again meanwhile; no accounting record is lost.
      </EmptyState>
    </main>
  );
}

/** The first view has the machine to itself for this long; then the code of the others is loaded. */
const FIRST_VIEW_MS = 1500;

function Console({ operator }: { readonly operator: Me }) {
  const [path, navigate] = useLocation();
  const [finding, setFinding] = useState(false);
  const { counts, at } = useCounts();
  const site = useSite(operator);
  const allowed = useMemo(
    () => views.filter((view) => operator.permissions.includes(view.permission)),
    [operator.permissions],
  );
  const liveZone = useStatus((told) => told.data?.now.timeZone);
  const doors = useMemo(() => new Set(allowed.map(({ path: pattern }) => pattern)), [allowed]);
  const groups = useMemo(() => railOf(allowed, counts), [allowed, counts]);
  const providers = useMemo(
    () => providersOf(allowed, operator.permissions, navigate),
    [allowed, operator.permissions, navigate],
  );
  useEffect(() => {
    let stop = (): void => undefined;
    const wait = setTimeout(() => {
      stop = loadWhenIdle(allowed);
    }, FIRST_VIEW_MS);
    return () => {
      clearTimeout(wait);
      stop();
    };
  }, [allowed]);
  if (site === null) return null;
  return (
    <ZoneProvider zone={liveZone ?? counts?.timeZone ?? 'UTC'}>
      <Frame
        site={site}
        groups={groups}
        path={path}
        strip={<ConsoleStrip counts={counts} polledAt={at} doors={doors} onFind={() => setFinding(true)} />}
        operator={<OperatorMenu operator={operator} />}
      >
        <Boundary key={path} title="This view cannot be drawn">
          <Switch>
            {allowed.map(({ path: pattern, View }) => (
              <Route key={pattern} path={pattern} component={View} />
            ))}
            <Route>
              <EmptyState
                icon={IconSearch}
                title="There is no such view"
                actions={<Button onClick={() => navigate('/')}>To the overview</Button>}
              >
                {path} is not an address of this console, or your role does not open it.
              </EmptyState>
            </Route>
          </Switch>
        </Boundary>
      </Frame>
      <Palette providers={providers} opened={finding} onOpened={setFinding} />
      <KeyHelp />
      <ConfirmHost />
      <ToastHost />
    </ZoneProvider>
  );
}

const groupOrder: readonly ConsoleView['group'][] = [
  'Operate',
  'Subscribers',
  'Network',
  'Policy',
  'Platform',
  'System',
];

/** The rail's groups with a door for each view the operator may open. */
function railOf(
  allowed: readonly ConsoleView[],
  counts: Parameters<NonNullable<ConsoleView['count']>>[0] | null,
): readonly RailGroup[] {
  return groupOrder
    .map((label) => ({
      label,
      items: allowed
        .filter((view) => view.group === label && !view.isPage)
        .map((view) => ({
          href: view.path,
          label: view.label,
          icon: view.icon,
          count: counts ? view.count?.(counts) : undefined,
        })),
    }))
    .filter((group) => group.items.length > 0);
}
