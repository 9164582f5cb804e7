/** The contexts of TLS connections, made once: to read the list of authorities takes many milliseconds. */
import { createSecureContext, DEFAULT_CIPHERS, type SecureContext } from 'node:tls';

export interface TrustedContexts {
  /** For certificates that are judged by authorities. */
  verified(authorities: readonly string[] | undefined): SecureContext;
  /** For those that are not judged, or by other means: also weak ones are better than none. */
  readonly lenient: SecureContext;
}

const MIN_VERSION = 'TLSv1.2';

export function createTrustedContexts(): TrustedContexts {
  let known: { readonly authorities: readonly string[] | undefined; readonly context: SecureContext } | null = null;
  let lenient: SecureContext | null = null;
  return {
    verified(authorities) {
      if (known === null || known.authorities !== authorities) {
        const ca = authorities === undefined ? {} : { ca: [...authorities] };
        known = { authorities, context: createSecureContext({ minVersion: MIN_VERSION, ...ca }) };
      }
      return known.context;
    },
    get lenient() {
      lenient ??= createSecureContext({ minVersion: MIN_VERSION, ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` });
      return lenient;
    },
  };
}
