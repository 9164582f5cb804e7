/** From the first request to the application: signed in or not, with a one-time password or not, administrator or not. */
import { useQueryClient } from '@tanstack/react-query';
import { Activity, lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { SCREENS as PREFERENCES_SCREENS } from './preferences/screens.ts';
import { SCREENS as SERVER_SCREENS } from './server-manager/screens.ts';
import { call } from './shared/api/call.ts';
import { keyOf, useRead } from './shared/api/use-api.ts';
import { ApplicationsProvider } from './shared/search/places.tsx';
import { type Me, SessionProvider } from './shared/session/session.tsx';
import { ForcedChange } from './shared/sign-in/forced-change.tsx';
import { EntranceFailure, SignIn } from './shared/sign-in/sign-in.tsx';

const ServerManager = lazy(async () => ({
  default: (await import('./server-manager/server-manager.tsx')).ServerManager,
}));
const Preferences = lazy(async () => ({ default: (await import('./preferences/preferences.tsx')).Preferences }));

const APPLICATIONS = [
  { path: '/msg/server', label: 'web.server-manager', screens: SERVER_SCREENS },
  { path: '/msg/my', label: 'web.preferences', screens: PREFERENCES_SCREENS },
] as const;

const ME = keyOf('me.show');

export function Entry() {
  const client = useQueryClient();
  const me = useRead('me.show');
  const [hasSignedOut, setSignedOut] = useState(false);
  const known = me.data;
  const isOut = me.error?.code === 'authentication-failed';
  const isOver = isOut && known !== undefined;

  const onEnd = useCallback(() => void client.invalidateQueries({ queryKey: ME }), [client]);
  const onSignOut = useCallback(() => {
    setSignedOut(true);
    void client.resetQueries({ queryKey: ME });
    forgetOthers(client);
  }, [client]);
  const onChanged = useCallback(() => void client.resetQueries({ queryKey: ME }), [client]);
  const resume = useCallback(async () => {
    setSignedOut(false);
    const next = await call('me.show').catch(() => null);
    if (next === null) return onChanged();
    // Nothing that one has read is left to another one.
    if (next.userId !== known?.userId) forgetOthers(client);
    client.setQueryData(ME, next);
    void client.invalidateQueries();
  }, [client, known?.userId, onChanged]);
  const onSignedIn = useCallback(() => void resume(), [resume]);

  useEffect(() => {
    document.documentElement.toggleAttribute('data-session-over', isOver);
  }, [isOver]);

  if (isOut && known === undefined) return <SignIn isOver={false} onSignedIn={onSignedIn} />;
  if (me.error !== null && known === undefined) return <EntranceFailure failure={me.error} onRetry={onChanged} />;
  if (known === undefined) return null;
  if (known.mustChangePassword && !isOver) return <ForcedChange onChanged={onChanged} onSignOut={onSignOut} />;
  return (
    <>
      {isOver && <SignIn key="again" isOver={!hasSignedOut} login={known.userId} onSignedIn={onSignedIn} />}
      {/* What was being typed is there again when the same person has signed in again. */}
      <Activity mode={isOver ? 'hidden' : 'visible'}>
        <SessionProvider key={known.userId} me={known} onEnd={onEnd} onSignOut={onSignOut}>
          <ApplicationsProvider value={APPLICATIONS}>
            <Suspense fallback={null}>
              <Applications me={known} />
            </Suspense>
          </ApplicationsProvider>
        </SessionProvider>
      </Activity>
    </>
  );
}

function forgetOthers(client: ReturnType<typeof useQueryClient>): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[1] !== 'me.show' });
}

function Applications({ me }: { readonly me: Me }) {
  const isAdministrator = me.role !== 'user';
  return (
    <Router base="/msg">
      <Switch>
        {isAdministrator && (
          <Route path="/server" nest>
            <ServerManager />
          </Route>
        )}
        <Route path="/my" nest>
          <Preferences />
        </Route>
        <Route>
          <Redirect to={isAdministrator ? '/server' : '/my'} replace />
        </Route>
      </Switch>
    </Router>
  );
}
