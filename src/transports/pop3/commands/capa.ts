/** CAPA: RFC 2449 section 5 */
import { END_OF_LINES } from '../../../wire/pop3/reply.ts';
import type { Pop3Command } from '../pop3-command.ts';
import type { Pop3Session } from '../pop3-session.ts';

export const capa: Pop3Command = {
  keyword: 'CAPA',
  states: ['authorization', 'transaction'],
  run(session) {
    session.say('pop3.capabilities');
    for (const line of capabilities(session)) session.connection.write(`${line}\r\n`);
    session.connection.write(END_OF_LINES);
  },
};

function* capabilities({ connection, services, state }: Pop3Session): Generator<string> {
  const mechanisms = services.sasl.mechanisms(connection);
  // RFC 2595 section 4: before a layer is there, only what may be used without one.
  if (connection.mayAuthenticate) yield 'USER';
  if (mechanisms.length > 0) yield `SASL ${mechanisms.join(' ')}`;
  if (connection.canStartTls && state === 'authorization') yield 'STLS';
  yield 'TOP';
  yield 'UIDL';
  yield 'RESP-CODES';
  yield 'AUTH-RESP-CODE';
  yield 'PIPELINING';
  yield 'EXPIRE NEVER';
  yield 'UTF8 USER';
  yield 'LANG';
  yield `IMPLEMENTATION ${services.server.name}`;
}
