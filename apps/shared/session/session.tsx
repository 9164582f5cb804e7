/** Who is signed in, as far as the page needs to know: what he may do decides what is shown. */
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import type { EndpointName } from '../../../src/wire/admin/endpoints.ts';
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import { type Answer, call } from '../api/call.ts';
import { useEvents } from '../api/use-events.ts';
import { useAccountLanguage } from './account-language.ts';

export type Me = Answer<'me.show'>;

export interface Session {
  readonly me: Me;
  /** Whether the role may use the endpoint. */
  readonly may: (action: EndpointName) => boolean;
  /** Whether the privilege is given now. */
  readonly has: (privilege: PrivilegeName) => boolean;
  readonly signOut: () => Promise<void>;
}

const Context = createContext<Session | null>(null);

interface Props {
  readonly me: Me;
  /** The session is over, which may be found out anywhere. */
  readonly onEnd: () => void;
  readonly onSignOut: () => void;
  readonly children: ReactNode;
}

export function SessionProvider({ me, onEnd, onSignOut, children }: Props) {
  useEvents(onEnd);
  useAccountLanguage(me);
  const signOut = useCallback(async () => {
    await call('sign-out').catch(() => {});
    onSignOut();
  }, [onSignOut]);
  const value = useMemo<Session>(() => {
    const actions = new Set(me.actions);
    return { me, may: (action) => actions.has(action), has: (privilege) => me.privileges[privilege], signOut };
  }, [me, signOut]);
  return <Context value={value}>{children}</Context>;
}

export function useSession(): Session {
  const value = useContext(Context);
  if (value === null) throw new Error('outside of SessionProvider');
  return value;
}
