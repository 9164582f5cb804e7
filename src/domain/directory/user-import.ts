/** Users of a CSV file: the header line names the fields, in any order and case. REQUIREMENTS SM6, LI7 */
import { Failure } from '../../base/failure.ts';
import { parseCsv } from '../../formats/archive/csv.ts';
import type { Caller } from '../access/caller.ts';
import type { AccountId } from '../ports/ids.ts';
import { type ImportedUser, readImportHeader, readImportRow } from './user-import-row.ts';
import type { Users } from './users.ts';

/** Users made in one commit: other writes wait no longer than for that many. */
const BATCH = 200;

export interface ImportReport {
  readonly created: readonly AccountId[];
  /** Users that were made, or with `dryRun` those that can be made as far as their line tells. */
  readonly count: number;
  /** Also who was made, but without the forwarding that his line asks for. */
  readonly refused: readonly Refusal[];
}

interface Refusal {
  readonly line: number;
  readonly userId: string;
  readonly failure: Failure;
}

interface Line extends ImportedUser {
  readonly line: number;
}

/** Throws Failure `invalid` (no CSV, a column that is unknown or missing), `too-many`. */
export async function importUsers(
  by: Caller,
  users: Pick<Users, 'createMany' | 'tryMany' | 'update'>,
  csv: string,
  options: { readonly dryRun: boolean },
): Promise<ImportReport> {
  const [header, ...rows] = parseCsv(csv);
  if (header === undefined) throw new Failure('invalid', 'the file is empty', { detail: { field: 'csv' } });
  const columns = readImportHeader(header);
  const created: AccountId[] = [];
  const forwarding: Line[] = [];
  const refused: Refusal[] = [];
  let count = 0;

  for (let start = 0; start < rows.length; start += BATCH) {
    const lines: Line[] = [];
    for (const row of rows.slice(start, start + BATCH)) {
      try {
        lines.push({ line: row.line, ...readImportRow(columns, row) });
      } catch (error) {
        const userId = row.fields[columns.indexOf('userId')] ?? '';
        refused.push({ line: row.line, userId, failure: asFailure(error) });
      }
    }
    const requests = lines.map(({ request }) => request);
    const outcomes = await (options.dryRun
      ? users.tryMany(by, requests)
      : users.createMany(by, requests, { defer: true }));
    for (const [index, line] of lines.entries()) {
      const outcome = outcomes[index];
      if (outcome instanceof Failure) {
        refused.push({ line: line.line, userId: line.request.userId, failure: outcome });
        continue;
      }
      count += 1;
      if (typeof outcome !== 'number') continue;
      created.push(outcome);
      if (line.forwarding !== null) forwarding.push(line);
    }
  }
  // The users of a file may forward to each other: all of them are there by now.
  for (let start = 0; start < forwarding.length; start += BATCH) {
    refused.push(...(await forwardAll(by, users, forwarding.slice(start, start + BATCH))));
  }
  refused.sort((a, b) => a.line - b.line);
  return { created, count, refused };
}

/** Together, so that they share a commit. */
async function forwardAll(by: Caller, users: Pick<Users, 'update'>, lines: readonly Line[]): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  await Promise.all(
    lines.map(async ({ line, request: { userId }, forwarding }) => {
      try {
        await users.update(by, userId, { forwarding });
      } catch (error) {
        refused.push({ line, userId, failure: asFailure(error) });
      }
    }),
  );
  return refused;
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
