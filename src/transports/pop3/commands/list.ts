/** LIST: RFC 1939 section 5 */
import { parseNumbers } from '../../../wire/pop3/command.ts';
import type { Pop3Command } from '../pop3-command.ts';
import { sendListing } from '../send-listing.ts';

export const list: Pop3Command = {
  keyword: 'LIST',
  states: ['transaction'],
  async run(session, argument) {
    const { maildrop } = session;
    const [number] = parseNumbers(argument, 1);
    if (number !== undefined) return session.reply(`${number} ${maildrop.sizeOf(number)}`);
    session.say('pop3.messages', { messages: maildrop.count, octets: maildrop.sizeBytes });
    await sendListing(session, (each) => String(maildrop.sizeOf(each)));
  },
};
