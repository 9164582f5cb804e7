/** Address, description and membership of an alias. DI3 */
import { TextInput } from '@mantine/core';
import { useLocation } from 'wouter';
import type { AliasView } from '../../../src/wire/admin/schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { MembershipSelect } from './membership-select.tsx';

export function AliasDetails({ alias }: { readonly alias: AliasView }) {
  const { t } = useI18n();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const done = useDone();
  const update = useChange('alias.update', ['user', 'domain', 'audit', 'search']);
  const { mail, description, membership, isPostmaster } = alias;
  const form = useForm({ mail, description, membership }, update.failure);
  const isReadOnly = !may('alias.update');
  const isRenamed = form.changes.mail !== undefined;
  const save = async () => {
    const saved = await update.run({ path: { mail }, body: form.changes });
    if (saved === null) return;
    form.reset(form.values);
    if (saved.mail !== mail) navigate(`/${toSegment(saved.mail)}`, { replace: true });
    await done(t('web.saved'), { kind: 'alias', name: mail });
  };
  return (
    <Section title={t('server.aliases.what')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={isReadOnly || !form.isChanged}
        onSubmit={() => void save()}
      >
        <TextInput
          label={t('server.aliases.mail')}
          {...(isRenamed && { description: t('server.aliases.rename.hint', { name: mail }) })}
          {...form.text('mail')}
          disabled={isReadOnly || isPostmaster}
          autoComplete="off"
          spellCheck={false}
        />
        <TextInput
          label={t('server.description')}
          description={t('server.aliases.description.hint')}
          {...form.text('description')}
          disabled={isReadOnly}
          autoComplete="off"
        />
        <MembershipSelect
          value={form.values.membership}
          isDisabled={isReadOnly}
          onChange={(next) => form.set('membership', next)}
        />
      </FormBody>
    </Section>
  );
}
