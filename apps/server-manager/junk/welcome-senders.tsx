/** Senders whose mail no block list keeps away from somebody. MI4 */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { InlineForm } from '../../shared/form/inline-form.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { UserPicker } from '../users/user-picker.tsx';

export function WelcomeSenders() {
  const { t } = useI18n();
  const [userId, setUserId] = useState('');
  return (
    <Section title={t('server.junk.welcome')} lead={t('server.junk.welcome.lead')}>
      <UserPicker label={t('server.junk.welcome.person')} value={userId} onChange={setUserId} />
      {userId !== '' && <SendersOf key={userId} userId={userId} />}
    </Section>
  );
}

function SendersOf({ userId }: { readonly userId: string }) {
  const { t } = useI18n();
  const done = useDone();
  const user = useRead('user.show', { path: { userId } });
  const add = useChange('user.update', ['audit']);
  const remove = useChange('user.update', ['audit']);
  const [sender, setSender] = useState('');
  const store = async (change: typeof add, welcomeSenders: string[]) => {
    if ((await change.run({ path: { userId }, body: { welcomeSenders } })) === null) return;
    if (change === add) setSender('');
    await done(t('web.saved'), { kind: 'user', name: userId });
  };
  return (
    <Loaded of={user}>
      {({ welcomeSenders }) => (
        <>
          <SimpleTable
            label={t('server.junk.welcome.of', { name: userId })}
            rows={welcomeSenders}
            idOf={(each) => each}
            empty={t('server.junk.welcome.none')}
            columns={[
              { key: 'sender', header: t('server.junk.welcome.sender'), render: (each) => each },
              {
                key: 'actions',
                header: t('server.junk.actions'),
                render: (each) => (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t('server.junk.welcome.remove.of', { sender: each })}
                    onClick={() =>
                      void store(
                        remove,
                        welcomeSenders.filter((other) => other !== each),
                      )
                    }
                  >
                    {t('server.junk.remove')}
                  </Button>
                ),
              },
            ]}
          />
          <FailureNotice failure={remove.failure} />
          <InlineForm
            action={t('server.junk.add')}
            failure={add.failure}
            isRunning={add.isRunning}
            isBlocked={sender.trim() === ''}
            onSubmit={() => void store(add, [...welcomeSenders, sender.trim()])}
          >
            <TextInput
              label={t('server.junk.welcome.sender')}
              description={t('server.junk.welcome.hint')}
              value={sender}
              spellCheck={false}
              onChange={(event) => setSender(event.currentTarget.value)}
            />
          </InlineForm>
        </>
      )}
    </Loaded>
  );
}
