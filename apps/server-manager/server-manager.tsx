/** The Server Manager: everything that administrators manage. REQUIREMENTS SM1 to SM6 */
import { Redirect, Route, Switch } from 'wouter';
import { Frame } from '../shared/layout/frame.tsx';
import { navigationOf, Screens, visibleScreens } from '../shared/layout/screens.tsx';
import { GlobalSearch } from '../shared/search/global-search.tsx';
import { DomainProvider } from '../shared/session/domain.tsx';
import { useSession } from '../shared/session/session.tsx';
import { DomainBox } from './domain-box.tsx';
import { SCREENS } from './screens.ts';
import { FreshStart } from './start/fresh-start.tsx';

export function ServerManager() {
  const session = useSession();
  const screens = visibleScreens(SCREENS, session);
  const [first] = screens;
  return (
    <DomainProvider>
      <FreshStart />
      <Frame
        title="web.server-manager"
        navigation={navigationOf(screens)}
        search={
          <>
            <DomainBox />
            <GlobalSearch />
          </>
        }
      >
        <Switch>
          {/* Roles of domains have no dashboard. */}
          {first !== undefined && first.path !== '/' && (
            <Route path="/">
              <Redirect to={first.path} replace />
            </Route>
          )}
          <Route>
            <Screens screens={SCREENS} />
          </Route>
        </Switch>
      </Frame>
    </DomainProvider>
  );
}
