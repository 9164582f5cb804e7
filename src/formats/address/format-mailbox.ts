/** Writes mailboxes and address lists for header fields: RFC 5322 section 3.4, UTF-8 by RFC 6532. */

import type { ListedMailbox } from './address-list.ts';
import { formatMailAddress, type MailAddress, makeMailAddress, quoteString } from './mail-address.ts';

/**
 * Writes `name <address>`; nothing in the name can be read as a second address, a header line or a parameter.
 * Non-ASCII names stay as they are: encoding them for a peer without SMTPUTF8 is the composer's work.
 */
export function formatMailbox(name: string | null, address: MailAddress): string {
  const addressText = formatMailAddress(address);
  const safeName = name === null ? '' : collapse(name);
  if (safeName === '') return addressText;
  return `${PHRASE.test(safeName) ? safeName : quoteString(safeName)} <${addressText}>`;
}

/**
 * The address of a mailbox read from a header (Unicode text, not a byte string), for decisions about it.
 *
 * @throws Failure `invalid` when it was malformed or its domain is none.
 */
export function toMailAddress(mailbox: ListedMailbox): MailAddress {
  return makeMailAddress(mailbox.localPart, mailbox.domain);
}

/** Words of atext, one space between. Everything else is quoted. */
const PHRASE = /^[\w!#$%&'*+\-/=?^`{|}~\u00a0-\uffff]+(?: [\w!#$%&'*+\-/=?^`{|}~\u00a0-\uffff]+)*$/;

function collapse(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
}
