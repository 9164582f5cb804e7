/** Changing one's own password, and what it ends. PM1 */
import { Link } from 'wouter';
import { useRead } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { PasswordChange } from '../../shared/sign-in/password-change.tsx';

const HELP = {
  texts: ['my.password.help.1', 'my.password.help.2', 'my.password.help.3'],
  guide: 'user/password',
} as const;

export function Password() {
  const { t } = useI18n();
  const { me } = useSession();
  const toast = useToast();
  const sessions = useRead('me.sessions');
  const others = sessions.data?.sessions.filter(({ isCurrent }) => !isCurrent).length ?? 0;
  return (
    <Page
      title={t('my.password')}
      lead={t('my.password.lead')}
      help={HELP}
      commands={[`mailroom user password ${me.userId} --password-stdin`]}
      width="form"
    >
      {me.isMirrored && <Notice>{t('my.password.elsewhere')}</Notice>}
      <Section title={t('my.password.change')}>
        <Notice kind={others === 0 ? 'info' : 'warning'}>
          {others === 0 ? t('my.password.ends-none') : t('my.password.ends', { count: others })}{' '}
          {others > 0 && <Link href="~/msg/my/sessions">{t('my.session')}</Link>}
        </Notice>
        <PasswordChange isBlocked={me.isMirrored} onChanged={() => toast({ text: t('my.password.changed') })} />
      </Section>
    </Page>
  );
}
