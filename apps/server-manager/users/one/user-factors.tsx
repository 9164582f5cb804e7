/** What a user confirms a sign-in with, beside the password; and taking it away from who has lost it. DI9 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FactorView } from '../../../../src/wire/admin/endpoints/factor.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { Confirm } from '../../../shared/feedback/confirm.tsx';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { SimpleTable } from '../../../shared/table/simple-table.tsx';
import type { UserTabProps } from './one-user.tsx';

export function UserFactors({ user: { userId } }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const factors = useRead('user.factors', { path: { userId } });
  const reset = useChange('user.reset-factors', ['audit']);
  const [isAsking, setAsking] = useState(false);
  const isThere = (factors.data?.factors.length ?? 0) > 0;
  const run = async () => {
    if ((await reset.run({ path: { userId }, body: {} })) === null) return;
    setAsking(false);
    await done(t('server.users.factors.reset.done', { name: userId }));
  };
  return (
    <Section
      title={t('server.users.factors')}
      lead={t('server.users.factors.lead')}
      actions={
        isThere &&
        may('user.reset-factors') && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('server.users.factors.reset')}
          </Button>
        )
      }
    >
      <Loaded of={factors}>{(data) => <FactorTable factors={data.factors} />}</Loaded>
      {isAsking && (
        <Confirm
          title={t('server.users.factors.reset.title', { name: userId })}
          action={t('server.users.factors.reset')}
          isRunning={reset.isRunning}
          failure={reset.failure}
          onConfirm={() => void run()}
          onCancel={() => setAsking(false)}
        >
          <p>{t('server.users.factors.reset.text')}</p>
        </Confirm>
      )}
    </Section>
  );
}

function FactorTable({ factors }: { readonly factors: readonly FactorView[] }) {
  const { t, formats } = useI18n();
  return (
    <SimpleTable
      label={t('server.users.factors')}
      columns={[
        {
          key: 'kind',
          header: t('server.users.factors.kind'),
          render: ({ kind, label, codesLeft, isConfirmed }: FactorView) => (
            <>
              {t(`server.users.factors.${kind}`)}
              {label !== '' && ` “${label}”`}
              {codesLeft !== null && ` (${t('server.users.factors.codes-left', { count: codesLeft })})`}
              {!isConfirmed && ` (${t('server.users.factors.unconfirmed')})`}
            </>
          ),
        },
        {
          key: 'created',
          header: t('server.users.created'),
          render: ({ createdAt }: FactorView) => formats.date(createdAt),
        },
        {
          key: 'used',
          header: t('server.users.last-used'),
          render: ({ lastUsedAt }: FactorView) =>
            lastUsedAt === null ? t('server.users.never') : formats.ago(lastUsedAt),
        },
      ]}
      rows={factors}
      idOf={({ id }) => id}
      empty={t('server.users.factors.none')}
    />
  );
}
