/** Narrows tables to one domain; not there where there is only one. SM1 */
import { Select } from '@mantine/core';
import { useI18n } from '../shared/i18n/i18n.tsx';
import { useDomain } from '../shared/session/domain.tsx';
import classes from './domain-select.module.css';

interface Props {
  /** Empty: all of them. */
  readonly value: string;
  onChange(domain: string): void;
  /** In the header; else above a table, where the header has no room for it. */
  readonly size?: 'xs';
}

export function DomainSelect({ value, onChange, size }: Props) {
  const { t } = useI18n();
  const { names } = useDomain();
  if (names.length < 2) return null;
  return (
    <Select
      {...(size === undefined ? { className: classes.below } : { size })}
      aria-label={t('server.domain')}
      data={[{ value: '', label: t('server.domain.all') }, ...names.map((name) => ({ value: name, label: name }))]}
      value={value}
      onChange={(next) => onChange(next ?? '')}
      allowDeselect={false}
      searchable={names.length > 10}
    />
  );
}
