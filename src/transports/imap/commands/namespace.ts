/** NAMESPACE: RFC 9051 section 6.3.10. Folders stand beside INBOX. */
import { PATH_SEPARATOR } from '../../../domain/ports/mailboxes.ts';
import { namespaceResponse } from '../../../wire/imap/responses.ts';
import { type Handler, ok, SIGNED_IN } from '../handler.ts';

export const namespace: Handler<'NAMESPACE'> = {
  states: SIGNED_IN,
  updates: 'all',
  run({ connection }) {
    connection.write(namespaceResponse([{ prefix: '', separator: PATH_SEPARATOR }], null, null));
    return ok('NAMESPACE completed');
  },
};
