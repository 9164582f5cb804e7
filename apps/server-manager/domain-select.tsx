/** Narrows a table to one domain; not there where there is only one. SM1 */
import { Select } from '@mantine/core';
import { useRead } from '../shared/api/use-api.ts';
import { useI18n } from '../shared/i18n/i18n.tsx';

interface Props {
  /** Empty: all of them. */
  readonly value: string;
  onChange(domain: string): void;
}

export function DomainSelect({ value, onChange }: Props) {
  const { t } = useI18n();
  const { data } = useRead('domain.list');
  const names = data?.domains.map(({ name }) => name) ?? [];
  if (names.length < 2 && value === '') return null;
  return (
    <Select
      aria-label={t('server.domain')}
      data={[{ value: '', label: t('server.domain.all') }, ...names.map((name) => ({ value: name, label: name }))]}
      value={value}
      onChange={(next) => onChange(next ?? '')}
      allowDeselect={false}
      searchable={names.length > 10}
    />
  );
}
