/** Users of a table: the header line names the fields, in any order and case. REQUIREMENTS SM6, LI7 */
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { type CsvRow, type CsvSeparator, parseCsv, separatorOf } from '../../formats/archive/csv.ts';
import type { Caller } from '../access/caller.ts';
import { oneTimePassword } from '../access/credentials.ts';
import type { Forwarding } from '../ports/directory.ts';
import type { AccountId } from '../ports/ids.ts';
import {
  type Column,
  type ImportHeader,
  readForwarding,
  readImportHeader,
  readImportValues,
  readNewUser,
  readUserPatch,
} from './user-import-row.ts';
import type { NewUserRequest, UserPatch } from './user-requests.ts';
import type { Users } from './users.ts';

/** Users made in one commit: other writes wait no longer than for that many. */
const BATCH = 200;
/** Lines whose outcomes are told one by one; the others are only counted, and told where they are refused. */
export const MAX_TOLD = 5000;

export interface ImportOptions {
  readonly dryRun: boolean;
  /** Users who are there already are changed to what their lines say; without it such lines are refused. */
  readonly updatesExisting?: boolean;
  /** Where the file has no column of passwords: each gets one that has to be changed. */
  readonly generatesPasswords?: boolean;
}

export interface ImportReport {
  readonly separator: CsvSeparator;
  readonly columns: { readonly recognised: readonly Column[]; readonly ignored: readonly string[] };
  readonly created: readonly AccountId[];
  /** Users that were made, or with `dryRun` those that can be made as far as their line tells. */
  readonly count: number;
  /** Users that were changed, or would be. */
  readonly updated: number;
  /** In the order of the file. Also who was made, but without the forwarding that his line asks for. */
  readonly refused: readonly Refusal[];
  /** What became of the first MAX_TOLD lines, or would. */
  readonly rows: readonly RowOutcome[];
  /** Of those that were made and whose file has none; nobody learns them again. */
  readonly passwords: readonly { readonly userId: string; readonly password: string }[];
}

export interface RowOutcome {
  readonly line: number;
  readonly userId: string;
  readonly outcome: 'create' | 'update' | 'unchanged' | 'refused';
  /** Which is to blame; null where it is none of them, or none alone. */
  readonly column: Column | null;
  readonly failure: Failure | null;
}

interface Refusal {
  readonly line: number;
  readonly userId: string;
  readonly failure: Failure;
}

interface Line {
  readonly line: number;
  readonly userId: string;
  readonly forwarding: Forwarding | null;
  readonly plan:
    | { readonly kind: 'create'; readonly request: NewUserRequest }
    | { readonly kind: 'update'; readonly patch: UserPatch };
}

type ImportUsers = Pick<Users, 'createMany' | 'tryMany' | 'update' | 'tryUpdate' | 'get'>;

/** Throws Failure `invalid` (no table, a column that is missing or there twice), `too-many`. */
export async function importUsers(
  by: Caller,
  users: ImportUsers,
  csv: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const [first, ...rows] = parseCsv(csv);
  if (first === undefined) throw new Failure('invalid', 'the file is empty', { detail: { field: 'csv' } });
  const header = readImportHeader(first);
  const generates = options.generatesPasswords === true && !header.hasPasswords;
  if (!header.hasPasswords && !generates && options.updatesExisting !== true) {
    throw new Failure('invalid', 'the column password or passwordHash is missing', {
      detail: { field: 'csv', line: first.line, column: 'password' },
    });
  }
  const run = new Import(by, users, header, options, generates);
  for (let start = 0; start < rows.length; start += BATCH) await run.take(rows.slice(start, start + BATCH));
  await run.forward();
  return { separator: separatorOf(csv), ...run.report() };
}

/** One run over a file, in batches that share a commit. */
class Import {
  readonly #by: Caller;
  readonly #users: ImportUsers;
  readonly #header: ImportHeader;
  readonly #options: ImportOptions;
  readonly #generates: boolean;
  readonly #created: AccountId[] = [];
  readonly #refused: Refusal[] = [];
  readonly #outcomes = new Map<number, RowOutcome>();
  readonly #passwords: { userId: string; password: string }[] = [];
  readonly #forwarding: Line[] = [];
  /** Lines by the User IDs and addresses that they take: the same ones cannot be had twice. */
  readonly #taken = new Map<string, number>();
  #count = 0;
  #updated = 0;

  constructor(by: Caller, users: ImportUsers, header: ImportHeader, options: ImportOptions, generates: boolean) {
    this.#by = by;
    this.#users = users;
    this.#header = header;
    this.#options = options;
    this.#generates = generates;
  }

