/**
 * Codes to print and put away, each good for one sign-in when the second factor is lost. They are random, with some 59
 * bits, so that one digest is enough to keep them by; the hashes are sealed besides.
 */
import { createHash, randomInt } from 'node:crypto';
import { isEqualText } from '../../base/equal-octets.ts';

export const RECOVERY_CODES = 10;
/** Without the letters and digits that are taken for one another when read aloud or copied by hand. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 3;
const GROUP_LENGTH = 4;
const MAX_TYPED = 64;

/** Ten, all different, such as `k7hp-2wqx-9mda`. To be shown once. */
export function makeRecoveryCodes(pick: (below: number) => number = (below) => randomInt(below)): readonly string[] {
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES) {
    const group = () => Array.from({ length: GROUP_LENGTH }, () => READABLE[pick(READABLE.length)]).join('');
    codes.add(Array.from({ length: GROUPS }, group).join('-'));
  }
  return [...codes];
}

/** What is kept of a code, in hexadecimal. Capital letters, blanks and dashes do not count. */
export function hashRecoveryCode(code: string): string {
  const typed = code.length > MAX_TYPED ? '' : code.toLowerCase().replace(/[^a-z0-9]/g, '');
  return createHash('sha256').update(`recovery code ${typed}`).digest('hex');
}

/** The place of a code among the hashes that are left; null when it is none of them. */
export function findRecoveryCode(hashes: readonly string[], code: string): number | null {
  const sought = hashRecoveryCode(code);
  let found: number | null = null;
  for (const [i, hash] of hashes.entries()) {
    if (isEqualText(hash, sought)) found = i;
  }
  return found;
}
