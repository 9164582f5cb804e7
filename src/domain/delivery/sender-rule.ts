/** Which addresses a user may write under: MI2, RFC 6409 section 6.1. */
import { isFailure } from '../../base/failure.ts';
import { createAddressLexer } from '../../formats/address/address-lexer.ts';
import { parseAddressList } from '../../formats/address/address-list.ts';
import { type MailAddress, makeMailAddress } from '../../formats/address/mail-address.ts';
import { shownAddresses } from '../../formats/address/shown-addresses.ts';
import type { AccountId } from '../ports/ids.ts';
import type { AddressBook, Resolution } from './address-book.ts';
import type { HeaderFacts } from './header-section.ts';
import { parseAddressOrNull } from './parse-address.ts';
import { MessageRefused } from './refusals.ts';

/** Authors of one message: more are nobody's honest From. */
const MAX_AUTHORS = 50;

/**
 * The account's own addresses: its mail address, with any sub-address, and aliases that lead to it alone. Not what a
 * catch-all would bring: that belongs to nobody.
 */
export function maySendAs(book: AddressBook, account: AccountId, address: MailAddress): boolean | Promise<boolean> {
  const resolution = book.resolve(address);
  if (resolution instanceof Promise) return resolution.then((found) => isOwn(found, account));
  return isOwn(resolution, account);
}

function isOwn(resolution: Resolution, account: AccountId): boolean {
  if (resolution.kind === 'user') return !resolution.isCatchAll && resolution.user.account === account;
  // The owners of a list do not write in its name.
  if (resolution.kind !== 'alias' || resolution.isCatchAll || resolution.alias === null) return false;
  const { users, hasRemote, isTooLarge } = resolution.expansion;
  return users.length === 1 && users[0]?.account === account && !hasRemote && !isTooLarge;
}

/**
 * Every address in From and Sender must be one of the account's, and so must those that the names beside them show: some
 * readers show nothing else. From must be there once at most, in a form that has one reading. A message that another
 * wrote is not resent by changing that: Resent-From does not help.
 *
 * Throws MessageRefused `from-malformed`, `sender-not-owned` or `name-not-owned`.
 */
export async function checkAuthors(book: AddressBook, account: AccountId, facts: HeaderFacts): Promise<void> {
  if (facts.from.length > 1 || facts.sender.length > 1) throw new MessageRefused('from-malformed');
  for (const field of [...facts.from, ...facts.sender]) {
    const { authors, shown } = readAuthors(field);
    for (const author of authors) {
      if (!(await maySendAs(book, account, author))) throw new MessageRefused('sender-not-owned');
    }
    for (const text of shown) {
      const address = parseAddressOrNull(text);
      if (address === null || !(await maySendAs(book, account, address))) throw new MessageRefused('name-not-owned');
    }
    const bare = bareAddresses(field);
    // One too many: a name with an `@` that is not in quotes. Others may find an author in it: one that was judged above,
    // or it has no one reading. RFC 5322 section 3.2.5
    const isClear = bare.length <= authors.length || bare.every((text) => shownAddresses(text).length === 1);
    if (!isClear) throw new MessageRefused('from-malformed');
  }
}

/** The domain of the first author, as a signature must have it; null where there is none that can be read. */
export function authorDomain({ from }: Pick<HeaderFacts, 'from'>): string | null {
  try {
    return readAuthors(from[0] ?? '').authors[0]?.domain ?? null;
  } catch (error) {
    if (error instanceof MessageRefused) return null;
    throw error;
  }
}

interface Authors {
  readonly authors: readonly MailAddress[];
  /** Addresses in names and in comments that stand for names. */
  readonly shown: readonly string[];
}

function readAuthors(field: string): Authors {
  const { entries, truncated } = parseAddressList(field);
  const authors: MailAddress[] = [];
  const shown: string[] = [];
  for (const entry of entries) {
    if (entry.kind === 'mailbox') authors.push(makeAuthor(entry.localPart, entry.domain));
    if (entry.kind !== 'group-end') shown.push(...shownAddresses(entry.name ?? ''));
    if (authors.length + shown.length > 2 * MAX_AUTHORS) throw new MessageRefused('from-malformed');
  }
  if (truncated || authors.length === 0 || authors.length > MAX_AUTHORS) throw new MessageRefused('from-malformed');
  return { authors, shown };
}

/** What stands around each `@` outside of quotes and comments, as written. */
function bareAddresses(field: string): string[] {
  const lexer = createAddressLexer(field);
  const found: string[] = [];
  let start = 0;
  let isOpen = false;
  for (let token = lexer.next(); token !== null; token = lexer.next()) {
    if (isOpen) found.push(field.slice(start, token.end));
    isOpen = token.kind === 'special' && token.text === '@';
    if (!isOpen) start = token.start;
  }
  return isOpen ? [...found, field.slice(start)] : found;
}

function makeAuthor(localPart: string, domain: string): MailAddress {
  try {
    return makeMailAddress(localPart, domain);
  } catch (error) {
    if (isFailure(error, 'invalid')) throw new MessageRefused('from-malformed');
    throw error;
  }
}
