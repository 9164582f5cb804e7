import type { HelloCommand } from '../../../wire/smtp/command.ts';
import { type Reply, reply } from '../../../wire/smtp/reply.ts';
import type { CommandHandler } from '../command-handler.ts';
import { SYNTAX_REPLIES } from '../replies.ts';
import type { SmtpSession } from '../session.ts';

/** EHLO and HELO: RFC 5321 section 4.1.1.1; LHLO: RFC 2033 section 4.1. Ends a transaction that is under way. */
export const hello: CommandHandler<HelloCommand> = {
  needsHello: false,
  endsGroup: true,
  async run(session, { verb, name }) {
    if (!session.profile.hello.includes(verb)) return SYNTAX_REPLIES['unknown-command'];
    await session.resetTransaction();
    session.client = { name, isExtended: verb !== 'HELO' };
    return verb === 'HELO' ? reply(250, null, session.hostname) : listExtensions(session);
  },
};

function listExtensions(session: SmtpSession): Reply {
  const extensions = [
    'PIPELINING',
    `SIZE ${session.settings.get('maxMessageBytes')}`,
    '8BITMIME',
    'SMTPUTF8',
    'DSN',
    'CHUNKING',
    'BINARYMIME',
    'ENHANCEDSTATUSCODES',
  ];
  if (session.connection.canStartTls) extensions.push('STARTTLS');
  const mechanisms = session.mechanisms;
  if (mechanisms.length > 0) extensions.push(`AUTH ${mechanisms.join(' ')}`);
  return reply(250, null, session.hostname, ...extensions);
}