  async take(rows: readonly CsvRow[]): Promise<void> {
    const lines: Line[] = [];
    for (const row of rows) {
      const userId = (row.fields[this.#header.columns.indexOf('userId')] ?? '').trim();
      try {
        lines.push(await this.#plan(row, userId));
      } catch (error) {
        this.#refuse({ line: row.line, userId, failure: asFailure(error) });
      }
    }
    await this.#create(lines);
    for (const line of lines) if (line.plan.kind === 'update') await this.#update(line, line.plan.patch);
  }

  /** The users of a file may forward to each other: all of them are there by now. */
  async forward(): Promise<void> {
    for (let start = 0; start < this.#forwarding.length; start += BATCH) {
      // Together, so that they share a commit.
      await Promise.all(
        this.#forwarding.slice(start, start + BATCH).map(async ({ line, userId, forwarding }) => {
          try {
            await this.#users.update(this.#by, userId, { forwarding });
          } catch (error) {
            this.#refused.push({ line, userId, failure: asFailure(error) });
          }
        }),
      );
    }
  }

  report(): Omit<ImportReport, 'separator'> {
    const { columns, ignored } = this.#header;
    const inOrder = (a: { readonly line: number }, b: { readonly line: number }) => a.line - b.line;
    return {
      columns: { recognised: columns.filter((column) => column !== null), ignored },
      ...{ created: this.#created, count: this.#count, updated: this.#updated, passwords: this.#passwords },
      refused: this.#refused.sort(inOrder),
      rows: [...this.#outcomes.values()].sort(inOrder).slice(0, MAX_TOLD),
    };
  }

  async #plan(row: CsvRow, userId: string): Promise<Line> {
    const values = readImportValues(this.#header, row);
    const forwarding = readForwarding(values);
    const about = { line: row.line, userId, forwarding };
    this.#mustBeFree('userId', userId);
    if (this.#options.updatesExisting === true && (await this.#isThere(userId))) {
      const patch = readUserPatch(values);
      this.#taken.set(keyOf('userId', userId), row.line);
      return { ...about, plan: { kind: 'update', patch } };
    }
    const request = readNewUser(values, this.#generates ? oneTimePassword() : null);
    this.#mustBeFree('mail', request.mail);
    for (const field of ['userId', 'mail'] as const) this.#taken.set(keyOf(field, request[field]), row.line);
    return { ...about, plan: { kind: 'create', request } };
  }

  async #create(lines: readonly Line[]): Promise<void> {
    const created = lines.flatMap((line) => (line.plan.kind === 'create' ? [{ ...line, plan: line.plan }] : []));
    const requests = created.map(({ plan }) => plan.request);
    const options = { defer: true, mustChange: this.#generates };
    const outcomes = await (this.#options.dryRun
      ? this.#users.tryMany(this.#by, requests)
      : this.#users.createMany(this.#by, requests, options));
    for (const [index, line] of created.entries()) {
      const outcome = outcomes[index];
      if (outcome instanceof Failure) {
        this.#refuse({ ...line, failure: outcome });
        continue;
      }
      this.#count += 1;
      this.#tell({ ...line, outcome: 'create', column: null, failure: null });
      if (typeof outcome !== 'number') continue;
      this.#created.push(outcome);
      if (line.forwarding !== null) this.#forwarding.push(line);
      if (this.#generates) this.#passwords.push({ userId: line.userId, password: line.plan.request.password });
    }
  }

  async #update(line: Line, patch: UserPatch): Promise<void> {
    try {
      const isChange = await this.#users.tryUpdate(this.#by, line.userId, patch);
      if (isChange && !this.#options.dryRun) await this.#users.update(this.#by, line.userId, patch);
      if (isChange) this.#updated += 1;
      this.#tell({ ...line, outcome: isChange ? 'update' : 'unchanged', column: null, failure: null });
    } catch (error) {
      this.#refuse({ ...line, failure: asFailure(error) });
    }
  }

  async #isThere(userId: string): Promise<boolean> {
    try {
      await this.#users.get(this.#by, userId);
      return true;
    } catch (error) {
      if (asFailure(error).code === 'not-found') return false;
      throw error;
    }
  }

  /** Throws Failure `already-exists` for what a line before has. */
  #mustBeFree(field: 'userId' | 'mail', name: string): void {
    const other = this.#taken.get(keyOf(field, name));
    if (other === undefined) return;
    throw new Failure('already-exists', `the ${field} is that of line ${other}`, { detail: { field, line: other } });
  }

  #refuse({ line, userId, failure }: Refusal): void {
    this.#refused.push({ line, userId, failure });
    this.#tell({ line, userId, outcome: 'refused', column: this.#columnOf(failure), failure });
  }

  #tell({ line, userId, outcome, column, failure }: RowOutcome): void {
    if (this.#outcomes.size < MAX_TOLD) this.#outcomes.set(line, { line, userId, outcome, column, failure });
  }

  #columnOf({ code, detail }: Failure): Column | null {
    const field = detail.field === 'forwarding' ? 'forwardTo' : detail.field;
    const named = this.#header.columns.find((column) => column !== null && column === field);
    // Its domain is not here.
    return named ?? (code === 'not-found' && detail.kind === 'domain' ? 'mail' : null);
  }
}

function keyOf(field: 'userId' | 'mail', name: string): string {
  return `${field} ${foldName(name)}`;
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
