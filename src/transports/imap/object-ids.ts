/** Object ids as clients see them: MAILBOXID, EMAILID, THREADID. RFC 8474 section 7, objectid */
import type { EmailNumber, MailboxId, ThreadNumber } from '../../domain/ports/ids.ts';

export function mailboxObjectId(mailbox: MailboxId): string {
  return `M${mailbox}`;
}

export function emailObjectId(email: EmailNumber): string {
  return `E${email}`;
}

export function threadObjectId(thread: ThreadNumber): string {
  return `T${thread}`;
}

/** Null for what is no id of an email. */
export function parseEmailObjectId(text: string): EmailNumber | null {
  return parseNumbered('E', text) as EmailNumber | null;
}

export function parseThreadObjectId(text: string): ThreadNumber | null {
  return parseNumbered('T', text) as ThreadNumber | null;
}

function parseNumbered(letter: string, text: string): number | null {
  return text.startsWith(letter) && /^[1-9]\d{0,9}$/.test(text.slice(1)) ? Number(text.slice(1)) : null;
}
