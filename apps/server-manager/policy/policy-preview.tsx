/** For whom a change would make a difference, said before it is made. DI8, ST6 */
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import type { PolicyPreviewView, PolicyValuesView } from '../../../src/wire/admin/directory-schemas.ts';
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import type { Input } from '../../shared/api/call.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { type I18n, useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './policy-preview.module.css';

type Question = NonNullable<Input<'policy.preview'>['body']>;

const REST_MS = 300;
const MAX_NAMED = 5;

export function PolicyPreview(question: Question) {
  const { t } = useI18n();
  const [asked] = useDebouncedValue(JSON.stringify(question), REST_MS);
  const body = useMemo(() => JSON.parse(asked) as Question, [asked]);
  const isWanted = Object.keys(body.policy).length > 0;
  const { data, error } = useRead('policy.preview', { body }, { isWanted, keepsPrevious: true });
  // What cannot be asked yet is not wrong yet: a refusal is told of what is saved.
  if (!isWanted || data === undefined || error !== null) return null;
  if (data.count === 0) return <Notice>{t('server.policy.preview.nobody')}</Notice>;
  return (
    <Notice kind="warning" title={t('server.policy.preview.count', { count: data.count })}>
      <Differences preview={data} />
    </Notice>
  );
}

function Differences({ preview: { count, users } }: { readonly preview: PolicyPreviewView }) {
  const i18n = useI18n();
  const named = users.slice(0, MAX_NAMED);
  return (
    <ul className={classes.list}>
      {named.map(({ userId, before, after }) => (
        <li key={userId}>
          <strong>{userId}</strong>: {differencesOf(i18n, before, after).join('; ')}
        </li>
      ))}
      {count > named.length && <li>{i18n.t('server.policy.preview.others', { count: count - named.length })}</li>}
    </ul>
  );
}

function differencesOf({ t, formats }: I18n, before: PolicyValuesView, after: PolicyValuesView): string[] {
  const limit = (value: number | null | undefined, show: (value: number) => string) =>
    value === null || value === undefined ? t('server.quota.unlimited') : show(value);
  const told: string[] = [];
  if (after.storageBytes !== undefined) {
    const values = [before.storageBytes, after.storageBytes].map((value) => limit(value, formats.size));
    told.push(`${t('server.quota.storage')}: ${values.join(' → ')}`);
  }
  if (after.messageCount !== undefined) {
    const values = [before.messageCount, after.messageCount].map((value) => limit(value, formats.number));
    told.push(`${t('server.quota.messages')}: ${values.join(' → ')}`);
  }
  for (const [name, isGiven] of Object.entries(after.privileges)) {
    const text = t(`server.privilege.name.${name as PrivilegeName}`);
    told.push(`${text}: ${t(isGiven ? 'server.privilege.given' : 'server.privilege.withheld')}`);
  }
  return told;
}
