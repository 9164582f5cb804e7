/** What one person may do, and which level says so. DI8 */
import { Button } from '@mantine/core';
import { useSearchParams } from 'wouter';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { PRIVILEGES, privilegeValues } from '../policy/privileges.ts';
import { sourceText } from '../policy/source-text.ts';
import { UserPicker } from '../users/user-picker.tsx';
import type { AccessLevel } from './access-level.ts';

interface Props {
  onEdit(level: AccessLevel): void;
}

/** Who is looked at stands in the address, so that a link leads to him. */
export function PersonAccess({ onEdit }: Props) {
  const { t } = useI18n();
  const [parameters, setParameters] = useSearchParams();
  const userId = parameters.get('user') ?? '';
  return (
    <Section title={t('server.access.person')} lead={t('server.access.person.lead')}>
      <UserPicker
        label={t('server.access.person.label')}
        value={userId}
        onChange={(next) => setParameters(next === '' ? {} : { user: next }, { replace: true })}
      />
      {userId !== '' && <Person key={userId} userId={userId} onEdit={onEdit} />}
    </Section>
  );
}

function Person({ userId, onEdit }: Props & { readonly userId: string }) {
  const { t } = useI18n();
  const { may } = useSession();
  const policy = useRead('policy.show', { path: { userId } });
  const user = useRead('user.show', { path: { userId } });
  const own = user.data?.privileges;
  return (
    <Loaded of={policy}>
      {({ privileges }) => (
        <>
          <SimpleTable
            label={t('server.access.person.table', { name: userId })}
            rows={PRIVILEGES}
            idOf={(privilege) => privilege}
            empty={null}
            columns={[
              {
                key: 'privilege',
                header: t('server.access.privilege'),
                render: (privilege) => t(`server.privilege.name.${privilege}`),
              },
              {
                key: 'holds',
                header: t('server.access.holds'),
                render: (privilege) =>
                  privileges[privilege]?.value ? (
                    <StateMark kind="good">{t('server.privilege.given')}</StateMark>
                  ) : (
                    <StateMark kind="bad">{t('server.privilege.withheld')}</StateMark>
                  ),
              },
              {
                key: 'source',
                header: t('server.access.decided-by'),
                render: (privilege) => {
                  const source = privileges[privilege]?.source;
                  return source === undefined ? null : sourceText(t, source);
                },
              },
            ]}
          />
          {own !== undefined && may('user.update') && (
            <div>
              <Button
                variant="default"
                onClick={() => onEdit({ kind: 'user', name: userId, values: privilegeValues(own) })}
              >
                {t('server.access.person.change')}
              </Button>
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}
