/** Who looks after an alias. DI3 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AliasView } from '../../../src/wire/admin/schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { InlineForm } from '../../shared/form/inline-form.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { UserPicker } from '../users/user-picker.tsx';

const ALSO_STALE = ['user', 'audit'];

export function AliasOwners({ alias: { mail, owners } }: { readonly alias: AliasView }) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const change = useChange('alias.update', ALSO_STALE);
  const mayChange = may('alias.update');
  const remove = async (name: string) => {
    if ((await change.run({ path: { mail }, body: { removeOwners: [name] } })) === null) return;
    await done(t('server.aliases.owner.removed', { name }), { kind: 'alias', name: mail });
  };
  return (
    <Section title={t('server.aliases.owners')} lead={t('server.aliases.owners.hint')}>
      <SimpleTable
        label={t('server.aliases.owners')}
        columns={[
          {
            key: 'name',
            header: t('server.users.user-id'),
            render: (name) => <Link href={`~/msg/server/users/${toSegment(name)}`}>{name}</Link>,
          },
          {
            key: 'remove',
            header: '',
            align: 'end',
            render: (name) =>
              // One has to stay.
              mayChange &&
              owners.length > 1 && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  disabled={change.isRunning}
                  aria-label={t('server.aliases.owner.remove.of', { name })}
                  onClick={() => void remove(name)}
                >
                  {t('server.aliases.remove')}
                </Button>
              ),
          },
        ]}
        rows={owners}
        idOf={(name) => name}
        empty={null}
      />
      <FailureNotice failure={change.failure} />
      {mayChange && <AddOwner mail={mail} owners={owners} />}
    </Section>
  );
}

function AddOwner({ mail, owners }: Pick<AliasView, 'mail' | 'owners'>) {
  const { t } = useI18n();
  const done = useDone();
  const change = useChange('alias.update', ALSO_STALE);
  const [userId, setUserId] = useState('');
  const add = async () => {
    if ((await change.run({ path: { mail }, body: { addOwners: [userId] } })) === null) return;
    setUserId('');
    await done(t('server.aliases.owner.added', { name: userId }), { kind: 'alias', name: mail });
  };
  return (
    <InlineForm
      action={t('server.aliases.add')}
      failure={change.failure}
      isRunning={change.isRunning}
      isBlocked={userId === ''}
      onSubmit={() => void add()}
    >
      <UserPicker label={t('server.aliases.owners.add')} value={userId} except={owners} onChange={setUserId} />
    </InlineForm>
  );
}
