/**
 * Members and owners: people, aliases and what else may be one are found while one types; addresses elsewhere are typed
 * as they are, and many at once are pasted.
 */
import { Group, TagsInput, Text } from '@mantine/core';
import type { ClipboardEvent } from 'react';
import { useRead } from '../../shared/api/use-api.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { useSearchText } from '../../shared/table/use-search-text.ts';
import { parseNames, unique } from './parse-names.ts';

interface Props {
  readonly label: string;
  readonly description?: string;
  /** Owners are people. */
  readonly isForOwners?: boolean;
  readonly value: readonly string[];
  /** Names that are not offered. */
  readonly except?: readonly string[];
  readonly error?: string | null;
  onChange(value: string[]): void;
}

interface Found {
  readonly name: string;
  /** Beside it: what people call it. */
  readonly about: string;
}

/** As many as fit below the field. */
const MAX_PEOPLE = 8;
const MAX_ALIASES = 5;

export function NamesInput({ isForOwners = false, value, except = [], onChange, ...field }: Props) {
  const { t } = useI18n();
  const search = useSearchText();
  // Without words everybody would be offered, over the button that belongs to the field.
  const isWanted = search.typed.trim() !== '';
  const found = useFound(search.asked, isWanted, isForOwners).filter(({ name }) => !except.includes(name));
  const about = new Map(found.map((each) => [each.name, each.about]));
  const onPaste = (event: ClipboardEvent) => {
    const names = parseNames(event.clipboardData.getData('text/plain'));
    if (names.length < 2) return;
    // The field itself would part them at blanks only.
    event.preventDefault();
    event.stopPropagation();
    onChange(unique([...value, ...names]));
  };
  return (
    <div onPasteCapture={onPaste}>
      <TagsInput
        {...field}
        value={[...value]}
        onChange={onChange}
        searchValue={search.typed}
        onSearchChange={search.type}
        data={isWanted ? [...about.keys()] : []}
        // What is found was found by the server, in other fields than the name as well.
        filter={({ options }) => options}
        renderOption={({ option }) => (
          <Group gap="xs">
            <span>{option.value}</span>
            <Text size="sm" c="dimmed">
              {about.get(option.value)}
            </Text>
          </Group>
        )}
        comboboxProps={{ transitionProps: { duration: 0 } }}
        splitChars={[',', ';', ' ']}
        placeholder={value.length === 0 ? t('server.aliases.names.search') : ''}
        acceptValueOnBlur
        autoComplete="off"
      />
    </div>
  );
}

function useFound(query: string, isWanted: boolean, isForOwners: boolean): readonly Found[] {
  const { t } = useI18n();
  const { may } = useSession();
  const options = { isWanted, keepsPrevious: true };
  const offersMore = isWanted && !isForOwners;
  const people = useRead('user.list', { query: { query, limit: MAX_PEOPLE } }, options);
  const aliases = useRead('alias.list', { query: { query, limit: MAX_ALIASES } }, { ...options, isWanted: offersMore });
  const channels = useRead('channel.list', {}, { isWanted: offersMore && may('channel.list') });
  const { files = [], programs = [] } = channels.data ?? {};
  const channelNames = [...files.map((name) => `file:${name}`), ...programs.map((name) => `program:${name}`)];
  return [
    ...(people.data?.users ?? []).map(({ userId, firstName, lastName, mail }) => ({
      name: userId,
      about: `${firstName} ${lastName} · ${mail}`.trim().replace(/^· /, ''),
    })),
    ...(offersMore ? (aliases.data?.aliases ?? []) : []).map(({ mail, description }) => ({
      name: mail,
      about: description === '' ? t('server.aliases.kind.alias') : description,
    })),
    ...channelNames
      .filter((name) => name.includes(query.toLowerCase()))
      .map((name) => ({
        name,
        about: t(name.startsWith('file:') ? 'server.aliases.kind.file' : 'server.aliases.kind.program'),
      })),
  ];
}
