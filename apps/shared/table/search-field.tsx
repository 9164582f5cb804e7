/** The search box above a table: what it looks for is said in it, since all of them have the same name. */
import { TextInput } from '@mantine/core';
import { useI18n } from '../i18n/i18n.tsx';

interface Props {
  /** What can be typed: `User ID, name or address`. */
  readonly hint: string;
  readonly value: string;
  onType(text: string): void;
}

export function SearchField({ hint, value, onType }: Props) {
  const { t } = useI18n();
  return (
    <TextInput
      type="search"
      aria-label={t('web.table.search')}
      placeholder={hint}
      value={value}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}
