/** A new group: its name is enough. DI1 */
import { NumberInput, Select, TextInput } from '@mantine/core';
import { useLocation } from 'wouter';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FieldRow, FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { PolicyFields } from '../policy/policy-fields.tsx';
import { NO_POLICY, policyPatch } from '../policy/policy-form.ts';

const HELP = {
  texts: ['server.groups.new.help.1', 'server.groups.new.help.2'],
  guide: 'administrator/groups',
} as const;
const COMMANDS = ['mailroom group create GROUP@DOMAIN --description TEXT --rank NUMBER'];
const EMPTY = { name: '', domain: '', description: '', rank: 100, ...NO_POLICY };

export function NewGroup() {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const done = useDone();
  const create = useChange('group.create', ['audit', 'domain', 'search']);
  const domains = useRead('domain.list');
  const form = useForm(EMPTY, create.failure);
  const { values } = form;
  const names = domains.data?.domains.map(({ name }) => name) ?? [];
  const first = domains.data?.domains.find(({ isPrimary }) => isPrimary)?.name ?? names[0] ?? '';
  const domain = values.domain || first;
  const save = async () => {
    const { description, rank } = values;
    const body = {
      ...{ name: `${values.name}@${domain}`, description, rank },
      accountPolicy: policyPatch(NO_POLICY, values),
    };
    const made = await create.run({ body });
    if (made === null) return;
    navigate(`/${toSegment(made.name)}`, { replace: true });
    await done(t('server.groups.created', { name: made.name }), { kind: 'group', name: made.name });
  };
  return (
    <Page title={t('server.groups.new')} help={HELP} commands={COMMANDS} width="form">
      <FormBody
        action={t('server.groups.create')}
        failure={form.otherFailure}
        isRunning={create.isRunning}
        isBlocked={values.name.trim() === '' || domain === ''}
        onSubmit={() => void save()}
        onCancel={() => navigate('/')}
      >
        <Section title={t('server.groups.what')}>
          <FieldRow>
            <TextInput
              label={t('server.groups.name')}
              {...form.text('name')}
              error={form.errorOf('name') ?? form.errorOf('group')}
              autoComplete="off"
              required
              autoFocus
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
          <TextInput label={t('server.description')} {...form.text('description')} autoComplete="off" />
          <NumberInput
            label={t('server.groups.rank')}
            description={t('server.groups.rank.hint')}
            value={values.rank}
            onChange={(next) => form.set('rank', Number(next))}
            error={form.errorOf('rank')}
            min={0}
            allowDecimal={false}
          />
        </Section>
        <Section title={t('server.groups.rules')} lead={t('server.groups.rules.lead')}>
          <PolicyFields form={form} />
        </Section>
      </FormBody>
    </Page>
  );
}
