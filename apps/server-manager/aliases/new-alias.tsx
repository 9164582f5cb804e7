/** A new alias: its address, who gets its mail, who looks after it. SM4, DI3 */
import { Select, TextInput } from '@mantine/core';
import { useLocation } from 'wouter';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FieldRow, FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { ALIAS_HELP } from './help.ts';
import { MembershipSelect } from './membership-select.tsx';
import type { Membership } from './memberships.ts';
import { NamesInput } from './names-input.tsx';

interface Values {
  readonly local: string;
  /** Empty: the first. */
  readonly domain: string;
  readonly description: string;
  readonly members: readonly string[];
  readonly owners: readonly string[];
  readonly membership: Membership;
}

const COMMANDS = ['mailroom alias create ALIAS@DOMAIN --owner USER --member NAME'];

export function NewAlias() {
  const { t } = useI18n();
  const { me } = useSession();
  const [, navigate] = useLocation();
  const done = useDone();
  const create = useChange('alias.create', ['user', 'domain', 'audit', 'search']);
  const domains = useRead('domain.list');
  const names = domains.data?.domains.map(({ name }) => name) ?? [];
  const initial: Values = {
    ...{ local: '', domain: '', description: '', membership: 'open' },
    ...{ members: [], owners: [me.userId] },
  };
  const form = useForm(initial, create.failure);
  const { values } = form;
  const first = domains.data?.domains.find(({ isPrimary }) => isPrimary)?.name ?? names[0] ?? '';
  const domain = values.domain || first;
  const save = async () => {
    const { local, description, membership } = values;
    const body = {
      ...{ mail: `${local.trim()}@${domain}`, description, membership },
      ...{ members: [...values.members], owners: [...values.owners] },
    };
    const made = await create.run({ body });
    if (made === null) return;
    navigate(`/${toSegment(made.mail)}`, { replace: true });
    await done(t('server.aliases.created', { name: made.mail }), { kind: 'alias', name: made.mail });
  };
  return (
    <Page title={t('server.aliases.new')} help={ALIAS_HELP} commands={COMMANDS} width="form">
      <Section title={t('server.aliases.what')}>
        <FormBody
          action={t('server.aliases.create')}
          failure={form.otherFailure}
          isRunning={create.isRunning}
          isBlocked={
            values.local.trim() === '' || domain === '' || values.members.length === 0 || values.owners.length === 0
          }
          onSubmit={() => void save()}
          onCancel={() => navigate('/')}
        >
          <FieldRow>
            <TextInput
              label={t('server.aliases.local')}
              {...form.text('local')}
              error={form.errorOf('local') ?? form.errorOf('mail')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
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
          <TextInput
            label={t('server.description')}
            description={t('server.aliases.description.hint')}
            {...form.text('description')}
            autoComplete="off"
          />
          <NamesInput
            label={t('server.aliases.members')}
            description={t('server.aliases.members.hint')}
            value={values.members}
            error={form.errorOf('members') ?? form.errorOf('member')}
            onChange={(members) => form.set('members', members)}
          />
          <NamesInput
            label={t('server.aliases.owners')}
            description={t('server.aliases.owners.hint')}
            isForOwners
            value={values.owners}
            error={form.errorOf('owners')}
            onChange={(owners) => form.set('owners', owners)}
          />
          <MembershipSelect value={values.membership} onChange={(membership) => form.set('membership', membership)} />
        </FormBody>
      </Section>
    </Page>
  );
}
