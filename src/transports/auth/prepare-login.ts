/** The form in which a login is looked up. */
import { isFailure } from '../../base/failure.ts';
import { saslprep } from '../../base/saslprep.ts';

/**
 * RFC 4616 section 2, RFC 5802 section 5.1. What cannot be prepared is nobody's name: it stays as it is, so that the
 * attempt takes the same time, and counts, like any other that fails.
 */
export function prepareLogin(login: string): string {
  try {
    return saslprep(login);
  } catch (error) {
    if (isFailure(error, 'invalid')) return login;
    throw error;
  }
}
