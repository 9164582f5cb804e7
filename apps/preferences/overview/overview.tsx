/** The account at a glance: what needs attention, who one is here, how much space is used. PM1 */
import { Link } from 'wouter';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { LANGUAGE_NAMES } from '../../shared/i18n/language.ts';
import { Facts } from '../../shared/layout/facts.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { attentionOf } from './attention.ts';
import classes from './overview.module.css';
import { SpaceUsed } from './space-used.tsx';

const HELP = { texts: ['my.overview.help.1', 'my.overview.help.2'], guide: 'user/overview' } as const;

export function Overview() {
  const { t } = useI18n();
  const { me } = useSession();
  const quota = useRead('me.quota');
  const name = `${me.profile.firstName} ${me.profile.lastName}`.trim();
  return (
    <Page
      title={t('my.overview')}
      lead={t('my.overview.lead', { name: name === '' ? me.userId : name })}
      help={HELP}
      commands={[`mailroom user show ${me.userId}`, `mailroom quota show ${me.userId}`]}
      width="form"
    >
      <AttentionSection />
      <Section title={t('my.overview.space')}>
        <Loaded of={quota}>{(found) => <SpaceUsed quota={found} />}</Loaded>
      </Section>
      <Section title={t('my.overview.you')}>
        <Facts
          facts={[
            { label: t('my.overview.name'), value: name === '' ? '–' : name },
            { label: t('my.overview.mail'), value: me.mail },
            { label: t('my.overview.user-id'), value: me.userId },
            { label: t('my.overview.role'), value: t(`my.role.${me.role}`) },
            {
              label: t('web.profile.language'),
              value: me.language === null ? t('web.profile.language.none') : LANGUAGE_NAMES[me.language],
            },
          ]}
        />
      </Section>
    </Page>
  );
}

function AttentionSection() {
  const { t } = useI18n();
  const { me, has } = useSession();
  const factors = useRead('me.factors');
  const appPasswords = useRead('me.app-passwords');
  const quota = useRead('me.quota');
  return (
    <Section title={t('my.overview.attention')}>
      <Loaded of={quota}>
        {(ofQuota) => (
          <Loaded of={appPasswords}>
            {(ofAppPasswords) => (
              <Loaded of={factors}>
                {(ofFactors) => {
                  const found = attentionOf({ me, factors: ofFactors, quota: ofQuota, ...ofAppPasswords });
                  if (found.length === 0) return <Notice kind="good">{t('my.attention.none')}</Notice>;
                  return (
                    <ul className={classes.list}>
                      {found.map(({ kind, text, values, screen }) => (
                        <li key={text}>
                          <Notice kind={kind}>
                            {t(text, values)}{' '}
                            {screen !== null && (screen.privilege === undefined || has(screen.privilege)) && (
                              <Link href={screen.path} className={classes.link}>
                                {t(screen.label)}
                              </Link>
                            )}
                          </Notice>
                        </li>
                      ))}
                    </ul>
                  );
                }}
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </Section>
  );
}
