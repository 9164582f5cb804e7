/** The screens of both applications, for whatever leads to one of another application: no application knows the other. */
import { createContext, useContext, useMemo } from 'react';
import type { AppTextKey } from '../../../locales/apps/index.ts';
import { type Screen, visibleScreens } from '../layout/screens.tsx';
import { useSession } from '../session/session.tsx';

export interface Application {
  /** Below the server: `/msg/server`. */
  readonly path: string;
  readonly label: AppTextKey;
  readonly screens: readonly Screen[];
}

export interface Place {
  readonly address: string;
  readonly label: AppTextKey;
  readonly application: AppTextKey;
}

const Context = createContext<readonly Application[]>([]);
export const ApplicationsProvider = Context.Provider;

/** Those that the session has. */
export function usePlaces(): readonly Place[] {
  const applications = useContext(Context);
  const session = useSession();
  return useMemo(
    () =>
      applications.flatMap(({ path, label: application, screens }) =>
        visibleScreens(screens, session).map(({ path: below, label }) => ({
          address: below === '/' ? path : `${path}${below}`,
          label,
          application,
        })),
      ),
    [applications, session],
  );
}
