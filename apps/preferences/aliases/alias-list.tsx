/** One's own aliases, and below them all that the organisation has, to be found, joined and left. */
import { Button } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import type { Answer } from '../../shared/api/call.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { FindAliases } from './find-aliases.tsx';
import { ALIAS_HELP } from './help.ts';

type Alias = Answer<'me.aliases'>['aliases'][number];

export function AliasList() {
  const { t } = useI18n();
  const { me, has } = useSession();
  const [, navigate] = useLocation();
  const own = useRead('me.aliases');
  return (
    <Page
      title={t('my.alias')}
      lead={t('my.alias.lead')}
      help={ALIAS_HELP}
      commands={[
        'mailroom alias list',
        `mailroom alias create info@example.org --owner ${me.userId} --member ${me.userId}`,
      ]}
      actions={has('create-aliases') && <Button onClick={() => navigate('/new')}>{t('my.alias.new')}</Button>}
    >
      <Section title={t('my.alias.yours')}>
        <Loaded of={own}>{({ aliases }) => <OwnAliases aliases={aliases} userId={me.userId} />}</Loaded>
      </Section>
      <Section title={t('my.alias.all')} lead={t('my.alias.all.lead')}>
        <FindAliases />
      </Section>
    </Page>
  );
}

function OwnAliases({ aliases, userId }: { readonly aliases: readonly Alias[]; readonly userId: string }) {
  const { t } = useI18n();
  return (
    <SimpleTable
      label={t('my.alias.yours')}
      rows={aliases}
      idOf={({ mail }) => mail}
      empty={t('my.alias.none')}
      columns={[
        {
          key: 'mail',
          header: t('my.alias.mail'),
          render: ({ mail }) => <Link href={`/of/${toSegment(mail)}`}>{mail}</Link>,
        },
        { key: 'description', header: t('my.alias.description'), render: ({ description }) => description },
        {
          key: 'standing',
          header: t('my.alias.standing'),
          render: ({ owners, members }) => (
            <>
              {owners.includes(userId) && <StateMark kind="good">{t('my.alias.owner')}</StateMark>}{' '}
              {members.includes(userId) && <StateMark kind="quiet">{t('my.alias.member')}</StateMark>}
            </>
          ),
        },
        { key: 'members', header: t('my.alias.members'), align: 'end', render: ({ members }) => members.length },
      ]}
    />
  );
}
