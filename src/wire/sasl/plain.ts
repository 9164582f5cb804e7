/** The message of the mechanism PLAIN. RFC 4616 section 2 */
import { Failure } from '../../base/failure.ts';
import { decodeUtf8 } from '../line/decode-utf8.ts';

export interface PlainMessage {
  /** As whom to act; the empty string for oneself. */
  readonly authorisationIdentity: string;
  readonly login: string;
  readonly password: string;
}

/** Throws Failure `invalid`. */
export function parsePlain(message: Uint8Array): PlainMessage {
  const [authorisationIdentity, login, password, ...rest] = decodeUtf8(message).split('\0');
  if (authorisationIdentity === undefined || !login || !password || rest.length > 0) {
    throw new Failure('invalid', 'not a PLAIN message');
  }
  return { authorisationIdentity, login, password };
}
