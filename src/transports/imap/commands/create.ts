/** CREATE: RFC 9051 section 6.3.4; the USE parameter: RFC 6154 section 3. */
import { isFailure } from '../../../base/failure.ts';
import type { SpecialUse } from '../../../domain/ports/mailboxes.ts';
import { type Handler, no, ok, SIGNED_IN } from '../handler.ts';
import { mailboxObjectId } from '../object-ids.ts';
import { isKeptOtherwise, writeStoredName } from '../stored-name.ts';

const SPECIAL_USES: readonly SpecialUse[] = [
  ...(['All', 'Archive', 'Drafts', 'Flagged', 'Junk', 'Sent', 'Trash', 'Important'] as const),
];

export const create: Handler<'CREATE'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, { mailbox, specialUse }) {
    const uses: SpecialUse[] = [];
    for (const attribute of specialUse) {
      const use = SPECIAL_USES.find((name) => `\\${name}`.toLowerCase() === attribute.toLowerCase());
      if (use === undefined) return no(`${attribute} is not supported`, 'USEATTR');
      uses.push(use);
    }
    try {
      const created = await session.account.create(mailbox, { specialUse: uses });
      if (session.isRev2Enabled && isKeptOtherwise(mailbox)) writeStoredName(session, created, mailbox);
      // A client learns the id without a second round trip. RFC 8474 section 4.1
      return ok('Mailbox created', `MAILBOXID (${mailboxObjectId(created.id)})`);
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
      if ('specialUse' in error.detail) return no('Another mailbox has this use already', 'USEATTR');
      return no('This name cannot be used', 'CANNOT');
    }
  },
};
