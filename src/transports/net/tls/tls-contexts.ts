/**
 * The certificate and the ticket keys in force, as what a handshake needs. Both can be replaced at any time: a session
 * keeps the ones that it began with.
 *
 * TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only. RFC 9325
 */
import { constants, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { Failure } from '../../../base/failure.ts';

export interface ServerCertificate {
  /** PEM: the certificate, then what leads to its CA. */
  readonly chain: string;
  /** PEM, not encrypted. */
  readonly privateKey: string;
}

/** Who may vouch for clients. */
export interface ClientAuthorities {
  /** PEM, one for each: roots, and what leads to them. */
  readonly certificates: readonly string[];
  /** Lists of revoked certificates, PEM. With any, each authority needs one, and an outdated one refuses everybody. */
  readonly revocations: readonly string[];
}

const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');

/** Length of the keys that seal session tickets. */
export const TICKET_KEY_BYTES = 48;

export class TlsContexts {
  #certificate: ServerCertificate;
  #ticketKey: Uint8Array;
  #context: SecureContext;
  #authorities: ClientAuthorities | null = null;
  #asking: SecureContext | null = null;

  /** Throws Failure `invalid` like `useCertificate`. */
  constructor(certificate: ServerCertificate, ticketKey: Uint8Array) {
    this.#certificate = certificate;
    this.#ticketKey = ticketKey;
    this.#context = createContext(certificate, ticketKey, null);
  }

  /** For the next handshake. */
  get current(): SecureContext {
    return this.#context;
  }

  /** The same for one that asks the client for a certificate; null where nobody may vouch for clients. */
  get asking(): SecureContext | null {
    return this.#asking;
  }

  /** The certificate in use and its key: also files are signed with it. */
  get certificate(): ServerCertificate {
    return this.#certificate;
  }

  /** SHA-256 of the certificate, hexadecimal with colons, as mail programs show it. */
  get fingerprint(): string {
    return new X509Certificate(this.#certificate.chain).fingerprint256;
  }

  /**
   * Takes another certificate from the next handshake on. Throws Failure `invalid` when it cannot be used (not PEM, or
   * the key is another's), and the old one stays.
   */
  useCertificate(certificate: ServerCertificate): void {
    this.#remake(certificate, this.#ticketKey, this.#authorities);
  }

  /** Throws Failure `invalid` for what `useCertificate` would not take. */
  checkCertificate(certificate: ServerCertificate): void {
    createContext(certificate, this.#ticketKey, null);
  }

  /** Seals tickets with another key; those sealed before lead to a full handshake. */
  useTicketKey(ticketKey: Uint8Array): void {
    this.#remake(this.#certificate, ticketKey, this.#authorities);
  }

  /**
   * Who may vouch for clients from the next handshake on; null: nobody. Throws Failure `invalid` when they cannot be used,
   * and the old ones stay.
   */
  useClientAuthorities(authorities: ClientAuthorities | null): void {
    this.#remake(this.#certificate, this.#ticketKey, authorities);
  }

  /** Throws Failure `invalid` for what `useClientAuthorities` would not take. */
  checkClientAuthorities(authorities: ClientAuthorities): void {
    createContext(this.#certificate, this.#ticketKey, authorities);
  }

  #remake(certificate: ServerCertificate, ticketKey: Uint8Array, authorities: ClientAuthorities | null): void {
    const context = createContext(certificate, ticketKey, null);
    this.#asking = authorities === null ? null : createContext(certificate, ticketKey, authorities);
    this.#context = context;
    this.#certificate = certificate;
    this.#ticketKey = ticketKey;
    this.#authorities = authorities;
  }
}

function createContext(
  certificate: ServerCertificate,
  ticketKey: Uint8Array,
  authorities: ClientAuthorities | null,
): SecureContext {
  try {
    return createSecureContext({
      cert: certificate.chain,
      key: certificate.privateKey,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: CIPHERS,
      honorCipherOrder: true,
      ecdhCurve: 'X25519MLKEM768:X25519:P-256:P-384',
      ticketKeys: Buffer.from(ticketKey),
      sessionIdContext: 'mailroom',
      // A session that is resumed is not verified again: what was revoked meanwhile would still do, so there are no tickets.
      // A client that could begin the handshake again at will would cost the server most of the work.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION | (authorities === null ? 0 : constants.SSL_OP_NO_TICKET),
      ...(authorities === null ? {} : verificationBy(authorities)),
    });
  } catch (cause) {
    const what = authorities === null ? 'the certificate and its key' : 'the certificates of authorities';
    throw new Failure('invalid', `${what} cannot be used`, { cause });
  }
}

function verificationBy({ certificates, revocations }: ClientAuthorities): SecureContextOptions {
  return { ca: [...certificates], ...(revocations.length === 0 ? {} : { crl: [...revocations] }) };
}
