/** What only the bytes decide: header fields, body and text. RFC 9051 section 6.4.4 */
import { foldText } from '../../../base/text.ts';
import type { Candidate } from './candidate.ts';
import type { PlanContext } from './plan-context.ts';
import type { SearchQuery } from './search-query.ts';
import type { TextNeed } from './text-need.ts';
import { type Condition, NO, UNKNOWN, type Verdict, verdictOf, YES } from './verdict.ts';

/** The last resort: for whatever kind of query is left. */
export function contentCondition(query: SearchQuery, context: PlanContext): Condition<Candidate> {
  switch (query.kind) {
    case 'body':
    case 'text': {
      const needle = foldText(query.value);
      // The empty string is in every text.
      return needle === '' ? () => YES : onText(context, { kind: query.kind, needle });
    }
    case 'header':
      return headerCondition(query.field.toLowerCase(), foldText(query.value), context);
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
    case 'subject':
      return headerCondition(query.kind, foldText(query.value), context);
    default:
      throw new Error(`no condition for ${query.kind}`);
  }
}

function onText({ need }: PlanContext, wanted: TextNeed): Condition<Candidate> {
  const number = need(wanted);
  return ({ text }) => (text === null ? UNKNOWN : verdictOf(text.answers[number]));
}

const KEY_COLUMNS = {
  from: 'fromKey',
  to: 'toKey',
  cc: 'ccKey',
  bcc: 'bccKey',
  subject: 'subjectKey',
} as const;

function hasKeyColumn(field: string): field is keyof typeof KEY_COLUMNS {
  return Object.hasOwn(KEY_COLUMNS, field);
}

/** Fields that the digest has are decided by their columns wherever those can. */
function headerCondition(field: string, needle: string, context: PlanContext): Condition<Candidate> {
  if (hasKeyColumn(field)) {
    const key = context.column(KEY_COLUMNS[field]);
    if (needle !== '') return ({ row }) => (row === null ? UNKNOWN : verdictOf(key(row).includes(needle)));
    return firstKnown(({ row }) => (row !== null && key(row) !== '' ? YES : UNKNOWN), onHeader(field, needle, context));
  }
  if (field === 'message-id') {
    const id = context.column('messageId');
    const byColumn = ({ row }: Candidate): Verdict => {
      const value = row === null ? null : id(row);
      if (value === null) return UNKNOWN;
      return foldText(`<${value}>`).includes(needle) ? YES : NO;
    };
    return firstKnown(byColumn, onHeader(field, needle, context));
  }
  return onHeader(field, needle, context);
}

function onHeader(field: string, needle: string, context: PlanContext): Condition<Candidate> {
  return onText(context, { kind: 'field', field, needle });
}

function firstKnown(first: Condition<Candidate>, second: Condition<Candidate>): Condition<Candidate> {
  return (candidate) => {
    const verdict = first(candidate);
    return verdict === UNKNOWN ? second(candidate) : verdict;
  };
}
