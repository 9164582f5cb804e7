/** What LOGIN and AUTHENTICATE have in common: how failures of signing in are answered. RFC 5530 section 3 */
import { isFailure } from '../../base/failure.ts';
import { bad, no, type Reply } from './handler.ts';
import type { ImapSession } from './session.ts';

/** Wrong passwords of one connection; each has been delayed by the authenticator. */
const MAX_FAILURES = 5;

/** Throws Failures that mean here what they mean elsewhere. */
export async function signInWith(session: ImapSession, prove: () => Promise<Reply>): Promise<Reply> {
  try {
    return await prove();
  } catch (error) {
    if (!isFailure(error)) throw error;
    switch (error.code) {
      case 'authentication-failed':
        session.authenticationFailures += 1;
        if (session.authenticationFailures >= MAX_FAILURES) session.endWith('Too many failures');
        throw error;
      case 'unsupported':
        if (error.detail['needsTls'] === true) return no('Signing in needs TLS', 'PRIVACYREQUIRED');
        return no('No such mechanism', 'CANNOT');
      case 'invalid':
        return bad(error.detail['isCancelled'] === true ? 'Cancelled' : 'Not a valid message of the mechanism');
      case 'no-permission':
        return no('Not authorised to act as that user', 'AUTHORIZATIONFAILED');
      case 'too-many':
        return no('Too many failures or connections, try again later', 'LIMIT');
      default:
        throw error;
    }
  }
}
