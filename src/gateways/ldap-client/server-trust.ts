/** Whose certificate is believed. RFC 4513 section 3.1.3 */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type ConnectionOptions, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { Failure } from '../../base/failure.ts';
import type { RemoteServer } from '../../domain/ports/remote-directory.ts';

const MIN_VERSION = 'TLSv1.2';
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

export interface ServerTrust {
  /** For `tls.connect`: what the handshake itself has to refuse. */
  readonly options: () => ConnectionOptions;
  /** After the handshake: what is wrong with the certificate, or null. */
  judge(socket: TLSSocket): string | null;
}

/** Throws Failure `invalid` for authorities that are no certificates. */
export function createServerTrust({ host, authorities, fingerprint }: RemoteServer): ServerTrust {
  const own = authorities === null ? null : readCertificates(authorities);
  const name = isIP(host) === 0 ? { servername: host } : {};
  // Made once, and not before it is needed: to read the list of authorities takes many milliseconds.
  let context: SecureContext | null = null;
  const secureContext = () => {
    context ??= createSecureContext({ minVersion: MIN_VERSION, ...(own === null ? {} : { ca: own }) });
    return context;
  };
  return {
    options: () => ({
      ...name,
      host,
      secureContext: secureContext(),
      // With a fingerprint the certificate is compared as a whole, before anything is sent.
      rejectUnauthorized: fingerprint === null,
    }),
    judge(socket) {
      if (fingerprint === null) return null;
      const shown = socket.getPeerX509Certificate()?.fingerprint256;
      return shown === fingerprint ? null : `another certificate: ${shown ?? 'none'}`;
    },
  };
}

function readCertificates(pem: string): string[] {
  const found = pem.match(CERTIFICATE) ?? [];
  try {
    if (found.length > 0) return found.map((each) => new X509Certificate(each).toString());
  } catch (cause) {
    throw noCertificates(cause);
  }
  throw noCertificates();
}

function noCertificates(cause?: unknown): Failure {
  return new Failure('invalid', 'no certificates of authorities', {
    detail: { field: 'authorities', reason: 'remote-authorities' },
    cause,
  });
}
