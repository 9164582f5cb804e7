/** ID: RFC 2971 section 3. */
import { idResponse } from '../../../wire/imap/responses.ts';
import { ANY_STATE, type Handler, ok } from '../handler.ts';
import { SERVER_NAME } from '../session.ts';

/** Of what a client says of itself, this much goes to the log. */
const MAX_LOGGED = 200;

export const id: Handler<'ID'> = {
  states: ANY_STATE,
  updates: 'all',
  run({ connection, services }, { fields }) {
    if (fields !== null) {
      const client = [...fields].map(([field, value]) => `${field}=${value ?? ''}`).join(' ');
      connection.log.debug({ client: client.slice(0, MAX_LOGGED) }, 'client identified itself');
    }
    connection.write(
      idResponse(
        new Map([
          ['name', SERVER_NAME],
          ['version', services.version],
        ]),
      ),
    );
    return ok('ID completed');
  },
};
