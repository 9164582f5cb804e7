/** The certificates of a server that has no sockets: what would be shown to clients is remembered, the authority is the test's. */
import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { SecretBox } from '../../src/base/secret-box.ts';
import { createAcmeService } from '../../src/domain/certificates/acme-service.ts';
import { openCertificateState } from '../../src/domain/certificates/certificate-state.ts';
import { type CertificateService, createCertificateService } from '../../src/domain/certificates/certificates.ts';
import { type ChallengeAnswers, createChallengeAnswers } from '../../src/domain/certificates/challenge-answers.ts';
import type { UsableCertificate } from '../../src/domain/certificates/check-certificate.ts';
import { describeCertificate } from '../../src/domain/certificates/describe-certificate.ts';
import type { CertificateServing, CertificateSource } from '../../src/domain/certificates/serving.ts';
import { wantedNames } from '../../src/domain/certificates/wanted-names.ts';
import type { CertificateAuthority, TryReach } from '../../src/domain/ports/certificate-authority.ts';
import type { Store } from '../../src/domain/ports/store.ts';
import type { Settings } from '../../src/domain/settings/settings.ts';
import { createTestAuthority } from './test-certificates.ts';

export const OFFICE_HOSTNAME = 'mail.example.test';

export interface CertificateOfficeOptions {
  readonly store: Store;
  readonly box: SecretBox;
  readonly settings: Settings;
  readonly clock?: Clock;
  readonly source?: CertificateSource;
  /** Without one, there is nobody to ask. */
  readonly authority?: CertificateAuthority;
  readonly tryReach?: TryReach;
}

export interface CertificateOffice extends AsyncDisposable {
  readonly service: CertificateService;
  readonly answers: ChallengeAnswers;
  readonly serving: CertificateServing;
  /** How long was waited, milliseconds; nobody really does. */
  readonly waits: number[];
}

export async function openCertificateOffice(options: CertificateOfficeOptions): Promise<CertificateOffice> {
  const { store, settings, clock = systemClock, authority = nobody() } = options;
  const selfMade = await (await createTestAuthority()).issue([OFFICE_HOSTNAME, 'localhost']);
  let source = options.source ?? 'self-made';
  let shown: UsableCertificate = { chain: selfMade.cert, privateKey: selfMade.key };
  const serving: CertificateServing = {
    get source() {
      return source;
    },
    get chain() {
      return shown.chain;
    },
    check: () => {},
    use(from, certificate) {
      source = from;
      shown = certificate;
    },
    async useSelfMade() {
      source = 'self-made';
      shown = { chain: selfMade.cert, privateKey: selfMade.key };
    },
  };
  const state = await openCertificateState({ ...options, hostname: OFFICE_HOSTNAME });
  const answers = createChallengeAnswers();
  const waits: number[] = [];
  const describe = (chain: string) => describeCertificate(chain, () => false);
  const wanted = async () =>
    wantedNames(OFFICE_HOSTNAME, settings.get('acmeNames'), await store.reader().directory.listDomains());
  const acme = createAcmeService({
    ...{ state, serving, settings, wanted, describe, answers, clock },
    log: silentLogger,
    openAuthority: () => authority,
    readTrusted: async () => [],
    tryReach: options.tryReach ?? (async () => ({ kind: 'reached' })),
    newToken: () => randomBytes(16).toString('base64url'),
    random: () => 0,
    sleep: async (ms) => void waits.push(ms),
  });
  const service = createCertificateService({ acme, state, serving, describe, wanted, clock });
  return { ...{ service, answers, serving, waits }, [Symbol.asyncDispose]: () => acme[Symbol.asyncDispose]() };
}

function nobody(): CertificateAuthority {
  const none = () =>
    Promise.reject(
      new Failure('unavailable', 'nobody is there', {
        detail: { reason: 'acme-unreachable', said: 'nobody is there', type: null, retryAfterMs: null, names: [] },
      }),
    );
  return {
    ...{ terms: none, register: none, order: none, showOrder: none },
    ...{ authorization: none, respond: none, finalize: none, download: none },
  };
}
