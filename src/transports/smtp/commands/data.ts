import type { PlainCommand } from '../../../wire/smtp/command.ts';
import { DataDecoder } from '../../../wire/smtp/data-decoder.ts';
import type { CommandHandler } from '../command-handler.ts';
import { MessageIntake } from '../message-intake.ts';
import { CHUNKS_FOLLOW, MAIL_FIRST, NO_RECIPIENTS, START_MAIL, TEXT_REPLIES } from '../replies.ts';
import type { SmtpSession } from '../session.ts';

/** Taken from the connection at once. */
const READ_BYTES = 256 * 1024;

/** DATA: RFC 5321 section 4.1.1.4. The reply comes when the message is on stable storage. MI3 */
export const data: CommandHandler<PlainCommand> = {
  needsHello: true,
  endsGroup: true,
  async run(session) {
    const { transaction } = session;
    if (transaction === null) return MAIL_FIRST;
    // RFC 3030 section 3: a binary message cannot come by DATA, nor the rest of one that began to come by BDAT.
    if (transaction.chunks !== null || transaction.mail.body === 'binarymime') return CHUNKS_FOLLOW;
    if (transaction.recipients.length === 0) return NO_RECIPIENTS;
    await using intake = await MessageIntake.open(session, transaction);
    if (intake.refusal !== null) return intake.refusal;
    session.connection.write(START_MAIL.text);
    await readData(session, intake);
    return await intake.finish();
  },
};

async function readData(session: SmtpSession, intake: MessageIntake): Promise<void> {
  const { connection } = session;
  const decoder = new DataDecoder();
  connection.limitRate(session.settings.get('minDataRateBytesPerSecond'));
  while (!decoder.isComplete) {
    const chunk = await connection.read(READ_BYTES);
    const content = decoder.push(chunk);
    if (decoder.fault !== null) await intake.refuse(TEXT_REPLIES[decoder.fault]);
    if (decoder.consumed < chunk.length) connection.unread(chunk.subarray(decoder.consumed));
    const waiting = intake.write(content, decoder.consumed);
    if (waiting !== undefined) await waiting;
  }
  connection.limitRate(0);
}
