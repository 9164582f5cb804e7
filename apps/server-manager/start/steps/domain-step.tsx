/** The first domain: the one that people write to. One that was made up at the first start gets its real name here. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../../shared/api/use-api.ts';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { InlineForm } from '../../../shared/form/inline-form.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { ConfirmRename } from '../../domains/rename-domain.tsx';
import type { StepProps } from '../start.tsx';
import { isMadeUpName } from '../start-steps.ts';

export function DomainStep({ facts: { primaryDomain } }: StepProps) {
  const { t } = useI18n();
  const domains = useRead('domain.list');
  const [name, setName] = useState('');
  const [isAsking, setAsking] = useState(false);
  const isMadeUp = isMadeUpName(primaryDomain);
  return (
    <Section title={t('server.start.domain')} lead={t('server.start.domain.lead')}>
      <Notice kind={isMadeUp ? 'warning' : 'good'}>
        {t(isMadeUp ? 'server.start.domain.made-up' : 'server.start.domain.real', { name: primaryDomain })}
      </Notice>
      <InlineForm
        action={t('server.domains.rename.action')}
        isBlocked={name.trim() === '' || name.trim() === primaryDomain}
        onSubmit={() => setAsking(true)}
      >
        <TextInput
          label={t('server.start.domain.name')}
          description={t('server.domains.name.hint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </InlineForm>
      <p>
        {t('server.start.domain.more')} <Link href="~/msg/server/domains">{t('server.domains')}</Link>
      </p>
      <Loaded of={domains}>
        {(data) => {
          const domain = data.domains.find((each) => each.name === primaryDomain);
          return isAsking && domain !== undefined ? (
            <ConfirmRename
              domain={domain}
              name={name.trim()}
              onRenamed={() => {
                setAsking(false);
                setName('');
              }}
              onCancel={() => setAsking(false)}
            />
          ) : null;
        }}
      </Loaded>
    </Section>
  );
}
