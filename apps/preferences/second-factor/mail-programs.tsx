/** What a second factor means for mail programs, which cannot ask for it. */
import { Link } from 'wouter';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';

export function MailPrograms({ needsAppPasswords }: { readonly needsAppPasswords: boolean }) {
  const { t } = useI18n();
  return (
    <Section title={t('my.factor.programs')}>
      <Notice kind={needsAppPasswords ? 'info' : 'warning'}>
        {t(needsAppPasswords ? 'my.factor.programs.now' : 'my.factor.programs.then')}
      </Notice>
      <p>
        <Link href="~/msg/my/app-passwords">{t('my.app-password')}</Link>
      </p>
    </Section>
  );
}
