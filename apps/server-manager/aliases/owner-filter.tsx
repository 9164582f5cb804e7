/** Narrows the table to the aliases of one owner, who is found while one types. */
import { Select } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../../shared/api/use-api.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSearchText } from '../../shared/table/use-search-text.ts';

interface Props {
  /** User ID; empty: everybody's. */
  readonly value: string;
  onChange(userId: string): void;
}

const MAX_OFFERED = 20;

export function OwnerFilter({ value, onChange }: Props) {
  const { t } = useI18n();
  const { typed, asked, type } = useSearchText();
  const [isOpen, setOpen] = useState(false);
  const query = { query: asked === value ? '' : asked, limit: MAX_OFFERED };
  const { data } = useRead('user.list', { query }, { isWanted: isOpen, keepsPrevious: true });
  const offered = (data?.users ?? []).map(({ userId }) => userId).filter((userId) => userId !== value);
  return (
    <Select
      aria-label={t('server.aliases.owner')}
      placeholder={t('server.aliases.owner.any')}
      data={value === '' ? offered : [value, ...offered]}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('server.users.picker.clear') }}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={type}
      onDropdownOpen={() => setOpen(true)}
      nothingFoundMessage={t('web.table.nothing-found')}
    />
  );
}
