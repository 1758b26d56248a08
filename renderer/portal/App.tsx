import { HomeScreen } from './home/HomeScreen.tsx';
import { usePortalState } from './session/portal-context.ts';
import { SignIn } from './sign-in/SignIn.tsx';
import { Failed } from './states/Failed.tsx';
import { Waiting } from './states/Waiting.tsx';
import './portal.css';

/** The phone page of a subscriber. There is one screen yet, so there are no tabs. */
export function App() {
  const screen = usePortalState((state) => state.screen);
  const dashboard = usePortalState((state) => state.dashboard);
  return (
    <div className="phone">
      {screen === 'loading' && <Waiting />}
      {screen === 'failed' && <Failed />}
      {screen === 'sign-in' && <SignIn />}
      {screen === 'home' && dashboard && <HomeScreen dashboard={dashboard} />}
    </div>
  );
}
