/** Paths of MAIL and RCPT: RFC 5321 section 4.1.2, with UTF-8 by RFC 6531 section 3.3. */
import { isFailure } from '../../base/failure.ts';
import { isAscii } from '../../base/text.ts';
import { type MailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import { CommandSyntaxError } from './syntax-error.ts';

export interface ParsedPath {
  /** Null for `<>`. */
  readonly address: MailAddress | 'postmaster' | null;
  readonly isInternational: boolean;
  /** What follows the path: empty, or a space and parameters. */
  readonly rest: string;
}

/** A-d-l of RFC 5321 section 4.1.2. */
const SOURCE_ROUTE = /^@[a-z0-9._-]+(?:,@[a-z0-9._-]+)*:/i;

/**
 * Reads `<path>` at the start of the text. A source route is accepted and ignored: the address behind it is the
 * recipient, and is judged like any other (RFC 5321 section 3.6.1, appendix C).
 *
 * Throws CommandSyntaxError with the problem given.
 */
export function parsePath(text: string, problem: 'sender-address' | 'recipient-address'): ParsedPath {
  const end = findPathEnd(text);
  if (end < 0) throw new CommandSyntaxError(problem, 'address not enclosed in angle brackets');
  const rest = text.slice(end + 1);
  if (rest !== '' && !rest.startsWith(' ')) throw new CommandSyntaxError('argument', 'text behind the path');
  const path = text.slice(1, end);
  return { address: parseAddress(path, problem), isInternational: !isAscii(path), rest };
}

function parseAddress(path: string, problem: 'sender-address' | 'recipient-address'): ParsedPath['address'] {
  if (path === '') return null;
  if (path.length === 10 && path.toLowerCase() === 'postmaster') return 'postmaster';
  const mailbox = path.startsWith('@') ? path.replace(SOURCE_ROUTE, '') : path;
  try {
    return parseMailAddress(mailbox);
  } catch (error) {
    if (isFailure(error)) throw new CommandSyntaxError(problem, error.message);
    throw error;
  }
}

/** Index of the `>` that ends the path at the start of the text, passing over quoted strings; -1 without one. */
function findPathEnd(text: string): number {
  if (!text.startsWith('<')) return -1;
  const first = text.indexOf('>');
  const quote = text.indexOf('"');
  if (quote < 0 || quote > first) return first;
  let isQuoted = false;
  for (let i = 1; i < text.length; i++) {
    const character = text[i];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) i += 1;
    else if (character === '>' && !isQuoted) return i;
  }
  return -1;
}
