/** What a line of a file of users says: columns in any order and case. REQUIREMENTS SM6, LI7 */
import { Failure } from '../../base/failure.ts';
import { parseSize } from '../../base/quantity.ts';
import type { CsvRow } from '../../formats/archive/csv.ts';
import type { Forwarding, Language, Profile, QuotaChoice, Role } from '../ports/directory.ts';
import { checkAddress, EMPTY_PROFILE } from './names.ts';
import type { NewUserRequest } from './user-requests.ts';

const LANGUAGES: readonly string[] = ['en', 'fr', 'de', 'it', 'pl', 'es'] satisfies Language[];
const ROLES: readonly string[] = ['user', 'help-desk', 'domain-administrator', 'administrator'] satisfies Role[];
const TRUE = ['true', 'yes', '1'];
const FALSE = ['false', 'no', '0'];

type Column =
  | 'userId'
  | 'mail'
  | 'password'
  | 'passwordHash'
  | 'language'
  | 'storageQuota'
  | 'messageQuota'
  | 'role'
  | 'roleDomains'
  | 'isEnabled'
  | 'isListed'
  | 'forwardTo'
  | 'forwardKeepsCopy'
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
  'role',
  'roleDomains',
  'isEnabled',
  'isListed',
  'forwardTo',
  'forwardKeepsCopy',
  ...(Object.keys(EMPTY_PROFILE) as (keyof Profile)[]),
];
const REQUIRED: readonly (readonly Column[])[] = [['userId'], ['mail'], ['password', 'passwordHash']];

export interface ImportedUser {
  readonly request: NewUserRequest;
  /** For when all users of the file are there: they may forward to each other. */
  readonly forwarding: Forwarding | null;
}

/** The columns of a file. Throws Failure `invalid` (one that is unknown or missing). */
export function readImportHeader(header: CsvRow): readonly Column[] {
  const detail = { field: 'csv', line: header.line };
  const columns = header.fields.map((name) => {
    const column = IMPORT_COLUMNS.find((candidate) => foldColumn(candidate) === foldColumn(name));
    if (column !== undefined) return column;
    const known = IMPORT_COLUMNS.join(', ');
    throw new Failure('invalid', `unknown column ${JSON.stringify(name.slice(0, 60))}; known: ${known}`, { detail });
  });
  for (const choices of REQUIRED) {
    if (choices.some((column) => columns.includes(column))) continue;
    throw new Failure('invalid', `the column ${choices.join(' or ')} is missing`, { detail });
  }
  return columns;
}

/** Throws Failure `invalid`. */
export function readImportRow(columns: readonly Column[], row: CsvRow): ImportedUser {
  if (row.fields.length > columns.length) throw new Failure('invalid', 'the line has more fields than the header');
  const values = new Map<Column, string>();
  for (const [index, value] of row.fields.entries()) {
    const column = columns[index];
    if (column !== undefined && value !== '') values.set(column, value);
  }
  return { request: readRequest(values), forwarding: readForwarding(values) };
}

type Values = ReadonlyMap<Column, string>;

function readRequest(values: Values): NewUserRequest {
  const text = (column: Column) => values.get(column) ?? '';
  const passwordHash = values.get('passwordHash');
  if (passwordHash !== undefined && values.has('password')) {
    throw new Failure('invalid', 'a password and the hash of one', { detail: { field: 'passwordHash' } });
  }
  if (passwordHash === undefined && !values.has('password')) {
    throw new Failure('invalid', 'no password', { detail: { field: 'password', problem: 'missing' } });
  }
  return {
    userId: text('userId').trim(),
    mail: text('mail').trim(),
    // A password may begin or end with a space.
    password: text('password'),
    ...(passwordHash === undefined ? {} : { passwordHash }),
    profile: readProfile(values),
    language: (readChoice(values, 'language', LANGUAGES) as Language | undefined) ?? null,
    storageQuota: readQuota(values.get('storageQuota'), (size) => parseSize(size, 'm')),
    messageQuota: readQuota(values.get('messageQuota'), readCount),
    role: (readChoice(values, 'role', ROLES) as Role | undefined) ?? 'user',
    roleDomains: readList(text('roleDomains')),
    isEnabled: readTruth(values, 'isEnabled') ?? true,
    isListed: readTruth(values, 'isListed') ?? true,
  };
}

function readForwarding(values: Values): Forwarding | null {
  const addresses = readList(values.get('forwardTo') ?? '');
  for (const address of addresses) checkAddress(address, 'forwarding');
  const keepsCopy = readTruth(values, 'forwardKeepsCopy') ?? false;
  return addresses.length === 0 ? null : { addresses, keepsCopy };
}

/** `First Name`, `first-name` and `firstName` are the same column. */
function foldColumn(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function readProfile(values: Values): Partial<Profile> {
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

function readChoice(values: Values, column: Column, options: readonly string[]): string | undefined {
  const value = values.get(column);
  if (value === undefined || options.includes(value)) return value;
  throw notOneOf(column, value, options);
}

function readTruth(values: Values, column: Column): boolean | undefined {
  const value = values.get(column);
  if (value === undefined) return undefined;
  const lower = value.trim().toLowerCase();
  if (TRUE.includes(lower)) return true;
  if (FALSE.includes(lower)) return false;
  throw notOneOf(column, value, ['true', 'false']);
}

function notOneOf(field: Column, value: string, options: readonly string[]): Failure {
  const detail = { field, value, problem: 'not-one-of', options };
  return new Failure('invalid', `unknown ${field}: ${value}`, { detail });
}

/** Set apart by blanks or commas; the part of an address that is in quotes may have them. RFC 5322 section 3.4.1 */
function readList(text: string): readonly string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|[^\s,"])+/g) ?? [];
}
