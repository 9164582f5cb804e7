/** TOP: RFC 1939 section 7 */
import { Failure } from '../../../base/failure.ts';
import { parseNumbers } from '../../../wire/pop3/command.ts';
import { TopFilter } from '../../../wire/pop3/top-filter.ts';
import type { Pop3Command } from '../pop3-command.ts';
import { sendMessage } from '../send-message.ts';

export const top: Pop3Command = {
  keyword: 'TOP',
  states: ['transaction'],
  async run(session, argument) {
    const [number, lines] = parseNumbers(argument, 2);
    if (number === undefined || lines === undefined) throw new Failure('invalid', 'TOP takes two numbers');
    const message = await session.maildrop.read(number);
    session.say('pop3.top');
    await sendMessage(session, message, new TopFilter(lines));
  },
};
