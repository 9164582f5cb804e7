import type { PlainCommand } from '../../../wire/smtp/command.ts';
import { reply } from '../../../wire/smtp/reply.ts';
import type { CommandHandler } from '../command-handler.ts';
import { IN_TRANSACTION, NOT_OFFERED } from '../replies.ts';

/** STARTTLS: RFC 3207 section 4. Nothing that was said in the clear is known afterwards. */
export const starttls: CommandHandler<PlainCommand> = {
  needsHello: true,
  endsGroup: true,
  async run(session) {
    if (!session.connection.canStartTls) return NOT_OFFERED;
    if (session.transaction !== null) return IN_TRANSACTION;
    session.connection.write(READY.text);
    await session.connection.startTls();
    session.client = null;
    session.signOut();
    return null;
  },
};

const READY = reply(220, '2.0.0', 'Ready to start TLS');
