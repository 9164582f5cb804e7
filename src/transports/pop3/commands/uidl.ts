/** UIDL: RFC 1939 section 7 */
import { parseNumbers } from '../../../wire/pop3/command.ts';
import type { Pop3Command } from '../pop3-command.ts';
import { sendListing } from '../send-listing.ts';

export const uidl: Pop3Command = {
  keyword: 'UIDL',
  states: ['transaction'],
  async run(session, argument) {
    const { maildrop } = session;
    const [number] = parseNumbers(argument, 1);
    if (number !== undefined) return session.reply(`${number} ${maildrop.uniqueIdOf(number)}`);
    session.say('pop3.unique-ids');
    await sendListing(session, (each) => maildrop.uniqueIdOf(each));
  },
};
