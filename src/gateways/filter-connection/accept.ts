import type { FilterVerdict } from '../../domain/ports/content-filter.ts';

type Accepted = Extract<FilterVerdict, { kind: 'accept' }>;

/** The verdict of a filter that has no objection, with what it wants changed. */
export function accept(note: string, changes: Partial<Omit<Accepted, 'kind' | 'note'>> = {}): Accepted {
  return {
    kind: 'accept',
    headers: [],
    body: null,
    addedRecipients: [],
    removedRecipients: [],
    newSender: null,
    score: null,
    ...changes,
    note,
  };
}
