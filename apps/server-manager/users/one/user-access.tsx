/** Whether and how a user signs in: state, role, password, second factors, programs, sessions. DI9 */
import { useSession } from '../../../shared/session/session.tsx';
import type { UserTabProps } from './one-user.tsx';
import { Tab } from './tab.tsx';
import { UserAppPasswords } from './user-app-passwords.tsx';
import { UserFactors } from './user-factors.tsx';
import { UserPassword } from './user-password.tsx';
import { UserRole } from './user-role.tsx';
import { UserSessions } from './user-sessions.tsx';
import { UserSignIn } from './user-sign-in.tsx';

export function UserAccess({ user }: UserTabProps) {
  const { may } = useSession();
  return (
    <Tab>
      {may('user.update') && user.archivedAt === null && <UserSignIn user={user} />}
      {may('user.password') && <UserPassword user={user} />}
      {may('user.factors') && <UserFactors user={user} />}
      {may('user.sessions') && <UserSessions user={user} />}
      {may('user.app-passwords') && <UserAppPasswords user={user} />}
      {may('user.update') && <UserRole user={user} />}
    </Tab>
  );
}
