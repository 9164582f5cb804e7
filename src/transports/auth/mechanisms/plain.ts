/** PLAIN: RFC 4616 */
import { parsePlain } from '../../../wire/sasl/plain.ts';
import type { Mechanism } from '../mechanism.ts';
import { prepareLogin } from '../prepare-login.ts';

export const plain: Mechanism = {
  name: 'PLAIN',
  async run(context) {
    const { authorisationIdentity, login, password } = parsePlain(await context.first());
    const attempt = context.attempt(prepareLogin(login));
    const signedIn = await context.authenticator.verifyPassword(attempt, password);
    const principal = await context.authenticator.authorise(signedIn, prepareLogin(authorisationIdentity));
    return { principal, finalData: null };
  },
};
