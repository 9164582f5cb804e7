/** The server's certificate: what it is, whether it has the names that it should, and another one in its place. P10 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { type Caller, mustReachAll } from '../access/caller.ts';
import { type AcmeService, type AcmeStatus, told } from './acme-service.ts';
import type { CertificateState } from './certificate-state.ts';
import { checkCertificate, type GivenCertificate } from './check-certificate.ts';
import type { CertificateDescription } from './describe-certificate.ts';
import type { CertificateServing, CertificateSource } from './serving.ts';
import type { WantedName } from './wanted-names.ts';

export interface CoveredName extends WantedName {
  readonly isCovered: boolean;
}

export interface CertificateStatus {
  readonly source: CertificateSource;
  readonly description: CertificateDescription;
  readonly wanted: readonly CoveredName[];
}

/** The certificate is the whole server's: who does not reach all gets Failure `no-permission`. */
export interface CertificateService {
  readonly acme: AcmeService;
  show(by: Caller): Promise<CertificateStatus & { readonly acme: AcmeStatus }>;
  /**
   * Takes a certificate from the next handshake on, for good, and ends the orders at an authority; sessions stay.
   * Throws Failure `invalid` (`detail.reason` is a `CertificateFault`), `conflict` (the configuration names files).
   *
   * @returns what it is, also where it was only looked at.
   */
  upload(by: Caller, given: GivenCertificate, options: { readonly isDryRun: boolean }): Promise<CertificateStatus>;
  /** Throws Failure `conflict` (the configuration names files). */
  useSelfMade(by: Caller): Promise<void>;
}

export interface CertificateServiceDeps {
  readonly acme: AcmeService;
  readonly state: CertificateState;
  readonly serving: CertificateServing;
  readonly describe: (chain: string) => CertificateDescription;
  readonly wanted: () => Promise<readonly WantedName[]>;
  readonly clock: Clock;
}

export function createCertificateService(deps: CertificateServiceDeps): CertificateService {
  const { acme, state, serving, describe, wanted, clock } = deps;

  const statusOf = async (source: CertificateSource, chain: string): Promise<CertificateStatus> => {
    const description = describe(chain);
    const names = await wanted();
    const withCover = names.map((each) => ({ ...each, isCovered: description.covers(each.name) }));
    return { source, description, wanted: withCover };
  };
  const mustNotBeFiles = () => {
    if (serving.source !== 'files') return;
    throw new Failure('conflict', 'the configuration names the certificate', {
      detail: { reason: 'certificate-files' },
    });
  };
  /** An order under way would put its certificate in the place of the one that somebody has just chosen. */
  const withoutOrders = async (by: Caller) => {
    if (acme.status().record?.isOn === true) await acme.stop(by);
  };

  return {
    acme,

    async show(by) {
      mustReachAll(by);
      return { ...(await statusOf(serving.source, serving.chain)), acme: acme.status() };
    },

    async upload(by, given, { isDryRun }) {
      mustReachAll(by);
      mustNotBeFiles();
      const atMs = clock.nowMs();
      const usable = checkCertificate(given, atMs);
      serving.check(usable);
      const status = await statusOf('uploaded', usable.chain);
      if (isDryRun) return status;
      await withoutOrders(by);
      const { chain, privateKey } = usable;
      const certificate = {
        ...({ source: 'uploaded', chain, sinceMs: atMs } as const),
        sealedKey: state.seal('certificate', privateKey),
      };
      const before = told(serving.source, describe(serving.chain));
      const after = told('uploaded', status.description);
      await state.write({ certificate }, { by, atMs, action: 'certificate.upload', before, after });
      serving.use('uploaded', usable);
      return status;
    },

    async useSelfMade(by) {
      mustReachAll(by);
      mustNotBeFiles();
      if (serving.source === 'self-made') return;
      await withoutOrders(by);
      const before = told(serving.source, describe(serving.chain));
      await serving.useSelfMade();
      const after = told('self-made', describe(serving.chain));
      const entry = { by, atMs: clock.nowMs(), action: 'certificate.use-self-made', before, after };
      await state.write({ certificate: null }, entry);
    },
  };
}
