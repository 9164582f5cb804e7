/** The accounts of a machine: passwd(5), and the hashes of their passwords: shadow(5). */
import { type AccountLines, readAccountLines } from './account-lines.ts';

export interface PasswdAccount {
  /** Of the file, from 1. */
  readonly line: number;
  readonly name: string;
  /** `x` where it is in the shadow file. */
  readonly hash: string;
  readonly uid: number;
  /** Who it is: see `readGecos`. */
  readonly gecos: string;
}

export interface ShadowAccount {
  readonly line: number;
  readonly name: string;
  readonly hash: string;
}

const PASSWD_FIELDS = 7;
/** Those that come after the hash are about its age; old files leave them out. */
const MIN_SHADOW_FIELDS = 2;
const MAX_SHADOW_FIELDS = 9;

/** Throws Failure `too-many`. */
export function parsePasswd(text: string): AccountLines<PasswdAccount> {
  return readAccountLines(text, (fields, line) => {
    const [name = '', hash = '', uid = '', , gecos = ''] = fields;
    if (fields.length !== PASSWD_FIELDS || name === '' || !/^\d{1,10}$/.test(uid)) return null;
    return { line, name, hash, uid: Number(uid), gecos };
  });
}

/** Throws Failure `too-many`. */
export function parseShadow(text: string): AccountLines<ShadowAccount> {
  return readAccountLines(text, (fields, line) => {
    const [name = '', hash = ''] = fields;
    if (fields.length < MIN_SHADOW_FIELDS || fields.length > MAX_SHADOW_FIELDS || name === '') return null;
    return { line, name, hash };
  });
}
