/** One user: all there is to see and to change, a tab for each concern. SM3, DI2 */
import { Button, Tabs } from '@mantine/core';
import { Link, useSearchParams } from 'wouter';
import type { EndpointName } from '../../../../src/wire/admin/endpoints.ts';
import type { UserView } from '../../../../src/wire/admin/schemas.ts';
import { useRead } from '../../../shared/api/use-api.ts';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { StateMark } from '../../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Page } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { stateOf, UserState } from '../user-state.tsx';
import { UserAccess } from './user-access.tsx';
import { UserActivity } from './user-activity.tsx';
import { UserGroups } from './user-groups.tsx';
import { UserLimits } from './user-limits.tsx';
import { UserMail } from './user-mail.tsx';
import { UserProfile } from './user-profile.tsx';
import { UserRemoval } from './user-removal.tsx';

export interface UserTabProps {
  readonly user: UserView;
}

const HELP = {
  texts: ['server.users.one.help.1', 'server.users.one.help.2', 'server.users.one.help.3'],
  guide: 'administrator/users',
} as const;

const TABS = [
  { name: 'profile', needs: 'user.show', component: UserProfile },
  { name: 'mail', needs: 'user.show', component: UserMail },
  { name: 'access', needs: 'user.factors', component: UserAccess },
  { name: 'limits', needs: 'policy.show', component: UserLimits },
  { name: 'groups', needs: 'group.list', component: UserGroups },
  { name: 'activity', needs: 'audit.list', component: UserActivity },
  { name: 'removal', needs: 'user.archive', component: UserRemoval },
] as const satisfies readonly { readonly name: string; readonly needs: EndpointName; readonly component: unknown }[];

export function OneUser({ userId }: { readonly userId: string }) {
  const { t } = useI18n();
  const user = useRead('user.show', { path: { userId } });
  const { data } = user;
  const name = data === undefined ? '' : `${data.profile.firstName} ${data.profile.lastName}`.trim();
  return (
    <Page
      title={name === '' ? userId : name}
      lead={data && <Summary user={data} />}
      help={HELP}
      commands={commandsFor(data?.userId ?? userId)}
      actions={
        <Button component={Link} href="/" variant="default">
          {t('server.users.all')}
        </Button>
      }
    >
      <Loaded of={user}>{(shown) => <Sections user={shown} />}</Loaded>
    </Page>
  );
}

function Summary({ user }: UserTabProps) {
  const { t } = useI18n();
  return (
    <>
      {user.userId} · {user.mail} <UserState state={stateOf(user)} />{' '}
      {user.role !== 'user' && <StateMark kind="quiet">{t(`server.role.${user.role}`)}</StateMark>}{' '}
      {user.isMirrored && <StateMark kind="quiet">{t('server.users.mirrored')}</StateMark>}
    </>
  );
}

function Sections({ user }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const [parameters, setParameters] = useSearchParams();
  const tabs = TABS.filter(({ needs }) => may(needs));
  const chosen = tabs.find(({ name }) => name === parameters.get('tab'))?.name ?? 'profile';
  return (
    <>
      {user.archivedAt !== null && <Archived at={user.archivedAt} />}
      <Tabs
        value={chosen}
        onChange={(tab) => setParameters(tab === null || tab === 'profile' ? {} : { tab }, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {t(`server.users.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ name, component: Tab }) => (
          <Tabs.Panel key={name} value={name}>
            <Tab user={user} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

function Archived({ at }: { readonly at: string }) {
  const { t, formats } = useI18n();
  return <Notice kind="warning">{t('server.users.archived.notice', { date: formats.date(at) })}</Notice>;
}

function commandsFor(userId: string): readonly string[] {
  return [`mailroom user show ${userId}`, `mailroom user update ${userId} --help`, `mailroom policy show ${userId}`];
}
