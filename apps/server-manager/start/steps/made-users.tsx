/** Who was made, with the first passwords, which are told this once; and who was refused, and why. */
import { Button } from '@mantine/core';
import type { FailureCode } from '../../../../locales/failure-text.ts';
import type { Answer } from '../../../shared/api/call.ts';
import { ApiFailure } from '../../../shared/api/failure.ts';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { CSV_TYPE, formatCsv } from '../../../shared/files/csv.ts';
import { download } from '../../../shared/files/download.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { CopyText } from '../../../shared/layout/copy-text.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { SimpleTable } from '../../../shared/table/simple-table.tsx';

export function MadeUsers({ report: { created, passwords, refused } }: { readonly report: Answer<'user.import'> }) {
  const { t, explain } = useI18n();
  const save = () => {
    const rows = passwords.map(({ userId, password }) => [userId, password]);
    download('passwords.csv', CSV_TYPE, formatCsv([['userId', 'password'], ...rows]));
  };
  return (
    <Section
      title={t('server.users.import.passwords.title')}
      lead={t('server.start.users.once')}
      actions={
        passwords.length > 0 && (
          <Button variant="default" onClick={save}>
            {t('server.users.import.passwords.download', { count: passwords.length })}
          </Button>
        )
      }
    >
      {created > 0 && <Notice kind="good">{t('server.users.import.created', { count: created })}</Notice>}
      {refused.map(({ userId, code, message, detail }) => (
        <Notice key={userId} kind="bad" title={userId}>
          {explain(new ApiFailure(code as FailureCode, message, detail))}
        </Notice>
      ))}
      {passwords.length > 0 && (
        <SimpleTable
          label={t('server.users.import.passwords.title')}
          columns={[
            { key: 'userId', header: t('server.users.user-id'), render: ({ userId }) => userId },
            {
              key: 'password',
              header: t('server.users.password'),
              render: ({ userId, password }) => (
                <CopyText text={password} label={t('server.start.users.copy', { name: userId })} />
              ),
            },
          ]}
          rows={passwords}
          idOf={({ userId }) => userId}
          empty={null}
        />
      )}
    </Section>
  );
}
