/** Finds a person: by a part of the User ID, a name or an address, as the server finds them. */
import { Select } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../../shared/api/use-api.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSearchText } from '../../shared/table/use-search-text.ts';

interface Props {
  readonly label: string;
  readonly description?: string;
  /** User ID; empty: nobody. */
  readonly value: string;
  /** User IDs that are not offered. */
  readonly except?: readonly string[];
  readonly error?: string | null;
  onChange(userId: string): void;
}

const MAX_OFFERED = 20;

export function UserPicker({ label, description, value, except = [], error = null, onChange }: Props) {
  const { t } = useI18n();
  const { typed, asked, type } = useSearchText();
  const [isOpen, setOpen] = useState(false);
  const query = { query: asked === value ? '' : asked, limit: MAX_OFFERED + except.length };
  const { data } = useRead('user.list', { query }, { isWanted: isOpen, keepsPrevious: true });
  const offered = (data?.users ?? [])
    .filter(({ userId }) => !except.includes(userId) && userId !== value)
    .map(({ userId, firstName, lastName }) => ({ value: userId, label: `${userId} (${firstName} ${lastName})` }));
  const chosen = value === '' ? [] : [{ value, label: value }];
  return (
    <Select
      label={label}
      description={description}
      data={[...chosen, ...offered]}
      value={value === '' ? null : value}
      error={error}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('server.users.picker.clear') }}
      // What is found was found by the server, in other fields than the label shows as well.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={type}
      onDropdownOpen={() => setOpen(true)}
      onChange={(userId) => onChange(userId ?? '')}
      nothingFoundMessage={t('web.table.nothing-found')}
      placeholder={t('server.users.picker.search')}
      limit={MAX_OFFERED}
    />
  );
}
