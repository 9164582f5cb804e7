/** Members and owners: colleagues are found while one types; addresses may be typed as they are. */
import { Group, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../shared/api/use-api.ts';
import { useSearchText } from '../shared/table/use-search-text.ts';

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly value: readonly string[];
  readonly error?: string | null;
  onChange(value: string[]): void;
}

/** As many as fit below the field. */
const MAX_OFFERED = 8;

export function PeopleInput({ label, description, value, error = null, onChange }: Props) {
  const search = useSearchText();
  const [isOpen, setOpen] = useState(false);
  const found = useRead(
    'me.find-users',
    { query: { query: search.asked, limit: MAX_OFFERED } },
    { isWanted: isOpen, keepsPrevious: true },
  );
  const users = new Map((found.data?.users ?? []).map((user) => [user.userId, user]));
  return (
    <TagsInput
      label={label}
      {...(description !== undefined && { description })}
      value={[...value]}
      error={error}
      onChange={onChange}
      searchValue={search.typed}
      onSearchChange={search.type}
      data={[...users.keys()]}
      // The server has looked already.
      filter={({ options }) => options}
      renderOption={({ option }) => {
        const user = users.get(option.value);
        return (
          <Group gap="xs">
            <span>
              {user?.profile.firstName} {user?.profile.lastName}
            </span>
            <Text size="sm" c="dimmed">
              {user?.mail}
            </Text>
          </Group>
        );
      }}
      onDropdownOpen={() => setOpen(true)}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      splitChars={[',', ';', ' ']}
      acceptValueOnBlur
    />
  );
}
