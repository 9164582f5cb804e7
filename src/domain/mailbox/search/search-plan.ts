/** A query made ready: what must be read for it, and one condition that decides with whatever has been read. */
import type { EntryField, EntryFields } from '../../ports/mailboxes.ts';
import type { MailboxSession } from '../mailbox-session.ts';
import { intersectSets, type MessageSet } from '../message-set.ts';
import type { Candidate } from './candidate.ts';
import { columnCondition } from './column-conditions.ts';
import { contentCondition } from './content-conditions.ts';
import { mapCondition } from './map-conditions.ts';
import type { PlanContext } from './plan-context.ts';
import type { SearchQuery } from './search-query.ts';
import type { TextNeed } from './text-need.ts';
import { allOf, anyOf, type Condition, not } from './verdict.ts';

export interface SearchPlan {
  readonly decide: Condition<Candidate>;
  /** How many conditions `decide` asks at most: what a decision may cost. */
  readonly conditionCount: number;
  /** The messages that can match at all. */
  readonly scope: MessageSet;
  /** Columns to read where the sequence map does not decide; begins with `uid`. */
  readonly fields: readonly ['uid', ...EntryField[]];
  /** What to read of the bytes where columns do not decide either. */
  readonly needs: readonly TextNeed[];
  /** The query asks for ModSeqs, and the answer names the highest. RFC 7162 section 3.1.5 */
  readonly hasModSeq: boolean;
}

/** Throws Failure `invalid` (a sequence number that does not exist). */
export function planSearch(session: MailboxSession, query: SearchQuery, nowMs: number): SearchPlan {
  const fields: ['uid', ...EntryField[]] = ['uid'];
  const needs: TextNeed[] = [];
  let hasModSeq = false;
  let conditionCount = 0;
  const column = <F extends EntryField>(field: F) => {
    const known = fields.indexOf(field);
    const index = known >= 0 ? known : fields.push(field) - 1;
    return (row: readonly unknown[]) => row[index] as EntryFields[F];
  };
  const context: PlanContext = { session, nowMs, column, need: (need) => needs.push(need) - 1 };

  const compile = (part: SearchQuery): Condition<Candidate> => {
    switch (part.kind) {
      case 'and':
        return allOf(cheapFirst(part.queries).map(compile));
      case 'or':
        return anyOf(cheapFirst(part.queries).map(compile));
      case 'not':
        return not(compile(part.query));
      default:
    }
    conditionCount += 1;
    if (part.kind === 'modseq') hasModSeq = true;
    return mapCondition(part, context) ?? columnCondition(part, context) ?? contentCondition(part, context);
  };
  const decide = compile(query);
  if (needs.length > 0) for (const field of ['hash', 'sizeBytes', 'digestVersion', 'parts'] as const) column(field);
  return { decide, conditionCount, scope: scopeOf(session, query), fields, needs, hasModSeq };
}

/** The set that the query itself names, so that `UID SEARCH UID 5 …` looks at one message and not at all. */
function scopeOf(session: MailboxSession, query: SearchQuery): MessageSet {
  switch (query.kind) {
    case 'sequence':
      return session.resolveSequence(query.ranges);
    case 'uid':
      return session.resolveUids(query.ranges);
    case 'and':
      return query.queries.map((part) => scopeOf(session, part)).reduce(intersectSets, everything(session));
    default:
      return everything(session);
  }
}

function everything({ messageCount }: MailboxSession): MessageSet {
  return messageCount === 0 ? [] : [{ from: 1, to: messageCount }];
}

/** Conditions on bytes come last. */
function cheapFirst(queries: readonly SearchQuery[]): SearchQuery[] {
  return queries.toSorted((a, b) => Number(readsBytes(a)) - Number(readsBytes(b)));
}

function readsBytes(query: SearchQuery): boolean {
  return query.kind === 'body' || query.kind === 'text' || query.kind === 'header';
}
