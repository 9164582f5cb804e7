/** The server's certificate, its upload, and orders at an authority: the domain's rules on files, TLS and the network. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { SecretBox } from '../base/secret-box.ts';
import type { Bootstrap } from '../config/bootstrap.ts';
import { readClientAuthorities } from '../config/tls/client-authorities.ts';
import { VERSION } from '../config/version.ts';
import { type AcmeService, createAcmeService } from '../domain/certificates/acme-service.ts';
import { openCertificateState, openStored } from '../domain/certificates/certificate-state.ts';
import { type CertificateService, createCertificateService } from '../domain/certificates/certificates.ts';
import { type ChallengeAnswers, createChallengeAnswers } from '../domain/certificates/challenge-answers.ts';
import { describeCertificate } from '../domain/certificates/describe-certificate.ts';
import { type WantedName, wantedNames } from '../domain/certificates/wanted-names.ts';
import type { NameService } from '../domain/ports/name-service.ts';
import type { Store } from '../domain/ports/store.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { createOpenAuthority } from '../gateways/acme/acme-authority.ts';
import { createTryReach } from '../gateways/acme/try-reach.ts';
import { isFromKnownAuthority } from '../transports/net/tls/known-authorities.ts';
import { type Certificates, openCertificates } from './certificates.ts';

export interface CertificateDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly names: NameService;
  readonly box: SecretBox;
  readonly hostname: string;
  /** Folder of the self-made certificate and of the ticket keys. */
  readonly folder: string;
  readonly own: Bootstrap['certificate'];
  readonly clock: Clock;
  readonly log: Logger;
}

/** Disposing ends an order that is under way; the next start goes on with it. */
export interface OpenCertificates extends AsyncDisposable {
  readonly certificates: Certificates;
  /** The names under which programs come. */
  readonly wanted: () => Promise<readonly WantedName[]>;
  readonly service: CertificateService;
  readonly acme: AcmeService;
  /** For the listener that authorities ask. */
  readonly challenges: ChallengeAnswers;
}

/** 128 bits, as RFC 8555 section 8.3 wants it of an authority's own tokens. */
const TOKEN_BYTES = 16;

/** Throws as `openCertificates`, and Failure `unavailable` for what another version has stored. */
export async function openCertificateService(deps: CertificateDeps): Promise<OpenCertificates> {
  const { store, settings, names, hostname, clock, log } = deps;
  const state = await openCertificateState(deps);
  const certificates = await openCertificates({
    ...deps,
    stored: () => {
      const certificate = openStored(state);
      return state.certificate === null || certificate === null
        ? null
        : { source: state.certificate.source, certificate };
    },
  });
  const challenges = createChallengeAnswers();
  const describe = (chain: string) => describeCertificate(chain, isFromKnownAuthority);
  const wanted = async () =>
    wantedNames(hostname, settings.get('acmeNames'), await store.reader().directory.listDomains());
  const acme = createAcmeService({
    ...{ state, settings, wanted, describe, clock, log },
    serving: certificates,
    openAuthority: createOpenAuthority({ names, clock, userAgent: `Mailroom/${VERSION}` }),
    readTrusted: async () => {
      const path = settings.get('acmeTrustFile');
      return path === '' ? [] : (await readClientAuthorities(path)).certificates;
    },
    tryReach: createTryReach({ names, port: () => settings.get('acmeHttpPort') }),
    answers: challenges,
    newToken: () => randomBytes(TOKEN_BYTES).toString('base64url'),
    random: Math.random,
    sleep: (ms, signal) => wait(ms, undefined, { signal, ref: false }),
  });
  const service = createCertificateService({ acme, state, serving: certificates, describe, wanted, clock });
  return {
    ...{ certificates, wanted, service, acme, challenges },
    async [Symbol.asyncDispose]() {
      await acme[Symbol.asyncDispose]();
      certificates[Symbol.dispose]();
    },
  };
}
