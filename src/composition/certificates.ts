/**
 * The certificate and ticket keys in force, kept fresh while running. Which certificate: the files that the configuration
 * names; else what the store keeps, given by an administrator or by an authority; else the self-made one.
 */
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isFailure } from '../base/failure.ts';
import type { Logger } from '../base/log.ts';
import type { Bootstrap } from '../config/bootstrap.ts';
import { readOwnCertificate, watchOwnCertificate } from '../config/tls/own-certificate.ts';
import { openSelfMadeCertificate, type SelfMadeCertificate } from '../config/tls/self-made-certificate.ts';
import { openTicketKey } from '../config/tls/ticket-key.ts';
import type { UsableCertificate } from '../domain/certificates/check-certificate.ts';
import { describeCertificate } from '../domain/certificates/describe-certificate.ts';
import type { CertificateServing, CertificateSource } from '../domain/certificates/serving.ts';
import { isFromKnownAuthority } from '../transports/net/tls/known-authorities.ts';
import { TlsContexts } from '../transports/net/tls/tls-contexts.ts';

export interface Certificates extends CertificateServing, Disposable {
  readonly contexts: TlsContexts;
  describe(): CertificateDescription;
  /** Reads the administrator's files again (SIGHUP). */
  reload(): Promise<void>;
  /** Renews the self-made certificate and the ticket keys when they are about to expire; to be called every hour or so. */
  renew(): Promise<void>;
}

export interface CertificateDescription {
  readonly subject: string;
  readonly issuer: string;
  readonly isSelfMade: boolean;
  readonly names: readonly string[];
  readonly notAfter: string;
  readonly fingerprint: string;
}

interface Options {
  readonly folder: string;
  readonly hostname: string;
  readonly own: Bootstrap['certificate'];
  /** What the store keeps, opened when it is asked for; null for nothing. Throws Failure `unavailable`. */
  readonly stored: () => { readonly source: 'uploaded' | 'acme'; readonly certificate: UsableCertificate } | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Throws Failure `invalid` when the administrator's files cannot be used, or the error of the system on them. */
export async function openCertificates({ folder, hostname, own, stored, clock, log }: Options): Promise<Certificates> {
  const ticketKeyFile = join(folder, 'ticket-key');
  let ticketKey = await openTicketKey(ticketKeyFile, clock);
  const openSelfMade = () => openSelfMadeCertificate({ folder, hostname, clock });
  let selfMade: SelfMadeCertificate | null = null;
  const first = await openFirst();
  const { contexts } = first;
  let { source, certificate } = first;
  const use = (origin: CertificateSource, next: UsableCertificate) => {
    contexts.useCertificate(next);
    certificate = { chain: next.chain, privateKey: next.privateKey };
    source = origin;
    if (origin !== 'self-made') selfMade = null;
  };
  let described: { readonly of: UsableCertificate; readonly as: Summary } | null = null;
  const watch = own === undefined ? null : watchOwnCertificate({ files: own, use: (next) => use('files', next), log });

  /** Throws Failure `invalid` for what TLS does not take. */
  function beginWith(origin: CertificateSource, given: UsableCertificate) {
    return { source: origin, certificate: given, contexts: new TlsContexts(given, ticketKey.bytes) };
  }

  async function openFirst(): Promise<ReturnType<typeof beginWith>> {
    if (own !== undefined) return beginWith('files', await readOwnCertificate(own));
    try {
      const kept = stored();
      if (kept !== null) return beginWith(kept.source, kept.certificate);
    } catch (error) {
      if (!isFailure(error)) throw error;
      log.error(
        { err: error },
        'the certificate that is kept cannot be used: the self-made one is, until there is another',
      );
    }
    selfMade = await openSelfMade();
    return beginWith('self-made', selfMade);
  }

  return {
    contexts,
    get source() {
      return source;
    },
    get chain() {
      return certificate.chain;
    },
    check: (candidate) => contexts.checkCertificate(candidate),
    use,
    async useSelfMade() {
      const made = await openSelfMade();
      use('self-made', made);
      selfMade = made;
    },
    describe: () => {
      // The web server asks with every request.
      if (described?.of !== certificate) described = { of: certificate, as: summaryOf(certificate.chain) };
      return { ...described.as, isSelfMade: source === 'self-made' };
    },
    reload: async () => watch?.reload(),
    async renew() {
      const now = clock.nowMs();
      if (ticketKey.renewAtMs <= now) {
        ticketKey = await openTicketKey(ticketKeyFile, clock);
        contexts.useTicketKey(ticketKey.bytes);
      }
      if (selfMade !== null && selfMade.renewAtMs <= now) {
        const made = await openSelfMade();
        use('self-made', made);
        selfMade = made;
        log.info({ fingerprint: contexts.fingerprint }, 'self-made TLS certificate renewed');
      }
    },
    [Symbol.dispose]: () => watch?.close(),
  };
}

type Summary = Omit<CertificateDescription, 'isSelfMade'>;

function summaryOf(chain: string): Summary {
  const { subject, issuer, names, notAfterMs, fingerprint } = describeCertificate(chain, isFromKnownAuthority);
  return { subject, issuer, names, notAfter: new Date(notAfterMs).toISOString(), fingerprint };
}
