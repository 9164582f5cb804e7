/** One of the people: what is known of him, and the aliases by which he is reached. PM3 */
import { Link } from 'wouter';
import type { Answer } from '../../shared/api/call.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Facts } from '../../shared/layout/facts.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { PEOPLE_HELP } from './help.ts';
import classes from './people.module.css';

type Person = Answer<'me.find-users'>['users'][number];

const FIELDS = ['title', 'office', 'workPhone', 'mobilePhone', 'homePhone', 'fax', 'pager'] as const;
/** An address is a part of no more others than this. */
const MAX_ALIKE = 100;

export function PersonPage({ mail }: { readonly mail: string }) {
  const { t } = useI18n();
  const found = useRead('me.find-users', { query: { query: mail, limit: MAX_ALIKE } });
  const person = found.data?.users.find((user) => user.mail === mail);
  return (
    <Page
      title={person === undefined ? mail : nameOf(person)}
      lead={<Link href="/">{t('my.people.back')}</Link>}
      help={PEOPLE_HELP}
      commands={[`mailroom user show ${person?.userId ?? 'USER'}`]}
      width="form"
    >
      <Loaded of={found}>
        {() => (person === undefined ? <Notice kind="warning">{t('my.people.gone')}</Notice> : <About {...person} />)}
      </Loaded>
    </Page>
  );
}

function About({ userId, mail, profile, aliases }: Person) {
  const { t } = useI18n();
  const known = FIELDS.filter((field) => profile[field] !== '');
  return (
    <>
      <Section title={t('my.people.about')}>
        <Facts
          facts={[
            { label: t('my.overview.mail'), value: <a href={`mailto:${encodeURI(mail)}`}>{mail}</a> },
            { label: t('my.overview.user-id'), value: userId },
            ...known.map((field) => ({ label: t(`web.profile.${field}`), value: profile[field] })),
          ]}
        />
      </Section>
      <Section title={t('my.people.aliases')}>
        {aliases.length === 0 ? (
          <p>{t('my.people.no-aliases')}</p>
        ) : (
          <ul className={classes.list}>
            {aliases.map((alias) => (
              <li key={alias}>
                <Link href={`~/msg/my/aliases/of/${toSegment(alias)}`}>{alias}</Link>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

function nameOf({ profile, userId }: Person): string {
  const name = `${profile.firstName} ${profile.lastName}`.trim();
  return name === '' ? userId : name;
}
