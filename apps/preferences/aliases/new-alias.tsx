/** A new alias in one's own domain. PM3 */
import { Select, TextInput } from '@mantine/core';
import { useLocation } from 'wouter';
import { useChange } from '../../shared/api/use-api.ts';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { WithPrivilege } from '../../shared/layout/with-privilege.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { PeopleInput } from '../people-input.tsx';
import { ALIAS_HELP } from './help.ts';
import { MEMBERSHIPS, type MembershipName } from './memberships.ts';

interface Values {
  readonly mail: string;
  readonly description: string;
  readonly membership: MembershipName;
  readonly members: readonly string[];
}

export function NewAlias() {
  return (
    <WithPrivilege privilege="create-aliases" heading="my.alias.new">
      <NewAliasForm />
    </WithPrivilege>
  );
}

function NewAliasForm() {
  const { t } = useI18n();
  const { me } = useSession();
  const [, navigate] = useLocation();
  const toast = useToast();
  const create = useChange('me.create-alias');
  const domain = me.mail.slice(me.mail.lastIndexOf('@'));
  const initial: Values = { mail: '', description: '', membership: 'closed', members: [me.userId] };
  const form = useForm(initial, create.failure);
  const { mail, description, membership, members } = form.values;
  const submit = async () => {
    const name = mail.trim();
    const body = {
      mail: name.includes('@') ? name : `${name}${domain}`,
      description,
      membership,
      members: [...members],
    };
    const made = await create.run({ body });
    if (made === null) return;
    toast({ text: t('my.alias.made', { name: made.mail }) });
    navigate(`/of/${toSegment(made.mail)}`);
  };
  return (
    <Page
      title={t('my.alias.new')}
      help={ALIAS_HELP}
      commands={[`mailroom alias create NAME${domain} --owner ${me.userId} --member ${me.userId}`]}
      width="form"
    >
      <Section title={t('my.alias.about')}>
        <FormBody
          action={t('my.alias.make')}
          failure={form.otherFailure}
          isRunning={create.isRunning}
          isBlocked={mail.trim() === '' || members.length === 0}
          onSubmit={() => void submit()}
          onCancel={() => navigate('/')}
        >
          <TextInput
            label={t('my.alias.mail')}
            description={t('my.alias.mail.hint', { domain })}
            {...form.text('mail')}
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
          />
          <TextInput
            label={t('my.alias.description')}
            description={t('my.alias.description.hint')}
            {...form.text('description')}
          />
          <PeopleInput
            label={t('my.alias.members')}
            description={t('my.alias.members.hint')}
            value={members}
            error={form.errorOf('members') ?? form.errorOf('member')}
            onChange={(value) => form.set('members', value)}
          />
          <Select
            label={t('my.alias.membership')}
            data={MEMBERSHIPS.map((value) => ({ value, label: t(`my.alias.membership.${value}`) }))}
            value={membership}
            onChange={(value) => form.set('membership', value ?? membership)}
            allowDeselect={false}
          />
        </FormBody>
      </Section>
    </Page>
  );
}
