/** An address of this server: those of people and of aliases are offered while one types. */
import { Autocomplete } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../../shared/api/use-api.ts';
import { useSearchText } from '../../shared/table/use-search-text.ts';

interface Props {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly error: string | null;
  readonly isDisabled: boolean;
  onChange(value: string): void;
}

const MAX_OFFERED = 6;

export function AddressInput({ label, description, value, error, isDisabled, onChange }: Props) {
  const search = useSearchText(value);
  const [isOpen, setOpen] = useState(false);
  const query = { query: search.asked, limit: MAX_OFFERED };
  const options = { isWanted: isOpen, keepsPrevious: true };
  const users = useRead('user.list', { query }, options);
  const aliases = useRead('alias.list', { query }, options);
  const mails = [...(users.data?.users ?? []), ...(aliases.data?.aliases ?? [])].map(({ mail }) => mail);
  return (
    <Autocomplete
      label={label}
      description={description}
      data={[...new Set(mails)]}
      // The server has looked already.
      filter={({ options: found }) => found}
      value={value}
      error={error}
      disabled={isDisabled}
      onChange={(next) => {
        onChange(next);
        search.type(next);
      }}
      onDropdownOpen={() => setOpen(true)}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
