/** Passwords of single programs of a user: made for him, and taken away. DI9 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AppPasswordView } from '../../../../src/wire/admin/endpoints/app-password.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { Confirm } from '../../../shared/feedback/confirm.tsx';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { SecretOnce } from '../../../shared/form/secret-once.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { SimpleTable } from '../../../shared/table/simple-table.tsx';
import { NewAppPassword } from './new-app-password.tsx';
import type { UserTabProps } from './one-user.tsx';

export function UserAppPasswords({ user: { userId } }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const list = useRead('user.app-passwords', { path: { userId } });
  const remove = useChange('user.delete-app-password', ['audit']);
  const [asked, setAsked] = useState<AppPasswordView | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const run = async (id: number) => {
    if ((await remove.run({ path: { userId, id } })) === null) return;
    setAsked(null);
    await done(t('server.users.app-passwords.deleted'));
  };
  return (
    <Section
      title={t('server.users.app-passwords')}
      lead={t('server.users.app-passwords.lead')}
      actions={
        !isOpen &&
        may('user.create-app-password') && (
          <Button
            variant="default"
            onClick={() => {
              setOpen(true);
              setMade(null);
            }}
          >
            {t('server.users.app-passwords.new')}
          </Button>
        )
      }
    >
      {made !== null && (
        <SecretOnce label={t('server.users.app-passwords.made')} secret={made}>
          {t('server.users.password.once')}
        </SecretOnce>
      )}
      {isOpen && (
        <NewAppPassword
          userId={userId}
          onMade={(password) => {
            setMade(password);
            setOpen(false);
          }}
          onCancel={() => setOpen(false)}
        />
      )}
      <Loaded of={list}>{({ appPasswords }) => <AppPasswordTable rows={appPasswords} onDelete={setAsked} />}</Loaded>
      {asked !== null && (
        <Confirm
          title={t('server.users.app-passwords.delete.title', { name: asked.label })}
          action={t('server.delete')}
          isRunning={remove.isRunning}
          failure={remove.failure}
          onConfirm={() => void run(asked.id)}
          onCancel={() => setAsked(null)}
        >
          <p>{t('server.users.app-passwords.delete.text')}</p>
        </Confirm>
      )}
    </Section>
  );
}

interface TableProps {
  readonly rows: readonly AppPasswordView[];
  onDelete(row: AppPasswordView): void;
}

function AppPasswordTable({ rows, onDelete }: TableProps) {
  const { t, formats } = useI18n();
  const { may } = useSession();
  return (
    <SimpleTable
      label={t('server.users.app-passwords')}
      columns={[
        { key: 'label', header: t('server.users.app-passwords.label'), render: ({ label }: AppPasswordView) => label },
        {
          key: 'services',
          header: t('server.users.app-passwords.services'),
          render: ({ services }: AppPasswordView) => services?.join(', ') ?? t('server.users.app-passwords.all'),
        },
        {
          key: 'used',
          header: t('server.users.last-used'),
          render: ({ lastUsedAt, lastUsedFrom }: AppPasswordView) =>
            lastUsedAt === null
              ? t('server.users.never')
              : [formats.ago(lastUsedAt), lastUsedFrom].filter((text) => text !== null).join(', '),
        },
        {
          key: 'until',
          header: t('server.users.app-passwords.until'),
          render: ({ expiresAt }: AppPasswordView) => (expiresAt === null ? '–' : formats.date(expiresAt)),
        },
        {
          key: 'delete',
          header: '',
          align: 'end',
          render: (row: AppPasswordView) =>
            may('user.delete-app-password') && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={`${t('server.delete')}: ${row.label}`}
                onClick={() => onDelete(row)}
              >
                {t('server.delete')}
              </Button>
            ),
        },
      ]}
      rows={rows}
      idOf={({ id }) => id}
      empty={t('server.users.app-passwords.none')}
    />
  );
}
