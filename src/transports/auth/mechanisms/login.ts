/**
 * LOGIN, which no standard describes (draft-murchison-sasl-login) and many printers and old programs use. Some send the
 * name along with the command.
 */
import { Failure } from '../../../base/failure.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import type { Mechanism } from '../mechanism.ts';
import { prepareLogin } from '../prepare-login.ts';

export const login: Mechanism = {
  name: 'LOGIN',
  async run(context) {
    const name = decodeUtf8(context.takeInitialResponse() ?? (await context.ask('Username:')));
    const password = decodeUtf8(await context.ask('Password:'));
    if (name === '' || password === '') throw new Failure('invalid', 'no name or no password');
    const attempt = context.attempt(prepareLogin(name));
    return { principal: await context.authenticator.verifyPassword(attempt, password), finalData: null };
  },
};
