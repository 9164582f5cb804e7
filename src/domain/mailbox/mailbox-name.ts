/** Names of mailboxes: the one form in which they are stored and compared. RFC 9051 section 5.1, RFC 5198 */
import { Failure } from '../../base/failure.ts';
import { INBOX, PATH_SEPARATOR } from '../ports/mailboxes.ts';

/** Octets in UTF-8. A file system or another server that the mail may move to knows such bounds as well. */
export const MAILBOX_NAME_LIMITS = { partOctets: 255, pathOctets: 1000, depth: 20 } as const;

export type NameProblem =
  | 'empty'
  | 'empty-part'
  | 'control-character'
  | 'not-unicode'
  | 'part-too-long'
  | 'path-too-long'
  | 'too-deep'
  | 'reserved';

/**
 * The stored form of a path: NFC, INBOX in upper case (also as the parent of others), without a trailing separator.
 * Throws Failure `invalid` with a NameProblem as `detail.reason`.
 */
export function normalizePath(path: string): string {
  if (!path.isWellFormed()) throw invalidName('not-unicode');
  const trimmed = path.endsWith(PATH_SEPARATOR) ? path.slice(0, -1) : path;
  if (trimmed === '') throw invalidName('empty');
  if (CONTROLS.test(trimmed)) throw invalidName('control-character');
  if (Buffer.byteLength(trimmed) > MAILBOX_NAME_LIMITS.pathOctets) throw invalidName('path-too-long');
  const parts = trimmed.normalize('NFC').split(PATH_SEPARATOR);
  if (parts.length > MAILBOX_NAME_LIMITS.depth) throw invalidName('too-deep');
  for (const part of parts) {
    if (part === '') throw invalidName('empty-part');
    if (Buffer.byteLength(part) > MAILBOX_NAME_LIMITS.partOctets) throw invalidName('part-too-long');
  }
  // Names that begin with it belong to other namespaces. RFC 9051 section 5.1.2.1
  if (parts[0].startsWith('#')) throw invalidName('reserved');
  if (parts[0].toUpperCase() === INBOX) parts[0] = INBOX;
  return parts.join(PATH_SEPARATOR);
}

/** The same, and null for what can be no name. */
export function tryNormalizePath(path: string): string | null {
  try {
    return normalizePath(path);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** C0, DEL, C1 and the Unicode line separators. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

function invalidName(reason: NameProblem): Failure {
  return new Failure('invalid', `not a mailbox name: ${reason}`, { detail: { field: 'path', reason } });
}
