/** Where a user's mail comes from and goes: aliases, forwarding, senders who are always welcome. DI2, DI3 */
import { Checkbox } from '@mantine/core';
import { useChange } from '../../../shared/api/use-api.ts';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { FormBody } from '../../../shared/form/form-body.tsx';
import { TextList } from '../../../shared/form/text-list.tsx';
import { useForm } from '../../../shared/form/use-form.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import type { UserTabProps } from './one-user.tsx';
import { Tab } from './tab.tsx';
import { UserAliases } from './user-aliases.tsx';

export function UserMail({ user }: UserTabProps) {
  const { may } = useSession();
  return (
    <Tab>
      {may('alias.list') && <UserAliases user={user} />}
      <Forwarding user={user} />
      <WelcomeSenders user={user} />
    </Tab>
  );
}

function Forwarding({ user: { userId, forwarding } }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const update = useChange('user.update', ['audit']);
  const form = useForm(
    { forwarding: forwarding?.addresses ?? [], keepsCopy: forwarding?.keepsCopy ?? true },
    update.failure,
  );
  const { forwarding: addresses, keepsCopy } = form.values;
  const save = async () => {
    const next = addresses.length === 0 ? null : { addresses, keepsCopy };
    if ((await update.run({ path: { userId }, body: { forwarding: next } })) === null) return;
    form.reset(form.values);
    await done(t('web.saved'), { kind: 'user', name: userId });
  };
  return (
    <Section title={t('server.users.forwarding')} lead={t('server.users.forwarding.lead')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={!may('user.update') || !form.isChanged}
        onSubmit={() => void save()}
      >
        <TextList
          label={t('server.users.forwarding.to')}
          description={t('server.users.several.hint')}
          value={addresses}
          onChange={(next) => form.set('forwarding', next)}
          error={form.errorOf('forwarding')}
          isDisabled={!may('user.update')}
        />
        <Checkbox
          label={t('server.users.forwarding.keeps-copy')}
          {...form.flag('keepsCopy')}
          disabled={!may('user.update') || addresses.length === 0}
        />
      </FormBody>
    </Section>
  );
}

function WelcomeSenders({ user: { userId, welcomeSenders } }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const update = useChange('user.update', ['audit']);
  const form = useForm({ welcomeSenders }, update.failure);
  const save = async () => {
    const body = { welcomeSenders: form.values.welcomeSenders };
    if ((await update.run({ path: { userId }, body })) === null) return;
    form.reset(form.values);
    await done(t('web.saved'), { kind: 'user', name: userId });
  };
  return (
    <Section title={t('server.users.welcome')} lead={t('server.users.welcome.lead')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={!may('user.update') || !form.isChanged}
        onSubmit={() => void save()}
      >
        <TextList
          label={t('server.users.welcome.senders')}
          description={t('server.users.welcome.hint')}
          value={form.values.welcomeSenders}
          onChange={(next) => form.set('welcomeSenders', next)}
          error={form.errorOf('welcomeSenders')}
          isDisabled={!may('user.update')}
        />
      </FormBody>
    </Section>
  );
}
