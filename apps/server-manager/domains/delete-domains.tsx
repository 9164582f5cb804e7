/** Deletes domains: says what is in the way of each, and has the name typed of one that can be deleted. SM2, DI4 */
import type { DomainRowView } from '../../../src/wire/admin/table-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './domains.module.css';
import { whatIsInside } from './what-is-inside.ts';

interface Props {
  readonly domains: readonly DomainRowView[];
  /** @param isDone at least with some. */
  onClose(isDone: boolean): void;
}

export function DeleteDomains({ domains, onClose }: Props) {
  const { t } = useI18n();
  const done = useDone();
  const remove = useChange('domain.delete', ['user', 'alias', 'group', 'policy', 'audit', 'search', 'certificate']);
  const empty = domains.filter((domain) => whatIsInside(t, domain).length === 0);
  const kept = domains.filter((domain) => !empty.includes(domain));
  const [only] = empty;
  const run = async () => {
    for (const { name } of empty) {
      if ((await remove.run({ path: { name } })) === null) return;
      await done(t('server.domains.deleted', { name }), { kind: 'domain', name });
    }
    onClose(true);
  };
  return (
    <Confirm
      title={t('server.domains.delete.title', { count: domains.length, name: domains[0]?.name ?? '' })}
      action={t('server.delete')}
      {...(empty.length === 1 && only !== undefined && { typed: only.name })}
      isRunning={remove.isRunning}
      isBlocked={empty.length === 0}
      failure={remove.failure}
      onConfirm={() => void run()}
      onCancel={() => onClose(false)}
    >
      {kept.length > 0 && (
        <Notice kind="warning" title={t('server.domains.delete.kept')}>
          <ul className={classes.list}>
            {kept.map((domain) => (
              <li key={domain.name}>
                <strong>{domain.name}</strong>: {whatIsInside(t, domain).join(', ')}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {empty.length > 0 && (
        <>
          <p>{t('server.domains.delete.text')}</p>
          <p>{empty.map(({ name }) => name).join(', ')}</p>
        </>
      )}
    </Confirm>
  );
}
