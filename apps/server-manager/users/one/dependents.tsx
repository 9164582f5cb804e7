/** What stands against deleting users: asked of the server. DI5 */
import { useQueries } from '@tanstack/react-query';
import { type Answer, call } from '../../../shared/api/call.ts';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import classes from './dependents.module.css';

type Dependent = Answer<'user.dependents'>['dependents'][number];

export function Dependents({ userIds }: { readonly userIds: readonly string[] }) {
  const { t } = useI18n();
  const results = useQueries({
    queries: userIds.map((userId) => ({
      // Not among what is known of users: who has just been deleted is not asked for again.
      queryKey: ['dependents', userId],
      queryFn: () => call('user.dependents', { path: { userId } }),
    })),
  });
  const found = userIds.flatMap((userId, index) =>
    (results[index]?.data?.dependents ?? []).map((dependent: Dependent) => ({ userId, ...dependent })),
  );
  if (found.length === 0) return null;
  return (
    <Notice kind="warning" title={t('server.users.dependents')}>
      <ul className={classes.list}>
        {found.map(({ userId, kind, name }) => (
          <li key={`${userId} ${kind} ${name}`}>
            {userIds.length > 1 && <strong>{userId}: </strong>}
            {t(`dependent.${kind}`, { what: name })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
