/** AUTH: RFC 5034 section 4. Without an argument it lists the mechanisms, as programs older than CAPA expect. */
import { END_OF_LINES } from '../../../wire/pop3/reply.ts';
import { createLineDialogue } from '../../auth/line-dialogue.ts';
import type { Pop3Command } from '../pop3-command.ts';

export const auth: Pop3Command = {
  keyword: 'AUTH',
  states: ['authorization'],
  async run(session, argument) {
    const { connection, services } = session;
    const [mechanism = '', initialResponse = null] = argument?.trim().split(/ +/) ?? [];
    if (mechanism === '') {
      session.say('pop3.mechanisms');
      for (const name of services.sasl.mechanisms(connection)) connection.write(`${name}\r\n`);
      connection.write(END_OF_LINES);
      return;
    }
    const dialogue = createLineDialogue(connection, '+ ');
    const request = { connection, service: 'pop3', mechanism, initialResponse, dialogue, hasFinalData: false } as const;
    const { principal } = await services.sasl.authenticate(request);
    await session.openMaildrop(principal);
  },
};
