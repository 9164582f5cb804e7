/** App passwords: for programs that cannot ask for a second factor. PM1, DI9 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../shared/api/call.ts';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { useServiceNames } from '../service-names.ts';
import { NewAppPassword } from './new-app-password.tsx';

type AppPassword = Answer<'me.app-passwords'>['appPasswords'][number];

const HELP = {
  texts: ['my.app-password.help.1', 'my.app-password.help.2', 'my.app-password.help.3'],
  guide: 'user/app-passwords',
} as const;

export function AppPasswords() {
  const { t, formats } = useI18n();
  const { me } = useSession();
  const serviceNames = useServiceNames();
  const found = useRead('me.app-passwords');
  const [isMaking, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<AppPassword | null>(null);
  return (
    <Page
      title={t('my.app-password')}
      lead={t('my.app-password.lead')}
      help={HELP}
      commands={[
        `mailroom app-password list ${me.userId}`,
        `mailroom app-password create ${me.userId} --label NAME --services imap,submission`,
      ]}
      actions={<Button onClick={() => setMaking(true)}>{t('my.app-password.new')}</Button>}
    >
      <Section title={t('my.app-password.own')}>
        <Loaded of={found}>
          {({ appPasswords }) => (
            <SimpleTable
              label={t('my.app-password.own')}
              rows={appPasswords}
              idOf={({ id }) => id}
              empty={t('my.app-password.none')}
              columns={[
                { key: 'label', header: t('my.app-password.label'), render: ({ label }) => label },
                { key: 'services', header: t('my.services'), render: ({ services }) => serviceNames(services) },
                { key: 'created', header: t('my.added'), render: ({ createdAt }) => formats.date(createdAt) },
                {
                  key: 'expires',
                  header: t('my.expires'),
                  render: ({ expiresAt }) => (expiresAt === null ? t('my.never') : formats.date(expiresAt)),
                },
                {
                  key: 'used',
                  header: t('my.last-used'),
                  render: ({ lastUsedAt, lastUsedFrom }) =>
                    lastUsedAt === null
                      ? t('my.never')
                      : `${formats.ago(lastUsedAt)}${lastUsedFrom ? ` · ${lastUsedFrom}` : ''}`,
                },
                {
                  key: 'delete',
                  header: '',
                  align: 'end',
                  render: (row) => (
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      color="red"
                      aria-label={t('my.delete-named', { name: row.label })}
                      onClick={() => setDoomed(row)}
                    >
                      {t('my.delete')}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
      {isMaking && <NewAppPassword onClose={() => setMaking(false)} />}
      {doomed !== null && <DeleteAppPassword appPassword={doomed} onClose={() => setDoomed(null)} />}
    </Page>
  );
}

function DeleteAppPassword({ appPassword, onClose }: { readonly appPassword: AppPassword; onClose(): void }) {
  const { t, formats } = useI18n();
  const toast = useToast();
  const change = useChange('me.delete-app-password');
  const { id, label, lastUsedAt } = appPassword;
  const submit = async () => {
    if ((await change.run({ path: { id } })) === null) return;
    toast({ text: t('my.app-password.deleted', { name: label }) });
    onClose();
  };
  return (
    <Confirm
      title={t('my.delete-named', { name: label })}
      action={t('my.delete')}
      isRunning={change.isRunning}
      failure={change.failure}
      onConfirm={() => void submit()}
      onCancel={onClose}
    >
      <p>{t('my.app-password.ends')}</p>
      {lastUsedAt !== null && <p>{t('my.app-password.used', { ago: formats.ago(lastUsedAt) })}</p>}
    </Confirm>
  );
}
