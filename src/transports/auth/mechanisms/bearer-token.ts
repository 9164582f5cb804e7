/** OAUTHBEARER, RFC 7628; and XOAUTH2, which Outlook and others speak in its place. */
import { Failure, isFailure } from '../../../base/failure.ts';
import { type BearerMessage, parseOauthBearer, parseXoauth2 } from '../../../wire/sasl/bearer-message.ts';
import type { Mechanism, MechanismContext, MechanismOutcome } from '../mechanism.ts';
import { prepareLogin } from '../prepare-login.ts';

/** RFC 7628 section 3.2.2: by this a program knows that it has to refresh its token. */
const OAUTHBEARER_REFUSAL = JSON.stringify({ status: 'invalid_token' });
const XOAUTH2_REFUSAL = JSON.stringify({ status: '401', schemes: 'bearer' });

export const oauthBearer: Mechanism = {
  name: 'OAUTHBEARER',
  run: (context) => run(context, parseOauthBearer, OAUTHBEARER_REFUSAL),
};

export const xoauth2: Mechanism = {
  name: 'XOAUTH2',
  run: (context) => run(context, parseXoauth2, XOAUTH2_REFUSAL),
};

async function run(
  context: MechanismContext,
  parse: (message: Uint8Array) => BearerMessage,
  refusal: string,
): Promise<MechanismOutcome> {
  const { user, token } = parse(await context.first());
  try {
    return { principal: await verify(context, user, token), finalData: null };
  } catch (error) {
    if (isFailure(error, 'authentication-failed')) await tell(context, refusal);
    throw error;
  }
}

function verify({ authenticator, attempt }: MechanismContext, user: string, token: string | null) {
  if (token === null) throw new Failure('authentication-failed', 'no token was shown');
  return authenticator.verifyToken(attempt(prepareLogin(user)), token);
}

/** RFC 7628 section 3.2.3: the client answers, or gives up; either way the exchange has failed. */
async function tell({ ask }: MechanismContext, refusal: string): Promise<void> {
  try {
    await ask(refusal);
  } catch (error) {
    if (!isFailure(error)) throw error;
  }
}
