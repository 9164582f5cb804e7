/** Several short texts, such as addresses. What is still being typed counts as one of them: who saves has not lost it. */
import { TagsInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly value: readonly string[];
  readonly error?: string | null;
  readonly isDisabled?: boolean;
  onChange(value: string[]): void;
}

/** What parts texts that are typed or pasted together. */
const SEPARATORS = [',', ';', ' ', '\t', '\n'];

export function TextList({ label, description, value, error = null, isDisabled = false, onChange }: Props) {
  const [typed, setTyped] = useState('');
  const pending = typed.trim();
  const isCounted = pending !== '' && value.at(-1) === pending;
  const taken = isCounted ? value.slice(0, -1) : value;
  // The control tells of a text that is taken and of the field that is empty then one after the other.
  const latest = useRef(taken);
  useEffect(() => {
    latest.current = taken;
  });
  return (
    <TagsInput
      label={label}
      description={description}
      value={[...taken]}
      // The form may have gone back to where it began.
      searchValue={pending === '' || isCounted ? typed : ''}
      error={error}
      disabled={isDisabled}
      splitChars={SEPARATORS}
      acceptValueOnBlur
      onChange={(next) => {
        latest.current = next;
        onChange(next);
      }}
      onSearchChange={(next) => {
        setTyped(next);
        onChange([...latest.current, ...(next.trim() === '' ? [] : [next.trim()])]);
      }}
    />
  );
}
