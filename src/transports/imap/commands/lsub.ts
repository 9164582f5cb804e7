/** LSUB: RFC 3501 section 6.3.9. Clients of IMAP4rev2 use LIST (SUBSCRIBED). */
import { PATH_SEPARATOR } from '../../../domain/ports/mailboxes.ts';
import { listResponse } from '../../../wire/imap/responses.ts';
import { type Handler, ok, SIGNED_IN } from '../handler.ts';
import { collectNames, compilePatterns, matchingNames, parentsOf } from '../listing.ts';

export const lsub: Handler<'LSUB'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { reference, pattern }) {
    const { connection, isUtf8 } = session;
    const write = (name: string, attributes: readonly string[]) =>
      connection.write(listResponse({ name, attributes, separator: PATH_SEPARATOR }, isUtf8, 'LSUB'));
    if (pattern === '') {
      write('', ['\\Noselect']);
      return ok('LSUB completed');
    }
    const names = await collectNames(session, true);
    const matches = compilePatterns(reference, [pattern]);
    // With % a name stands for what is subscribed below it, and cannot be shown otherwise.
    const above = new Set<string>();
    if (pattern.includes('%')) {
      for (const { path, isSubscribed } of names) {
        if (isSubscribed && !matches(path)) for (const parent of parentsOf(path)) above.add(parent);
      }
    }
    for (const { path, isSubscribed } of await matchingNames(session, names, matches)) {
      if (isSubscribed) write(path, []);
      else if (above.has(path)) write(path, ['\\Noselect']);
    }
    return ok('LSUB completed');
  },
};
