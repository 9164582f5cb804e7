/** Why messages are in quarantine: which filter, and its words. */
import { useCallback } from 'react';
import type { QuarantinedView } from '../../../src/wire/admin/mail-schemas.ts';
import { useOwnWords } from '../../shared/i18n/own-words.ts';

export function useReasons(): (message: Pick<QuarantinedView, 'reasons'>) => readonly string[] {
  const words = useOwnWords();
  return useCallback(
    ({ reasons }) => reasons.map(({ filter, text }) => (text === '' ? filter : `${filter}: ${words(text)}`)),
    [words],
  );
}
