/** What a program is called, and what it may use. DI9 */
import { Checkbox, TextInput } from '@mantine/core';
import { useChange } from '../../../shared/api/use-api.ts';
import { FormBody } from '../../../shared/form/form-body.tsx';
import { useForm } from '../../../shared/form/use-form.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';

interface Props {
  readonly userId: string;
  onMade(password: string): void;
  onCancel(): void;
}

const SERVICES = ['imap', 'pop3', 'submission', 'ldap'] as const;
const EMPTY = { label: '', services: [...SERVICES] as string[], expiresAt: '' };

export function NewAppPassword({ userId, onMade, onCancel }: Props) {
  const { t } = useI18n();
  const create = useChange('user.create-app-password', ['audit']);
  const form = useForm(EMPTY, create.failure);
  const { label, services, expiresAt } = form.values;
  const save = async () => {
    const body = {
      label,
      services: services.length === SERVICES.length ? null : (services as (typeof SERVICES)[number][]),
      // Good until the end of that day, where the browser is.
      expiresAt: expiresAt === '' ? null : new Date(`${expiresAt}T23:59:59`).toISOString(),
    };
    const made = await create.run({ path: { userId }, body });
    if (made !== null) onMade(made.password);
  };
  return (
    <FormBody
      action={t('server.users.app-passwords.create')}
      failure={form.otherFailure}
      isRunning={create.isRunning}
      isBlocked={label.trim() === '' || services.length === 0}
      onSubmit={() => void save()}
      onCancel={onCancel}
    >
      <TextInput
        label={t('server.users.app-passwords.label')}
        description={t('server.users.app-passwords.label.hint')}
        {...form.text('label')}
        data-autofocus
      />
      <Checkbox.Group
        label={t('server.users.app-passwords.services')}
        value={services}
        onChange={(next) => form.set('services', next)}
        error={form.errorOf('services')}
      >
        {SERVICES.map((service) => (
          <Checkbox key={service} value={service} label={t(`server.users.app-passwords.service.${service}`)} mt="xs" />
        ))}
      </Checkbox.Group>
      <TextInput
        type="date"
        label={t('server.users.app-passwords.until')}
        description={t('server.users.app-passwords.until.hint')}
        {...form.text('expiresAt')}
      />
    </FormBody>
  );
}
