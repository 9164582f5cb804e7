/** A new domain: its name is enough; its DNS records are shown next. DI4 */
import { TextInput } from '@mantine/core';
import { useLocation } from 'wouter';
import { useChange } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { DOMAIN_HELP } from './help.ts';

const COMMANDS = ['mailroom domain create DOMAIN --description TEXT', 'mailroom domain dns DOMAIN --check'];

export function NewDomain() {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const done = useDone();
  const create = useChange('domain.create', ['alias', 'audit', 'search', 'certificate']);
  const form = useForm({ name: '', description: '' }, create.failure);
  const save = async () => {
    const { name, description } = form.values;
    const made = await create.run({ body: { name: name.trim(), description } });
    if (made === null) return;
    navigate(`/${toSegment(made.name)}?tab=dns`, { replace: true });
    await done(t('server.domains.created', { name: made.name }), { kind: 'domain', name: made.name });
  };
  return (
    <Page title={t('server.domains.new')} help={DOMAIN_HELP} commands={COMMANDS} width="form">
      <Section title={t('server.domains.new.what')} lead={t('server.domains.new.lead')}>
        <FormBody
          action={t('server.domains.create')}
          failure={form.otherFailure}
          isRunning={create.isRunning}
          isBlocked={form.values.name.trim() === ''}
          onSubmit={() => void save()}
          onCancel={() => navigate('/')}
        >
          <TextInput
            label={t('server.domains.name')}
            description={t('server.domains.name.hint')}
            {...form.text('name')}
            error={form.errorOf('name') ?? form.errorOf('domain')}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            autoFocus
          />
          <TextInput label={t('server.description')} {...form.text('description')} autoComplete="off" />
        </FormBody>
      </Section>
    </Page>
  );
}
