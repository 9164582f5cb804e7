/** One alias: who gets its mail, who looks after it, what it is called. SM4, DI3 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { AliasDetails } from './alias-details.tsx';
import { AliasMembers } from './alias-members.tsx';
import { AliasOwners } from './alias-owners.tsx';
import { DeleteAlias } from './delete-alias.tsx';
import { ALIAS_HELP } from './help.ts';

export function OneAlias({ mail }: { readonly mail: string }) {
  const { t } = useI18n();
  const { may } = useSession();
  const alias = useRead('alias.show', { path: { mail } });
  const { data: domains } = useRead('domain.list');
  const [isAsking, setAsking] = useState(false);
  const caught = domains?.domains.filter(({ catchAll }) => catchAll === mail).map(({ name }) => name) ?? [];
  return (
    <Page
      title={mail}
      lead={alias.data?.description}
      help={ALIAS_HELP}
      commands={[`mailroom alias show ${mail}`, `mailroom alias update ${mail} --add-member NAME`]}
      actions={
        <>
          <Button component={Link} href="/" variant="default">
            {t('server.aliases.all')}
          </Button>
          {may('alias.delete') && alias.data?.isPostmaster === false && (
            <Button variant="default" c="var(--bad)" onClick={() => setAsking(true)}>
              {t('server.delete')}
            </Button>
          )}
        </>
      }
    >
      <Loaded of={alias}>
        {(data) => (
          <>
            {data.isPostmaster && <Notice>{t('server.aliases.postmaster')}</Notice>}
            {caught.length > 0 && <Notice>{t('server.aliases.catches', { name: caught.join(', ') })}</Notice>}
            <AliasMembers alias={data} />
            <AliasOwners alias={data} />
            <AliasDetails alias={data} />
            {isAsking && <DeleteAlias alias={data} caught={caught} onCancel={() => setAsking(false)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}
