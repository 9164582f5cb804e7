/** Users of a CSV file: the header line names the fields, in any order and case. REQUIREMENTS SM6, LI7 */
import { Failure } from '../../base/failure.ts';
import { parseSize } from '../../base/quantity.ts';
import { type CsvRow, parseCsv } from '../../formats/archive/csv.ts';
import type { Caller } from '../access/caller.ts';
import type { Language, Profile, QuotaChoice } from '../ports/directory.ts';
import type { AccountId } from '../ports/ids.ts';
import { EMPTY_PROFILE } from './names.ts';
import type { NewUserRequest } from './user-requests.ts';
import type { Users } from './users.ts';

/** Users made in one commit: other writes wait no longer than for that many. */
const BATCH = 200;
const LANGUAGES: readonly string[] = ['en', 'fr', 'de', 'it', 'pl', 'es'] satisfies Language[];

export interface ImportReport {
  readonly created: readonly AccountId[];
  /** Users that were made, or with `dryRun` those that can be made as far as their line tells. */
  readonly count: number;
  readonly refused: readonly { readonly line: number; readonly userId: string; readonly failure: Failure }[];
}

/** Throws Failure `invalid` (no CSV, a column that is unknown or missing), `too-many`. */
export async function importUsers(
  by: Caller,
  users: Pick<Users, 'createMany' | 'tryMany'>,
  csv: string,
  options: { readonly dryRun: boolean },
): Promise<ImportReport> {
  const [header, ...rows] = parseCsv(csv);
  if (header === undefined) throw new Failure('invalid', 'the file is empty', { detail: { field: 'csv' } });
  const columns = readHeader(header);
  const created: AccountId[] = [];
  const refused: { line: number; userId: string; failure: Failure }[] = [];

  for (let start = 0; start < rows.length; start += BATCH) {
    const requests: NewUserRequest[] = [];
    const lines: number[] = [];
    for (const row of rows.slice(start, start + BATCH)) {
      const request = readRow(columns, row);
      if (request instanceof Failure) {
        refused.push({ line: row.line, userId: row.fields[columns.indexOf('userId')] ?? '', failure: request });
        continue;
      }
      requests.push(request);
      lines.push(row.line);
    }
    const outcomes = await (options.dryRun
      ? users.tryMany(by, requests)
      : users.createMany(by, requests, { defer: true }));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome instanceof Failure) {
        refused.push({ line: lines[index] ?? 0, userId: requests[index]?.userId ?? '', failure: outcome });
      } else if (outcome !== null) created.push(outcome);
    }
  }
  refused.sort((a, b) => a.line - b.line);
  return { created, count: rows.length - refused.length, refused };
}

type Column =
  | 'userId'
  | 'mail'
  | 'password'
  | 'passwordHash'
  | 'language'
  | 'storageQuota'
  | 'messageQuota'
  | keyof Profile;

/** What a file of users may tell of each; `passwordHash` stands in for `password`. */
export const IMPORT_COLUMNS: readonly Column[] = [
  'userId',
  'mail',
  'password',
  'passwordHash',
  'language',
  'storageQuota',
  'messageQuota',
  ...(Object.keys(EMPTY_PROFILE) as (keyof Profile)[]),
];
const REQUIRED: readonly (readonly Column[])[] = [['userId'], ['mail'], ['password', 'passwordHash']];

/** `First Name`, `first-name` and `firstName` are the same column. */
function foldColumn(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function readHeader(header: CsvRow): readonly Column[] {
  const columns = header.fields.map((name) => {
    const column = IMPORT_COLUMNS.find((candidate) => foldColumn(candidate) === foldColumn(name));
    if (column !== undefined) return column;
    throw new Failure(
      'invalid',
      `unknown column ${JSON.stringify(name.slice(0, 60))}; known: ${IMPORT_COLUMNS.join(', ')}`,
      {
        detail: { field: 'csv', line: header.line },
      },
    );
  });
  for (const choices of REQUIRED) {
    if (!choices.some((column) => columns.includes(column))) {
      throw new Failure('invalid', `the column ${choices.join(' or ')} is missing`, {
        detail: { field: 'csv', line: header.line },
      });
    }
  }
  return columns;
}

function readRow(columns: readonly Column[], row: CsvRow): NewUserRequest | Failure {
  if (row.fields.length > columns.length) return new Failure('invalid', 'the line has more fields than the header');
  const values = new Map<Column, string>();
  for (const [index, value] of row.fields.entries()) {
    const column = columns[index];
    if (column !== undefined && value !== '') values.set(column, value);
  }
  const text = (column: Column) => values.get(column) ?? '';
  const language = values.get('language');
  if (language !== undefined && !LANGUAGES.includes(language)) {
    return new Failure('invalid', `unknown language ${language}`, { detail: { field: 'language', value: language } });
  }
  const passwordHash = values.get('passwordHash');
  if (passwordHash !== undefined && values.has('password')) {
    return new Failure('invalid', 'a password and the hash of one', { detail: { field: 'passwordHash' } });
  }
  if (passwordHash === undefined && !values.has('password')) {
    return new Failure('invalid', 'no password', { detail: { field: 'password', problem: 'missing' } });
  }
  try {
    return {
      userId: text('userId').trim(),
      mail: text('mail').trim(),
      // A password may begin or end with a space.
      password: text('password'),
      ...(passwordHash === undefined ? {} : { passwordHash }),
      profile: readProfile(values),
      language: (language as Language | undefined) ?? null,
      storageQuota: readQuota(values.get('storageQuota'), (size) => parseSize(size, 'm')),
      messageQuota: readQuota(values.get('messageQuota'), readCount),
    };
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

function readProfile(values: ReadonlyMap<Column, string>): Partial<Profile> {
  const fields = Object.keys(EMPTY_PROFILE) as (keyof Profile)[];
  return Object.fromEntries(fields.flatMap((field) => (values.has(field) ? [[field, values.get(field)]] : [])));
}

function readQuota(text: string | undefined, read: (text: string) => number): QuotaChoice {
  const lower = text?.toLowerCase() ?? 'inherit';
  return lower === 'none' || lower === 'inherit' ? lower : read(lower);
}

function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure('invalid', `not a number of messages: ${text}`);
  return Number(text);
}
