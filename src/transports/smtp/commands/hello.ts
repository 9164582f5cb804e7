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
  if (session.profile.service !== 'lmtp') {
    // RFC 9422
    extensions.push(`LIMITS RCPTMAX=${session.settings.get(session.profile.maxRecipients)}`);
  }
  if (session.mayRequireTls) extensions.push('REQUIRETLS');
  if (session.profile.hasTransferWishes) extensions.push(...listTransferWishes(session));
  if (session.connection.canStartTls) extensions.push('STARTTLS');
  const mechanisms = session.mechanisms;
  if (mechanisms.length > 0) extensions.push(`AUTH ${mechanisms.join(' ')}`);
  return reply(250, null, session.hostname, ...extensions);
}

/** RFC 6710 section 3, RFC 2852 section 2, RFC 4865 section 3: seconds, and the time in UTC that they lead to. */
function listTransferWishes({ settings, deps }: SmtpSession): string[] {
  const extensions = ['MT-PRIORITY', 'DELIVERBY'];
  const longestMs = settings.get('maxFutureReleaseMs');
  const until = new Date(deps.clock.nowMs() + longestMs).toISOString().replace(/\.\d+Z$/, 'Z');
  if (longestMs >= 1000) extensions.push(`FUTURERELEASE ${Math.floor(longestMs / 1000)} ${until}`);
  return extensions;
}
