/**
 * The certificate and the ticket keys in force, as what a handshake needs. Both can be replaced at any time: a session
 * keeps the ones that it began with.
 *
 * TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only. RFC 9325
 */
import { constants, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Failure } from '../../../base/failure.ts';

export interface ServerCertificate {
  /** PEM: the certificate, then what leads to its CA. */
  readonly chain: string;
  /** PEM, not encrypted. */
  readonly privateKey: string;
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

  /** Throws Failure `invalid` like `useCertificate`. */
  constructor(certificate: ServerCertificate, ticketKey: Uint8Array) {
    this.#certificate = certificate;
    this.#ticketKey = ticketKey;
    this.#context = createContext(certificate, ticketKey);
  }

  /** For the next handshake. */
  get current(): SecureContext {
    return this.#context;
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
    this.#context = createContext(certificate, this.#ticketKey);
    this.#certificate = certificate;
  }

  /** Seals tickets with another key; those sealed before lead to a full handshake. */
  useTicketKey(ticketKey: Uint8Array): void {
    this.#context = createContext(this.#certificate, ticketKey);
    this.#ticketKey = ticketKey;
  }
}

function createContext(certificate: ServerCertificate, ticketKey: Uint8Array): SecureContext {
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
      // A client that could begin the handshake again at will would cost the server most of the work.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    });
  } catch (cause) {
    throw new Failure('invalid', 'the certificate and its key cannot be used', { cause });
  }
}
