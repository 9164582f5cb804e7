/** The certificate and ticket keys in force: the administrator's own or the self-made one, kept fresh while running. */
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Bootstrap } from '../config/bootstrap.ts';
import { type OwnCertificate, readOwnCertificate, watchOwnCertificate } from '../config/tls/own-certificate.ts';
import { openSelfMadeCertificate, type SelfMadeCertificate } from '../config/tls/self-made-certificate.ts';
import { openTicketKey } from '../config/tls/ticket-key.ts';
import { TlsContexts } from '../transports/net/tls/tls-contexts.ts';

export interface Certificates extends Disposable {
  readonly contexts: TlsContexts;
  describe(): CertificateDescription;
  /** Reads the administrator's files again (SIGHUP). */
  reload(): Promise<void>;
  /** Renews what is about to expire; to be called every hour or so. */
  renew(): Promise<void>;
}

export interface CertificateDescription {
  readonly subject: string;
  readonly issuer: string;
  readonly isSelfMade: boolean;
  readonly names: string[];
  readonly notAfter: string;
  readonly fingerprint: string;
}

interface Options {
  readonly folder: string;
  readonly hostname: string;
  readonly own: Bootstrap['certificate'];
  readonly clock: Clock;
  readonly log: Logger;
}

/** Throws Failure `invalid` when the administrator's certificate cannot be used, or the error of the system on its files. */
export async function openCertificates({ folder, hostname, own, clock, log }: Options): Promise<Certificates> {
  const ticketKeyFile = join(folder, 'ticket-key');
  let ticketKey = await openTicketKey(ticketKeyFile, clock);
  let selfMade: SelfMadeCertificate | null = null;
  let inUse: OwnCertificate;
  if (own === undefined) inUse = selfMade = await openSelfMadeCertificate({ folder, hostname, clock });
  else inUse = await readOwnCertificate(own);
  const contexts = new TlsContexts(inUse, ticketKey.bytes);
  const use = (certificate: OwnCertificate) => {
    contexts.useCertificate(certificate);
    inUse = certificate;
  };
  const watch = own === undefined ? null : watchOwnCertificate({ files: own, use, log });

  return {
    contexts,
    describe() {
      const certificate = new X509Certificate(inUse.chain);
      return {
        subject: commonName(certificate.subject),
        issuer: commonName(certificate.issuer),
        isSelfMade: selfMade !== null,
        names: (certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, '')),
        notAfter: certificate.validToDate.toISOString(),
        fingerprint: certificate.fingerprint256,
      };
    },
    reload: async () => watch?.reload(),
    async renew() {
      const now = clock.nowMs();
      if (ticketKey.renewAtMs <= now) {
        ticketKey = await openTicketKey(ticketKeyFile, clock);
        contexts.useTicketKey(ticketKey.bytes);
      }
      if (selfMade !== null && selfMade.renewAtMs <= now) {
        selfMade = await openSelfMadeCertificate({ folder, hostname, clock });
        use(selfMade);
        log.info({ fingerprint: contexts.fingerprint }, 'self-made TLS certificate renewed');
      }
    },
    [Symbol.dispose]: () => watch?.close(),
  };
}

function commonName(distinguishedName: string): string {
  return /^CN=(.*)$/m.exec(distinguishedName)?.[1] ?? distinguishedName;
}
