/** What owners change of an alias, beside its members and owners. */
import { Select, TextInput } from '@mantine/core';
import { useLocation } from 'wouter';
import { useChange } from '../../shared/api/use-api.ts';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import type { OneAlias } from './alias-page.tsx';
import { MEMBERSHIPS } from './memberships.ts';

export function AliasForm({ alias }: { readonly alias: OneAlias }) {
  const { t } = useI18n();
  const { has } = useSession();
  const toast = useToast();
  const [, navigate] = useLocation();
  const update = useChange('me.update-alias');
  const { mail, description, membership } = alias;
  const form = useForm({ mail, description, membership }, update.failure);
  const save = async () => {
    if ((await update.run({ path: { mail }, body: form.changes })) === null) return;
    toast({ text: t('web.saved') });
    if (form.changes.mail !== undefined) navigate(`/of/${toSegment(form.values.mail)}`, { replace: true });
    else form.reset(form.values);
  };
  return (
    <Section title={t('my.alias.about')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={!form.isChanged}
        onSubmit={() => void save()}
      >
        <TextInput label={t('my.alias.mail')} {...form.text('mail')} disabled={!has('create-aliases')} />
        <TextInput
          label={t('my.alias.description')}
          description={t('my.alias.description.hint')}
          {...form.text('description')}
        />
        <Select
          label={t('my.alias.membership')}
          data={MEMBERSHIPS.map((value) => ({ value, label: t(`my.alias.membership.${value}`) }))}
          value={form.values.membership}
          onChange={(value) => form.set('membership', value ?? membership)}
          allowDeselect={false}
        />
      </FormBody>
    </Section>
  );
}
