/** What there is to say of a new user; User ID, address and password are proposed until somebody types his own. DI2 */
import { Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../../shared/api/call.ts';
import { type ApiFailure, asFailure } from '../../../shared/api/failure.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { FieldRow, FormBody } from '../../../shared/form/form-body.tsx';
import { NewPassword } from '../../../shared/form/new-password.tsx';
import { generatePassword } from '../../../shared/form/password-strength.ts';
import { useForm } from '../../../shared/form/use-form.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { proposeUserId } from './address-proposal.ts';
import { MORE_VALUES, MoreFields, moreOf } from './more-fields.tsx';

export interface MadeUser {
  readonly userId: string;
  readonly mail: string;
  readonly password: string;
  /** What of the rest was refused, once the user was there. */
  readonly refused: ApiFailure | null;
}

interface Props {
  onMade(made: MadeUser): void;
  onCancel(): void;
}

const ALSO_STALE = ['domain', 'quota', 'audit', 'search', 'group'];

export function NewUserForm({ onMade, onCancel }: Props) {
  const { t } = useI18n();
  const create = useChange('user.create', ALSO_STALE);
  const domains = useRead('domain.list');
  const [proposed] = useState(generatePassword);
  const [isFinishing, setFinishing] = useState(false);
  const form = useForm(
    {
      firstName: '',
      lastName: '',
      userId: '',
      local: '',
      domain: '',
      password: proposed,
      mustChange: true,
      ...MORE_VALUES,
    },
    create.failure,
  );
  const { values } = form;
  const names = domains.data?.domains.map(({ name }) => name) ?? [];
  const first = domains.data?.domains.find(({ isPrimary }) => isPrimary)?.name ?? names[0] ?? '';
  const userId = values.userId || proposeUserId(values.firstName, values.lastName);
  const local = values.local || userId;
  const domain = values.domain || first;

  const save = async () => {
    const mail = `${local}@${domain}`;
    const { firstName, lastName, password } = values;
    const { profile, ...more } = moreOf(values);
    const body = { userId, mail, password, ...more, profile: { firstName, lastName, ...profile } };
    setFinishing(true);
    const made = await create.run({ body });
    if (made === null) return setFinishing(false);
    const refused = await addRest(made.userId, values);
    setFinishing(false);
    onMade({ userId: made.userId, mail: made.mail, password, refused });
  };

  return (
    <FormBody
      action={t('server.users.new.create')}
      failure={form.otherFailure}
      isRunning={isFinishing}
      isBlocked={userId === '' || domain === '' || values.password === ''}
      onSubmit={() => void save()}
      onCancel={onCancel}
    >
      <Section title={t('server.users.new.who')}>
        <FieldRow>
          <TextInput label={t('web.profile.firstName')} {...form.text('firstName')} autoComplete="off" autoFocus />
          <TextInput label={t('web.profile.lastName')} {...form.text('lastName')} autoComplete="off" />
        </FieldRow>
        <TextInput
          label={t('server.users.user-id')}
          description={t('server.users.user-id.hint')}
          {...form.text('userId')}
          value={userId}
          autoComplete="off"
          required
        />
        <FieldRow>
          <TextInput
            label={t('server.users.new.local')}
            {...form.text('local')}
            error={form.errorOf('mail') ?? form.errorOf('local')}
            value={local}
            autoComplete="off"
            required
          />
          <Select
            label={t('server.domain')}
            data={names}
            value={domain}
            onChange={(next) => form.set('domain', next ?? '')}
            error={form.errorOf('domain')}
            allowDeselect={false}
          />
        </FieldRow>
        {domains.data?.domains.length === 0 && <Notice kind="warning">{t('server.users.new.no-domain')}</Notice>}
      </Section>
      <Section title={t('server.users.new.password.title')} lead={t('server.users.new.password.lead')}>
        <NewPassword
          label={t('server.users.new.password.label')}
          value={values.password}
          error={form.errorOf('password')}
          offersProposal
          onChange={(password) => form.set('password', password)}
        />
        <Checkbox
          label={t('server.users.password.must-change')}
          description={t('server.users.password.must-change.hint')}
          {...form.flag('mustChange')}
        />
      </Section>
      <MoreFields form={form} />
    </FormBody>
  );
}

/** What is no part of making a user. Null where all went well. */
async function addRest(userId: string, { mustChange, group }: { mustChange: boolean; group: string }) {
  const userIds = [userId];
  try {
    if (mustChange) await call('user.bulk', { body: { userIds, action: { kind: 'require-password-change' } } });
    if (group !== '') await call('group.update', { path: { name: group }, body: { addMembers: userIds } });
    return null;
  } catch (error) {
    return asFailure(error);
  }
}
