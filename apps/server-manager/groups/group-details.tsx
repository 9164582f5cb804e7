/** Name, description and rank of a group. DI1 */
import { NumberInput, TextInput } from '@mantine/core';
import { useLocation } from 'wouter';
import type { GroupView } from '../../../src/wire/admin/directory-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FieldRow, FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';

export function GroupDetails({ group }: { readonly group: GroupView }) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const [, navigate] = useLocation();
  const update = useChange('group.update', ['user', 'policy', 'audit', 'search']);
  const at = group.name.lastIndexOf('@');
  const form = useForm(
    { name: group.name.slice(0, at), description: group.description, rank: group.rank },
    update.failure,
  );
  const isReadOnly = !may('group.update');
  const save = async () => {
    const saved = await update.run({ path: { name: group.name }, body: form.changes });
    if (saved === null) return;
    form.reset(form.values);
    if (saved.name !== group.name) navigate(`/${toSegment(saved.name)}`, { replace: true });
    await done(t('web.saved'), { kind: 'group', name: group.name });
  };
  return (
    <Section title={t('server.groups.what')}>
      <FormBody
        failure={form.otherFailure}
        isRunning={update.isRunning}
        isBlocked={isReadOnly || !form.isChanged}
        onSubmit={() => void save()}
      >
        <FieldRow>
          <TextInput
            label={t('server.groups.name')}
            description={group.name.slice(at)}
            {...form.text('name')}
            error={form.errorOf('name') ?? form.errorOf('group')}
            disabled={isReadOnly}
            autoComplete="off"
          />
          <NumberInput
            label={t('server.groups.rank')}
            description={t('server.groups.rank.hint')}
            value={form.values.rank}
            onChange={(next) => form.set('rank', Number(next))}
            error={form.errorOf('rank')}
            disabled={isReadOnly}
            min={0}
            allowDecimal={false}
          />
        </FieldRow>
        <TextInput
          label={t('server.description')}
          {...form.text('description')}
          disabled={isReadOnly}
          autoComplete="off"
        />
      </FormBody>
    </Section>
  );
}
