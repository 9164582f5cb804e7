/** What a client says that shows a token: OAUTHBEARER (RFC 7628 section 3.1), and XOAUTH2, its forerunner by Google. */
import { Failure } from '../../base/failure.ts';
import { decodeUtf8 } from '../line/decode-utf8.ts';
import { parseGs2Header } from './gs2-header.ts';

export interface BearerMessage {
  /** Whose token the client believes it to be; the empty string where it does not say. */
  readonly user: string;
  /** Null where none is shown: so a client asks which one is wanted. RFC 7628 section 4.3 */
  readonly token: string | null;
}

/** Far more than our tokens need, and what other issuers put into theirs. */
export const MAX_BEARER_MESSAGE_BYTES = 8 * 1024;
const SEPARATOR = '\x01';
/** RFC 7628 section 3.1, and text of any language for names. */
const PAIR = /^([A-Za-z]+)=([^\0-\x08\x0b\x0c\x0e-\x1f\x7f]*)$/;
/** RFC 6750 section 2.1; the name of the scheme in any case: RFC 7628 section 4. */
const BEARER = /^Bearer +(\S+)$/i;

/**
 * Host and port are passed over: a bearer token is not bound to them, and behind a proxy they are not ours.
 * Throws Failure `invalid`, `too-large`.
 */
export function parseOauthBearer(message: Uint8Array): BearerMessage {
  const text = decode(message);
  const header = parseGs2Header(text);
  if (header === null || header.binding.kind === 'used') throw invalid();
  const rest = text.slice(header.text.length);
  if (!rest.startsWith(SEPARATOR)) throw invalid();
  return { user: header.authorisationIdentity, token: tokenOf(parsePairs(rest.slice(1))) };
}

/** developers.google.com/workspace/gmail/imap/xoauth2-protocol. Throws Failure `invalid`, `too-large`. */
export function parseXoauth2(message: Uint8Array): BearerMessage {
  const pairs = parsePairs(decode(message));
  const user = pairs.get('user');
  if (user === undefined) throw invalid();
  return { user, token: tokenOf(pairs) };
}

function decode(message: Uint8Array): string {
  if (message.length > MAX_BEARER_MESSAGE_BYTES) throw new Failure('too-large', 'a message with a token is too large');
  return decodeUtf8(message);
}

/** Each ends with a separator, and all of them with one more. What is not known is passed over. */
function parsePairs(text: string): ReadonlyMap<string, string> {
  const parts = text.split(SEPARATOR);
  if (parts.length < 2 || parts.pop() !== '' || parts.pop() !== '') throw invalid();
  const pairs = new Map<string, string>();
  for (const part of parts) {
    const [, key = '', value = ''] = PAIR.exec(part) ?? [];
    // Of two tokens in one message nobody knows which is meant.
    if (key === '' || pairs.has(key)) throw invalid();
    pairs.set(key, value);
  }
  return pairs;
}

function tokenOf(pairs: ReadonlyMap<string, string>): string | null {
  const auth = pairs.get('auth');
  if (auth === undefined) throw invalid();
  return BEARER.exec(auth)?.[1] ?? null;
}

function invalid(): Failure {
  return new Failure('invalid', 'not a message with a token');
}
