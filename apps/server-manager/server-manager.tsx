/** The Server Manager: everything that administrators manage. REQUIREMENTS SM1 to SM6 */
import { Frame } from '../shared/layout/frame.tsx';
import { navigationOf, Screens, visibleScreens } from '../shared/layout/screens.tsx';
import { useSession } from '../shared/session/session.tsx';
import { SCREENS } from './screens.ts';

export function ServerManager() {
  const session = useSession();
  return (
    <Frame title="web.server-manager" navigation={navigationOf(visibleScreens(SCREENS, session))}>
      <Screens screens={SCREENS} />
    </Frame>
  );
}
