/** What the sequence map decides without any reading: numbers, flags and keywords. */
import type { Keywords } from '../../ports/flags.ts';
import { isInRanges } from '../message-set.ts';
import type { Candidate } from './candidate.ts';
import type { PlanContext } from './plan-context.ts';
import type { SearchQuery } from './search-query.ts';
import { type Condition, verdictOf, YES } from './verdict.ts';

/** Null for queries of another kind. */
export function mapCondition(query: SearchQuery, { session }: PlanContext): Condition<Candidate> | null {
  switch (query.kind) {
    case 'all':
      return () => YES;
    case 'sequence': {
      const set = session.resolveSequence(query.ranges);
      return ({ seq }) => verdictOf(isInRanges(set, seq));
    }
    case 'uid': {
      const set = session.resolveUids(query.ranges);
      return ({ seq }) => verdictOf(isInRanges(set, seq));
    }
    case 'flags': {
      const { flags, isSet } = query;
      const wanted = isSet ? flags : 0;
      return ({ system }) => verdictOf((system & flags) === wanted);
    }
    case 'keyword': {
      const has = keywordTest(query.keyword);
      const { isSet } = query;
      return ({ keywords }) => verdictOf(has(keywords) === isSet);
    }
    case 'recent':
      return ({ uid }) => verdictOf(session.isRecent(uid));
    default:
      return null;
  }
}

/** Neighbours mostly carry the same keywords, so the last answer is remembered. */
function keywordTest(keyword: string): (keywords: Keywords) => boolean {
  const wanted = ` ${keyword.toLowerCase()} `;
  let last = '';
  let answer = false;
  return (keywords) => {
    if (keywords === '') return false;
    if (keywords !== last) {
      last = keywords;
      answer = ` ${keywords.toLowerCase()} `.includes(wanted);
    }
    return answer;
  };
}
