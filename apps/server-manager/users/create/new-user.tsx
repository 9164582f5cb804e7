/** A new user: a name is enough, everything else is proposed. SM3, DI2 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { SecretOnce } from '../../../shared/form/secret-once.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../../shared/layout/page.tsx';
import { toSegment } from '../../../shared/layout/path-segment.ts';
import { type MadeUser, NewUserForm } from './new-user-form.tsx';

const HELP = {
  texts: ['server.users.new.help.1', 'server.users.new.help.2', 'server.users.new.help.3'],
  guide: 'administrator/users',
} as const;
const COMMANDS = [
  'mailroom user create alice --mail alice@example.org --first-name Alice --last-name Archer --password-stdin',
];

export function NewUser() {
  const { t, explain } = useI18n();
  const [, navigate] = useLocation();
  const [made, setMade] = useState<MadeUser | null>(null);
  return (
    <Page
      title={t('server.users.new')}
      help={HELP}
      commands={COMMANDS}
      width="form"
      actions={
        <Button component={Link} href="/" variant="default">
          {t('server.users.all')}
        </Button>
      }
    >
      {made === null ? (
        <NewUserForm onMade={setMade} onCancel={() => navigate('/')} />
      ) : (
        <Section title={t('server.users.new.made', { name: made.userId })} lead={made.mail}>
          {made.refused !== null && (
            <Notice kind="warning">{t('server.users.new.partly', { reason: explain(made.refused) })}</Notice>
          )}
          <SecretOnce label={t('server.users.new.password', { name: made.userId })} secret={made.password}>
            {t('server.users.password.once')}
          </SecretOnce>
          <div>
            <Button onClick={() => setMade(null)} data-autofocus mr="sm">
              {t('server.users.new.another')}
            </Button>
            <Button component={Link} href={`/${toSegment(made.userId)}`} variant="default">
              {t('server.users.new.open')}
            </Button>
          </div>
        </Section>
      )}
    </Page>
  );
}
