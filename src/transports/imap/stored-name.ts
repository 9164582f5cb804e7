/** Tells clients of IMAP4rev2 under which name a mailbox is kept. RFC 9051 section 6.3.9.7 */
import { type Mailbox, PATH_SEPARATOR } from '../../domain/ports/mailboxes.ts';
import { listResponse } from '../../wire/imap/responses.ts';
import type { ImapSession } from './session.ts';

/** @param oldName as the client wrote it; left out where it is the name that is kept. */
export function writeStoredName(session: ImapSession, { path, specialUse }: Mailbox, oldName: string): void {
  const attributes = specialUse.map((use) => `\\${use}`);
  const listed = { name: path, attributes, separator: PATH_SEPARATOR };
  session.connection.write(listResponse(oldName === path ? listed : { ...listed, oldName }, session.isUtf8));
}

/** The name was changed when it was taken: names are kept in Unicode's composed form. RFC 9051 section 5.1 */
export function isKeptOtherwise(name: string): boolean {
  return name !== name.normalize('NFC');
}
