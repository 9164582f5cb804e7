/** Endpoints of the server's certificate. P10 */
import type { AcmeStatus } from '../../../domain/certificates/acme-service.ts';
import type { CertificateStatus } from '../../../domain/certificates/certificates.ts';
import type { AcmeRunView, AcmeStatusView, CertificateView } from '../../../wire/admin/certificate-schemas.ts';
import type { Handlers } from '../handler.ts';

const DAY_MS = 86_400_000;

export const certificateHandlers: Handlers<'certificate'> = {
  async 'certificate.show'(_request, { certificates, clock }, by) {
    const { acme, ...status } = await certificates.show(by);
    return { ...viewCertificate(status, clock.nowMs()), acme: viewAcme(acme) };
  },
  async 'certificate.upload'({ body }, { certificates, clock }, by) {
    const { chain, privateKey = null, passphrase = null, isDryRun } = body;
    const status = await certificates.upload(by, { chain, privateKey, passphrase }, { isDryRun });
    return viewCertificate(status, clock.nowMs());
  },
  async 'certificate.use-self-made'(_request, { certificates }, by) {
    await certificates.useSelfMade(by);
    return {};
  },
  'certificate.acme-terms': (_request, { certificates }, by) => certificates.acme.terms(by),
  async 'certificate.acme-start'({ body }, { certificates }, by) {
    await certificates.acme.start(by, body.externalAccount ?? null);
    return viewAcme(certificates.acme.status());
  },
  async 'certificate.acme-stop'(_request, { certificates }, by) {
    await certificates.acme.stop(by);
    return viewAcme(certificates.acme.status());
  },
  async 'certificate.acme-renew'(_request, { certificates }, by) {
    certificates.acme.renew(by);
    return viewAcme(certificates.acme.status());
  },
};

function viewCertificate({ source, description, wanted }: CertificateStatus, nowMs: number): CertificateView {
  const { subject, issuer, names, notBeforeMs, notAfterMs, fingerprint, keyType, chainState } = description;
  return {
    ...{ source, isSelfMade: source === 'self-made', subject, issuer, names: [...names] },
    notBefore: time(notBeforeMs),
    notAfter: time(notAfterMs),
    daysLeft: Math.floor((notAfterMs - nowMs) / DAY_MS),
    ...{ fingerprint, keyType, chain: chainState },
    wantedNames: wanted.map((each) => ({ ...each })),
  };
}

function viewAcme({ record, nextRenewalMs, isRunning, run }: AcmeStatus): AcmeStatusView {
  return {
    isOn: record?.isOn ?? false,
    isRunning,
    account:
      record === null
        ? null
        : {
            directory: record.directory,
            url: record.accountUrl,
            contact: record.contact,
            termsOfService: record.termsOfService,
            agreedAt: time(record.agreedAtMs),
          },
    nextOrderAt: nextRenewalMs === null ? null : time(nextRenewalMs),
    failures: record?.failures ?? 0,
    run: run === null ? null : viewRun(run),
  };
}

function viewRun({ startedAtMs, endedAtMs, steps, names, problem }: NonNullable<AcmeStatus['run']>): AcmeRunView {
  return {
    startedAt: time(startedAtMs),
    endedAt: endedAtMs === null ? null : time(endedAtMs),
    ...{ steps, names, problem },
  };
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
