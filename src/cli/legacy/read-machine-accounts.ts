/** From the files of a machine's accounts to users that can be imported. REQUIREMENTS LI7 */
import type { CryptScheme } from '../../formats/crypt/crypt-hash.ts';
import { describeCrypt } from '../../formats/crypt/verify-crypt.ts';
import type { OddLine } from '../../formats/passwd/account-lines.ts';
import { type PasswdAccount, parsePasswd, parseShadow } from '../../formats/passwd/parse-passwd.ts';
import { readGecos } from '../../formats/passwd/read-gecos.ts';
import type { ImportRow } from '../import-rows.ts';

/** Kinds of hashes that stand in such files. */
export const MACHINE_HASHES = [
  'des',
  'bsdi-des',
  'md5-crypt',
  'sha256-crypt',
  'sha512-crypt',
  'bcrypt',
  'scrypt',
  'yescrypt',
] as const satisfies readonly CryptScheme[];

export type MachineHash = (typeof MACHINE_HASHES)[number];

export interface MachineAccountOptions {
  /** Mail domain of the users. */
  readonly domain: string;
  /** Accounts with a lower number are those of services. */
  readonly minUid: number;
  /** Only those; null: all that can be verified. */
  readonly hash: MachineHash | null;
  /** Whether locked accounts are taken, without a password. */
  readonly withLocked: boolean;
}

export interface SkippedAccount {
  readonly file: 'passwd' | 'shadow';
  readonly line: number;
  /** Empty where the line cannot be read. */
  readonly name: string;
  readonly reason: OddLine['problem'] | 'locked' | 'no-password' | 'no-hash' | 'unknown-hash' | 'other-hash';
}

export interface MachineAccounts {
  readonly rows: readonly ImportRow[];
  readonly skipped: readonly SkippedAccount[];
  /** How many have a lower number than is asked for. */
  readonly passedOver: number;
}

/** What crypt(5) and shadow(5) have for an account whose password nobody can give. */
const LOCKED = /^[!*]/;
/** passwd(5): the hash is in the shadow file. */
const ELSEWHERE = 'x';

/** @param shadow null where there is no such file. Throws Failure `too-many`. */
export function readMachineAccounts(
  passwd: string,
  shadow: string | null,
  options: MachineAccountOptions,
): MachineAccounts {
  const { accounts, odd } = parsePasswd(passwd);
  const hashes = shadow === null ? { accounts: [], odd: [] } : parseShadow(shadow);
  const shadowed = new Map(hashes.accounts.map(({ name, hash }) => [name, hash]));
  const rows: ImportRow[] = [];
  const skipped: SkippedAccount[] = [
    ...odd.map(({ line, problem }) => ({ file: 'passwd', line, name: '', reason: problem }) as const),
    ...hashes.odd.map(({ line, problem }) => ({ file: 'shadow', line, name: '', reason: problem }) as const),
  ];
  let passedOver = 0;
  for (const account of accounts) {
    if (account.uid < options.minUid) {
      passedOver += 1;
      continue;
    }
    const hash = account.hash === ELSEWHERE ? shadowed.get(account.name) : account.hash;
    const reason = reasonAgainst(hash, options);
    if (reason === null) rows.push(rowOf(account, hash ?? '', options.domain));
    else skipped.push({ file: 'passwd', line: account.line, name: account.name, reason });
  }
  return { rows, skipped, passedOver };
}

function reasonAgainst(
  hash: string | undefined,
  { hash: wanted, withLocked }: MachineAccountOptions,
): SkippedAccount['reason'] | null {
  if (hash === undefined) return 'no-hash';
  // It would let in whoever knows the name.
  if (hash === '') return 'no-password';
  if (LOCKED.test(hash)) return withLocked ? null : 'locked';
  const scheme = describeCrypt(hash)?.scheme;
  if (scheme === undefined) return 'unknown-hash';
  return wanted === null || scheme === wanted ? null : 'other-hash';
}

function rowOf({ line, name, gecos }: PasswdAccount, hash: string, domain: string): ImportRow {
  return {
    line,
    values: {
      userId: name,
      mail: `${name}@${domain}`,
      // `!` alone: also where a hash stands behind it, the account stays without a password.
      passwordHash: LOCKED.test(hash) ? '!' : hash,
      ...readGecos(gecos, name),
    },
  };
}
