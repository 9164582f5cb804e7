/** What a line of a file of users says: columns in any order and case. REQUIREMENTS SM6, LI7 */
import { Failure } from '../../base/failure.ts';
import { parseSize } from '../../base/quantity.ts';
import type { CsvRow } from '../../formats/archive/csv.ts';
import type { Forwarding, Language, Profile, QuotaChoice, Role } from '../ports/directory.ts';
import { checkAddress, EMPTY_PROFILE } from './names.ts';
import type { NewUserRequest, UserPatch } from './user-requests.ts';

const LANGUAGES: readonly string[] = ['en', 'fr', 'de', 'it', 'pl', 'es'] satisfies Language[];
const ROLES: readonly string[] = ['user', 'help-desk', 'domain-administrator', 'administrator'] satisfies Role[];
const TRUE = ['true', 'yes', '1'];
const FALSE = ['false', 'no', '0'];

export type Column =
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
/** What other programs call them, without case, blanks and signs. */
const SYNONYMS: Readonly<Record<string, Column>> = {
  ...{ user: 'userId', username: 'userId', login: 'userId', loginname: 'userId', accountname: 'userId' },
  ...{ email: 'mail', emailaddress: 'mail', mailaddress: 'mail', address: 'mail' },
  ...{ givenname: 'firstName', surname: 'lastName', familyname: 'lastName', jobtitle: 'title' },
  ...{ phone: 'workPhone', telephone: 'workPhone', mobile: 'mobilePhone', quota: 'storageQuota' },
};

export interface ImportHeader {
  /** By their places; null for those that are passed over. */
  readonly columns: readonly (Column | null)[];
  /** As the file has them. */
  readonly ignored: readonly string[];
  readonly hasPasswords: boolean;
}

export type ImportValues = ReadonlyMap<Column, string>;

/** The columns of a file. Throws Failure `invalid` (one that is missing, or there twice). */
export function readImportHeader(header: CsvRow): ImportHeader {
  const detail = { field: 'csv', line: header.line };
  const columns = header.fields.map((name) => columnOf(name));
  const known = columns.filter((column) => column !== null);
  for (const column of ['userId', 'mail'] as const) {
    if (known.includes(column)) continue;
    throw new Failure('invalid', `the column ${column} is missing`, { detail: { ...detail, column } });
  }
  const twice = known.find((column, index) => known.indexOf(column) !== index);
  if (twice !== undefined) {
    throw new Failure('invalid', `the column ${twice} is there twice`, { detail: { ...detail, column: twice } });
  }
  return {
    columns,
    ignored: header.fields.filter((_, index) => columns[index] === null),
    hasPasswords: known.includes('password') || known.includes('passwordHash'),
  };
}

/** What a line says; empty fields say nothing. Throws Failure `invalid`. */
export function readImportValues({ columns }: ImportHeader, row: CsvRow): ImportValues {
  if (row.fields.length > columns.length) throw new Failure('invalid', 'the line has more fields than the header');
  const values = new Map<Column, string>();
  for (const [index, value] of row.fields.entries()) {
    const column = columns[index] ?? null;
    if (column !== null && value !== '') values.set(column, value);
  }
  return values;
}

/** @param generated the password where the file has none. Throws Failure `invalid`. */
export function readNewUser(values: ImportValues, generated: string | null): NewUserRequest {
  const text = (column: Column) => values.get(column) ?? '';
  const passwordHash = values.get('passwordHash');
  if (passwordHash !== undefined && values.has('password')) {
    throw new Failure('invalid', 'a password and the hash of one', { detail: { field: 'passwordHash' } });
  }
  if (passwordHash === undefined && !values.has('password') && generated === null) {
    throw new Failure('invalid', 'no password', { detail: { field: 'password', problem: 'missing' } });
  }
  return {
    userId: text('userId').trim(),
    mail: text('mail').trim(),
    // A password may begin or end with a space.
    password: generated ?? text('password'),
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

/** What a line changes of a user who is there: what it says nothing of stays, and so does the password. Throws Failure `invalid`. */
export function readUserPatch(values: ImportValues): UserPatch {
  const { userId: _userId, password: _password, passwordHash: _hash, ...fields } = readNewUser(values, '');
  const said = Object.entries(fields).filter(([field]) => field === 'profile' || values.has(field as Column));
  const forwarding = readForwarding(values);
  return { ...Object.fromEntries(said), ...(forwarding === null ? {} : { forwarding }) };
}

/** For when all users of the file are there: they may forward to each other. Throws Failure `invalid`. */
export function readForwarding(values: ImportValues): Forwarding | null {
  const addresses = readList(values.get('forwardTo') ?? '');
  for (const address of addresses) checkAddress(address, 'forwarding');
  const keepsCopy = readTruth(values, 'forwardKeepsCopy') ?? false;
  return addresses.length === 0 ? null : { addresses, keepsCopy };
}

function columnOf(name: string): Column | null {
  const folded = foldColumn(name);
  return IMPORT_COLUMNS.find((column) => foldColumn(column) === folded) ?? SYNONYMS[folded] ?? null;
}

/** `First Name`, `first-name` and `firstName` are the same column. */
function foldColumn(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function readProfile(values: ImportValues): Partial<Profile> {
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

function readChoice(values: ImportValues, column: Column, options: readonly string[]): string | undefined {
  const value = values.get(column);
  if (value === undefined || options.includes(value)) return value;
  throw notOneOf(column, value, options);
}

function readTruth(values: ImportValues, column: Column): boolean | undefined {
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
