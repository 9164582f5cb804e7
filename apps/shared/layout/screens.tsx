/** The screens of an application as one table: where each is, what it is called, who has it. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { Route, Switch } from 'wouter';
import type { AppTextKey } from '../../../locales/apps/index.ts';
import type { EndpointName } from '../../../src/wire/admin/endpoints.ts';
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import { Notice } from '../feedback/notice.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { type Session, useSession } from '../session/session.tsx';
import type { NavigationGroup } from './frame.tsx';
import { WithPrivilege } from './with-privilege.tsx';

export interface Screen {
  /** `/users`; what lies below it belongs to the screen, too. */
  readonly path: string;
  readonly label: AppTextKey;
  /** Heading in the navigation; null: without one, at the top. */
  readonly group: AppTextKey | null;
  /** Endpoint without which there is nothing to see. */
  readonly needs: EndpointName;
  /** Privilege without which nothing can be done there. */
  readonly privilege?: PrivilegeName;
  readonly component: LazyExoticComponent<ComponentType>;
}

/** Loads a screen when it is opened first. @param name of the export */
export function screen<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> {
  return lazy(async () => ({ default: (await load())[name] }));
}

export function visibleScreens(screens: readonly Screen[], { may, has }: Session): readonly Screen[] {
  return screens.filter(({ needs, privilege }) => may(needs) && (privilege === undefined || has(privilege)));
}

export function navigationOf(screens: readonly Screen[]): readonly NavigationGroup[] {
  const groups = Map.groupBy(screens, ({ group }) => group);
  return [...groups].map(([label, items]) => ({ label, items }));
}

export function Screens({ screens }: { readonly screens: readonly Screen[] }) {
  const { t } = useI18n();
  const { may } = useSession();
  return (
    <Switch>
      {screens
        .filter(({ needs }) => may(needs))
        .map(({ path, label, privilege, component: Component }) => (
          <Route key={path} path={path} nest={path !== '/'}>
            <WithPrivilege privilege={privilege ?? null} heading={label}>
              <Component />
            </WithPrivilege>
          </Route>
        ))}
      <Route>
        <Notice kind="warning" title={t('web.not-found')} />
      </Route>
    </Switch>
  );
}
