/** An LDAP server elsewhere that says who exists: gateways/ldap-client speaks to it, domain/directory/remote asks. DI7 */

export interface RemoteServer {
  /** Name or literal address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first octet (ldaps); `starttls`: RFC 4511 section 4.14; `none`: in the clear. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** Certificates of the authorities that may vouch for it, PEM; null: those that come with the program. */
  readonly authorities: string | null;
  /**
   * SHA-256 of the one certificate that it may have, as upper-case hexadecimal pairs joined by colons: then neither
   * authorities nor names nor dates matter. Null: they decide.
   */
  readonly fingerprint: string | null;
  /** Null: asked without signing in. */
  readonly signIn: { readonly name: string; readonly password: string } | null;
}

export interface RemoteAssertion {
  readonly attribute: string;
  readonly rule: 'equal' | 'at-least';
  /** Compared by the server as the attribute's syntax says; never part of a filter's text. */
  readonly value: string | Uint8Array;
}

export interface RemoteQuery {
  readonly base: string;
  /** Which entries are meant at all, as text: RFC 4515. */
  readonly filter: string;
  /** One of them must hold as well; empty: nothing more is asked. */
  readonly anyOf: readonly RemoteAssertion[];
  readonly attributes: readonly string[];
  readonly scope: 'base' | 'subtree';
}

export interface RemoteEntry {
  /** Distinguished name, as the server writes it. */
  readonly name: string;
  /** Values by attribute, whose names are in lower case and without options. */
  readonly attributes: ReadonlyMap<string, readonly Uint8Array[]>;
}

/** What is done first, second, …; the reason of a failure is `remote-` and the step at which it came. */
export type RemoteStep = 'reach' | 'tls' | 'sign-in' | 'search';

/**
 * Every call throws Failure `unavailable` where the server cannot be used: `detail.reason` is `remote-STEP`,
 * `detail.server` its name and port, `detail.said` what it or the system said. None is tried again here. Where too many
 * callers wait, `unavailable` has no such reason.
 */
export interface RemoteDirectory extends AsyncDisposable {
  /** Goes through all steps on a connection of its own. @param onStep is told of each that is done. */
  probe(base: string, signal: AbortSignal, onStep?: (step: RemoteStep) => void): Promise<void>;
  /**
   * Entries in slices of at most a few hundred, and of fewer where they are big, as they come: nothing more is read while the caller works on a slice.
   * Referrals are passed over.
   */
  search(query: RemoteQuery, signal: AbortSignal): AsyncGenerator<readonly RemoteEntry[]>;
  /** The first entries of a search, at most `limit`. */
  find(query: RemoteQuery, limit: number, signal: AbortSignal): Promise<readonly RemoteEntry[]>;
  /**
   * Whether the server takes the password of an entry: a simple bind, on connections that are used for nothing else.
   * An empty name or password is never sent, since a server would take it for nobody's: RFC 4513 section 5.1.2.
   */
  verify(name: string, password: string, signal: AbortSignal): Promise<boolean>;
}

/** Opens no connection yet. Throws Failure `invalid` where the authorities are no certificates. */
export type OpenRemoteDirectory = (server: RemoteServer) => RemoteDirectory;
