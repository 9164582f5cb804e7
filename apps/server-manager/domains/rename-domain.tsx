/** Another name for a domain, with all that is in it: what follows is said before. DI4 */
import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { InlineForm } from '../../shared/form/inline-form.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import classes from './domains.module.css';
import type { DomainTabProps } from './one-domain.tsx';

export function RenameDomain({ domain }: DomainTabProps) {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [isAsking, setAsking] = useState(false);
  return (
    <Section title={t('server.domains.rename')} lead={t('server.domains.rename.lead')}>
      <InlineForm
        action={t('server.domains.rename.action')}
        isBlocked={name.trim() === '' || name.trim() === domain.name}
        onSubmit={() => setAsking(true)}
      >
        <TextInput
          label={t('server.domains.rename.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </InlineForm>
      {isAsking && (
        <ConfirmRename
          domain={domain}
          name={name.trim()}
          onRenamed={(renamed) => navigate(`/${toSegment(renamed)}`, { replace: true })}
          onCancel={() => setAsking(false)}
        />
      )}
    </Section>
  );
}

interface Props extends DomainTabProps {
  readonly name: string;
  onRenamed(name: string): void;
  onCancel(): void;
}

/** Also for the first steps, where the first domain gets its real name. */
export function ConfirmRename({ domain, name, onRenamed, onCancel }: Props) {
  const { t } = useI18n();
  const done = useDone();
  const update = useChange('domain.update', ['user', 'alias', 'group', 'audit', 'search', 'certificate', 'me']);
  const [keepsOldName, setKeeps] = useState(true);
  const { userCount, aliasCount, groupCount } = domain;
  const rename = async () => {
    const saved = await update.run({ path: { name: domain.name }, body: { name, keepsOldName } });
    if (saved === null) return;
    onRenamed(saved.name);
    await done(t('server.domains.renamed', { old: domain.name, name: saved.name }), {
      kind: 'domain',
      name: domain.name,
    });
  };
  return (
    <Confirm
      title={t('server.domains.rename.title', { old: domain.name, name })}
      action={t('server.domains.rename.action')}
      isDangerous={!keepsOldName}
      isRunning={update.isRunning}
      failure={update.failure}
      onConfirm={() => void rename()}
      onCancel={onCancel}
    >
      <p>{t('server.domains.rename.follows')}</p>
      <ul className={classes.list}>
        <li>{t('server.domains.rename.users', { count: userCount, name })}</li>
        <li>{t('server.domains.rename.aliases', { count: aliasCount })}</li>
        {groupCount > 0 && <li>{t('server.domains.rename.groups', { count: groupCount })}</li>}
        <li>{t('server.domains.rename.dns', { name })}</li>
      </ul>
      <Checkbox
        label={t('server.domains.rename.keep', { name: domain.name })}
        description={t('server.domains.rename.keep.hint')}
        checked={keepsOldName}
        onChange={(event) => setKeeps(event.currentTarget.checked)}
      />
      {!keepsOldName && <Notice kind="warning">{t('server.domains.rename.drop', { name: domain.name })}</Notice>}
    </Confirm>
  );
}
