import type { BdatCommand } from '../../../wire/smtp/command.ts';
import { type Reply, reply } from '../../../wire/smtp/reply.ts';
import { ChunkedBody } from '../chunked-body.ts';
import type { CommandHandler } from '../command-handler.ts';
import { EndlessMessage, MessageIntake } from '../message-intake.ts';
import { HELLO_FIRST, MAIL_FIRST, NO_RECIPIENTS } from '../replies.ts';
import type { SmtpSession } from '../session.ts';

/**
 * BDAT: RFC 3030 section 2. The octets follow at once, so they are read whatever the reply will be. A chunk of a
 * message that is refused already is answered like every other: the refusal is the reply to the last one.
 */
export const bdat: CommandHandler<BdatCommand> = {
  // Asked for below: the octets must be read first.
  needsHello: false,
  endsGroup: false,
  async run(session, { sizeBytes, isLast }) {
    const { transaction, connection } = session;
    if (transaction === null || transaction.recipients.length === 0) {
      connection.limitRate(session.settings.get('minDataRateBytesPerSecond'));
      await skip(session, sizeBytes);
      connection.limitRate(0);
      if (session.client === null) return HELLO_FIRST;
      if (transaction === null) return MAIL_FIRST;
      // RFC 2033 section 4.3: one reply for each recipient, and there are none.
      return session.profile.repliesPerRecipient && isLast ? endWithoutReply(session) : NO_RECIPIENTS;
    }
    const isBinary = transaction.mail.body === 'binarymime';
    transaction.chunks ??= new ChunkedBody(session, await MessageIntake.open(session, transaction), isBinary);
    await transaction.chunks.take(sizeBytes, isLast);
    if (!isLast) return reply(250, '2.0.0', `${sizeBytes} octets received`);
    await using chunks = transaction.chunks;
    return await chunks.intake.finish();
  },
};

/** Octets of a chunk that belongs to no message: few are passed over, many end the session. */
const MOST_SKIPPED_BYTES = 16 * 1024 * 1024;

async function skip(session: SmtpSession, sizeBytes: number): Promise<void> {
  if (sizeBytes > MOST_SKIPPED_BYTES) throw new EndlessMessage();
  for (let left = sizeBytes; left > 0; ) left -= (await session.connection.read(left)).length;
}

function endWithoutReply(session: SmtpSession): Reply | null {
  session.transaction = null;
  return null;
}
