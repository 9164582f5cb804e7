/** PASS: RFC 1939 section 7. The password may contain spaces; what it may not contain: RFC 6856 section 2.2. */
import { Failure } from '../../../base/failure.ts';
import { hasProhibitedCharacter } from '../../../domain/access/prepare-password.ts';
import type { Pop3Command } from '../pop3-command.ts';

export const pass: Pop3Command = {
  keyword: 'PASS',
  states: ['authorization'],
  async run(session, argument) {
    const name = session.userName;
    session.userName = null;
    if (name === null || argument === null || argument === '') throw new Failure('invalid', 'no name or no password');
    if (hasProhibitedCharacter(argument)) throw new Failure('invalid', 'a character that passwords do not have');
    const { connection, services } = session;
    await session.openMaildrop(await services.sasl.signIn(connection, 'pop3', name, argument));
  },
};
