/** One request and its answer, as a handler of the site sees them. RFC 9110 */
import type { LanguageCode } from '../../../locales/index.ts';
import type { HttpRequest, HttpResponse } from './server.ts';

/** Who asks. */
export interface HttpPeer {
  /** Normalised IP address; the empty string for a Unix socket. Behind a proxy of ours the client's. */
  readonly address: string;
  /** The address belongs to the setting `trustedNetworks`: limits by address do not apply. */
  readonly isTrusted: boolean;
}

/** For which host the client asks: checked for its syntax, not whether it is one of ours. */
export interface RequestedHost {
  /** In lower case; an IPv6 address in brackets. */
  readonly name: string;
  /** Null for the usual one. */
  readonly port: number | null;
}

export interface Exchange {
  readonly request: HttpRequest;
  /** Headers that every answer has (nosniff, referrer, HSTS and so on) are set already. */
  readonly response: HttpResponse;
  /** The path as it was sent, percent-encoded: without NUL, without `.` and `..`, however they are written. */
  readonly url: URL;
  readonly host: RequestedHost;
  readonly peer: HttpPeer;
  readonly isSecure: boolean;
  /** For `nonce` of the styles in this answer; another one in each. */
  readonly nonce: string;
  /** Of our languages the one that the browser likes best. */
  readonly language: LanguageCode;
  /** Aborted when nobody waits for the answer any more, or the server stops: ends an answer that goes on and on. */
  readonly signal: AbortSignal;
}
