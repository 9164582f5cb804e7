/** RETR: RFC 1939 section 5 */
import { parseNumber } from '../../../wire/pop3/command.ts';
import type { Pop3Command } from '../pop3-command.ts';
import { sendMessage } from '../send-message.ts';

export const retr: Pop3Command = {
  keyword: 'RETR',
  states: ['transaction'],
  async run(session, argument) {
    const message = await session.maildrop.read(parseNumber(argument));
    session.say('pop3.octets', { octets: message.sizeBytes });
    await sendMessage(session, message, null);
  },
};
