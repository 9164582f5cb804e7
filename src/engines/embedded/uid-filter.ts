/** A condition on the column `uid` for an ascending list of UIDs. */
import type { Uid } from '../../domain/ports/ids.ts';
import type { SqlValue } from './index/database.ts';
import { uidRuns } from './uid-runs.ts';

export interface UidFilter {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** A list in at most so many runs is taken run by run; one in more as a whole, which costs more for each UID. */
const MAX_RUNS = 8;

export function uidRange(from: Uid, to: Uid): UidFilter {
  return { sql: 'uid BETWEEN ? AND ?', values: [from, to] };
}

/** Conditions that together hold for each UID of the list once, in ascending order. */
export function uidFilters(uids: readonly Uid[]): UidFilter[] {
  const runs = uidRuns(uids);
  if (runs.length <= MAX_RUNS) return runs.map(([from, to]) => uidRange(from, to));
  return [{ sql: 'uid IN (SELECT value FROM json_each(?))', values: [JSON.stringify(uids)] }];
}
