/** What a domain is called, who takes mail to nobody, and what is done with mail whose origin does not prove. DI4, MI7 */
import { Select, TagsInput, TextInput } from '@mantine/core';
import type { DomainView } from '../../../src/wire/admin/schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FieldRow, FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { AddressInput } from './address-input.tsx';
import classes from './domains.module.css';
import type { DomainTabProps } from './one-domain.tsx';
import { RenameDomain } from './rename-domain.tsx';

type Policy = DomainView['policy'];

const ALSO_STALE = ['user', 'alias', 'audit', 'search', 'certificate'];
const CHECKS = ['dmarc', 'spf'] as const;
const DEEDS = ['none', 'junk', 'reject'] as const;

export function DomainOptions({ domain }: DomainTabProps) {
  const { may } = useSession();
  return (
    <div className={classes.sections}>
      <Addresses domain={domain} />
      <Origin domain={domain} />
      {may('domain.update') && <RenameDomain domain={domain} />}
    </div>
  );
}

function Addresses({ domain: { name, description, synonyms, catchAll } }: DomainTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const update = useChange('domain.update', ALSO_STALE);
  const form = useForm({ description, synonyms: synonyms, catchAll: catchAll ?? '' }, update.failure);
  const isReadOnly = !may('domain.update');
  const save = async () => {
    const { synonyms: names, catchAll: address, ...rest } = form.changes;
    const body = {
      ...rest,
      ...(names === undefined ? {} : { synonyms: [...names] }),
      ...(address === undefined ? {} : { catchAll: address.trim() === '' ? null : address.trim() }),
    };
    if ((await update.run({ path: { name }, body })) === null) return;
    form.reset(form.values);
    await done(t('web.saved'), { kind: 'domain', name });
  };
  return (
    <Section title={t('server.domains.addresses')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={isReadOnly || !form.isChanged}
        onSubmit={() => void save()}
      >
        <TextInput
          label={t('server.description')}
          {...form.text('description')}
          disabled={isReadOnly}
          autoComplete="off"
        />
        <TagsInput
          label={t('server.domains.synonyms')}
          description={t('server.domains.synonyms.hint')}
          value={[...form.values.synonyms]}
          onChange={(value) => form.set('synonyms', value)}
          error={form.errorOf('synonyms') ?? form.errorOf('domain') ?? form.errorOf('name')}
          disabled={isReadOnly}
          splitChars={[',', ';', ' ']}
          acceptValueOnBlur
        />
        <AddressInput
          label={t('server.domains.catch-all')}
          description={t('server.domains.catch-all.hint')}
          value={form.values.catchAll}
          onChange={(value) => form.set('catchAll', value)}
          error={form.errorOf('catchAll')}
          isDisabled={isReadOnly}
        />
      </FormBody>
    </Section>
  );
}

function Origin({ domain: { name, policy } }: DomainTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const update = useChange('domain.update', ['audit']);
  const form = useForm<Policy>(policy, update.failure);
  const isReadOnly = !may('domain.update');
  const save = async () => {
    if ((await update.run({ path: { name }, body: { policy: form.changes } })) === null) return;
    form.reset(form.values);
    await done(t('web.saved'), { kind: 'domain', name });
  };
  return (
    <Section title={t('server.domains.origin')} lead={t('server.domains.origin.lead')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={isReadOnly || !form.isChanged}
        onSubmit={() => void save()}
      >
        <FieldRow>
          {CHECKS.map((check) => (
            <Select
              key={check}
              label={t(`server.domains.origin.${check}`)}
              data={DEEDS.map((value) => ({ value, label: t(`server.domains.origin.do.${value}`) }))}
              value={form.values[check]}
              onChange={(value) => form.set(check, value ?? form.values[check])}
              disabled={isReadOnly}
              allowDeselect={false}
            />
          ))}
        </FieldRow>
      </FormBody>
    </Section>
  );
}
