/** One alias: who gets what is sent to it, and whose it is. What one may not change is shown all the same. PM3 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../shared/api/call.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { FailureNotice, Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Facts } from '../../shared/layout/facts.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { AliasForm } from './alias-form.tsx';
import { AliasNames } from './alias-names.tsx';
import { DeleteAlias } from './delete-alias.tsx';
import { ALIAS_HELP } from './help.ts';
import { useMembership } from './use-membership.ts';

export type OneAlias = Answer<'me.show-alias'>;

export function AliasPage({ mail }: { readonly mail: string }) {
  const { t } = useI18n();
  const found = useRead('me.show-alias', { path: { mail } });
  const [isDeleting, setDeleting] = useState(false);
  const isOwner = found.data?.isOwner === true;
  return (
    <Page
      title={mail}
      lead={<Link href="/">{t('my.alias.back')}</Link>}
      help={ALIAS_HELP}
      commands={[`mailroom alias show ${mail}`, `mailroom alias update ${mail} --add-member NAME`]}
      actions={
        isOwner && (
          <Button color="red.8" variant="outline" onClick={() => setDeleting(true)}>
            {t('my.alias.delete')}
          </Button>
        )
      }
      width="form"
    >
      <Loaded of={found}>
        {(alias) => (
          <>
            <Standing alias={alias} />
            {alias.isOwner ? <AliasForm key={alias.mail} alias={alias} /> : <AboutAlias alias={alias} />}
            <AliasNames alias={alias} kind="members" mayChange={mayChangeMembers(alias)} />
            <AliasNames alias={alias} kind="owners" mayChange={alias.isOwner} />
            {isDeleting && <DeleteAlias alias={alias} onClose={() => setDeleting(false)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Of an open alias everybody does; the server has the last word. */
function mayChangeMembers({ isOwner, membership, isPostmaster }: OneAlias): boolean {
  return isOwner || (membership === 'open' && !isPostmaster);
}

function Standing({ alias }: { readonly alias: OneAlias }) {
  const { t } = useI18n();
  const { mail, isMember, mayJoin, mayLeave } = alias;
  const { join, leave, isRunning, failure } = useMembership();
  return (
    <>
      <Notice kind={isMember ? 'good' : 'info'}>
        {t(isMember ? 'my.alias.you-get' : 'my.alias.you-do-not-get')}{' '}
        {mayJoin && (
          <Button size="compact-sm" loading={isRunning} onClick={() => void join(mail)}>
            {t('my.alias.join')}
          </Button>
        )}
        {mayLeave && (
          <Button size="compact-sm" variant="default" loading={isRunning} onClick={() => void leave(mail)}>
            {t('my.alias.leave')}
          </Button>
        )}
      </Notice>
      <FailureNotice failure={failure} />
    </>
  );
}

function AboutAlias({ alias: { description, membership } }: { readonly alias: OneAlias }) {
  const { t } = useI18n();
  return (
    <Section title={t('my.alias.about')}>
      <Facts
        facts={[
          { label: t('my.alias.description'), value: description === '' ? '–' : description },
          { label: t('my.alias.membership'), value: t(`my.alias.membership.${membership}`) },
        ]}
      />
    </Section>
  );
}
