/** One group: what it is called, who is in it, what holds for them. DI1, DI8 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { GroupDetails } from './group-details.tsx';
import { GroupMembers } from './group-members.tsx';
import { GroupRules } from './group-rules.tsx';

const HELP = {
  texts: ['server.groups.help.1', 'server.groups.help.2', 'server.groups.help.3'],
  guide: 'administrator/groups',
} as const;

export function OneGroup({ name }: { readonly name: string }) {
  const { t } = useI18n();
  const { may } = useSession();
  const group = useRead('group.show', { path: { name } });
  const [isAsking, setAsking] = useState(false);
  return (
    <Page
      title={name}
      lead={group.data?.description}
      help={HELP}
      commands={[`mailroom group show "${name}"`, `mailroom group update "${name}" --add-member USER`]}
      actions={
        <>
          <Button component={Link} href="/" variant="default">
            {t('server.groups.all')}
          </Button>
          {may('group.delete') && group.data !== undefined && (
            <Button variant="default" c="var(--bad)" onClick={() => setAsking(true)}>
              {t('server.delete')}
            </Button>
          )}
        </>
      }
    >
      <Loaded of={group}>
        {(data) => (
          <>
            <GroupMembers group={data} />
            <GroupRules group={data} />
            <GroupDetails group={data} />
          </>
        )}
      </Loaded>
      {isAsking && <DeleteGroup name={name} onCancel={() => setAsking(false)} />}
    </Page>
  );
}

interface DeleteProps {
  readonly name: string;
  onCancel(): void;
}

function DeleteGroup({ name, onCancel }: DeleteProps) {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const done = useDone();
  const remove = useChange('group.delete', ['user', 'policy', 'quota', 'audit', 'domain', 'search']);
  const members = useRead('user.list', { query: { group: name, state: 'all', limit: 1 } });
  const run = async () => {
    if ((await remove.run({ path: { name } })) === null) return;
    navigate('/');
    await done(t('server.groups.deleted', { name }), { kind: 'group', name });
  };
  return (
    <Confirm
      title={t('server.groups.delete.title', { name })}
      action={t('server.delete')}
      isRunning={remove.isRunning}
      failure={remove.failure}
      onConfirm={() => void run()}
      onCancel={onCancel}
    >
      <p>{t('server.groups.delete.text')}</p>
      {members.data !== undefined && <p>{t('server.groups.delete.members', { count: members.data.total })}</p>}
    </Confirm>
  );
}
