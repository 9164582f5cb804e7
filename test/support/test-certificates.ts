/** Certificates for tests: an authority, and servers' certificates of it. */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { writeCertificate } from '../../src/config/tls/certificate.ts';

export interface TestCertificate {
  /** PEM: the server's certificate, then the authority's. */
  readonly cert: string;
  readonly key: string;
}

export interface TestAuthority {
  readonly pem: string;
  issue(
    names: readonly string[],
    options?: { readonly isExpired?: boolean; readonly isAlone?: boolean },
  ): Promise<TestCertificate>;
}

const DAY_MS = 86_400_000;

export async function createTestAuthority(): Promise<TestAuthority> {
  const authorityKey = newKey();
  const nowMs = Date.now();
  const validity = { notBeforeMs: nowMs - 10 * DAY_MS, notAfterMs: nowMs + 10 * DAY_MS };
  const issuer = 'Test CA';
  const make = (
    subject: string,
    subjectKey: KeyObject,
    use: 'authority' | { names: readonly string[] },
    times = validity,
  ) =>
    writeCertificate({
      subject,
      issuer,
      subjectKey,
      issuerKey: authorityKey,
      serialNumber: randomBytes(16),
      use,
      ...times,
    });
  const pem = await make(issuer, authorityKey, 'authority');
  return {
    pem,
    async issue(names, { isExpired = false, isAlone = false } = {}) {
      const key = newKey();
      const times = isExpired ? { ...validity, notAfterMs: nowMs - DAY_MS } : validity;
      const own = await make(names[0] ?? 'server', key, { names }, times);
      return { cert: isAlone ? own : own + pem, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}
