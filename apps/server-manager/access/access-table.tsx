/** Levels and privileges against each other: given, withheld, or left to the wider level. */
import { Button, Skeleton } from '@mantine/core';
import type { ApiFailure } from '../../shared/api/failure.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { PRIVILEGES, type PrivilegeValue } from '../policy/privileges.ts';
import classes from './access.module.css';
import type { AccessLevel } from './access-level.ts';

interface Props {
  readonly levels: readonly AccessLevel[];
  readonly isLoading: boolean;
  readonly failure: ApiFailure | null;
  onEdit(level: AccessLevel): void;
}

const EDITS = { server: 'settings.set', domain: 'domain.update', group: 'group.update', user: 'user.update' } as const;

export function AccessTable({ levels, isLoading, failure, onEdit }: Props) {
  const { t } = useI18n();
  const { may } = useSession();
  const nameOf = ({ kind, name }: AccessLevel) => (kind === 'server' ? t('server.access.server') : name);
  return (
    <>
      <FailureNotice failure={failure} />
      {isLoading && <Skeleton height={14} />}
      <div className={classes.scroller} tabIndex={0} role="region" aria-label={t('server.access.levels')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('server.access.level')}</th>
              {PRIVILEGES.map((privilege) => (
                <th key={privilege} scope="col" title={privilege}>
                  {t(`server.privilege.name.${privilege}`)}
                </th>
              ))}
              <th scope="col">{t('server.access.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {levels.map((level) => (
              <tr key={`${level.kind} ${level.name}`}>
                <th scope="row">
                  {nameOf(level)}
                  {level.kind !== 'server' && (
                    <div className={classes.kind}>{t(`server.access.kind.${level.kind}`)}</div>
                  )}
                </th>
                {PRIVILEGES.map((privilege) => (
                  <td key={privilege}>
                    <Said value={level.values[privilege]} />
                  </td>
                ))}
                <td>
                  {may(EDITS[level.kind]) && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={t('server.access.change.of', { name: nameOf(level) })}
                      onClick={() => onEdit(level)}
                    >
                      {t('server.access.change')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Said({ value }: { readonly value: PrivilegeValue }) {
  const { t } = useI18n();
  if (value === 'inherit') return <span className={classes.kind}>{t('server.access.inherits')}</span>;
  return value === 'give' ? (
    <StateMark kind="good">{t('server.privilege.given')}</StateMark>
  ) : (
    <StateMark kind="bad">{t('server.privilege.withheld')}</StateMark>
  );
}
