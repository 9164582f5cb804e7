/** The Preferences Manager: what everybody manages of his own account. REQUIREMENTS PM1 to PM4 */
import { Frame } from '../shared/layout/frame.tsx';
import { navigationOf, Screens, visibleScreens } from '../shared/layout/screens.tsx';
import { GlobalSearch } from '../shared/search/global-search.tsx';
import { useSession } from '../shared/session/session.tsx';
import { SCREENS } from './screens.ts';

export function Preferences() {
  const session = useSession();
  return (
    <Frame
      title="web.preferences"
      navigation={navigationOf(visibleScreens(SCREENS, session))}
      search={<GlobalSearch />}
    >
      <Screens screens={SCREENS} />
    </Frame>
  );
}
