/** A certificate authority without a network, that does what the test says and issues real certificates. */
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeCertificate } from '../../src/config/tls/certificate.ts';
import type {
  AcmeAuthorization,
  AcmeOrder,
  CertificateAuthority,
} from '../../src/domain/ports/certificate-authority.ts';

export interface StandInAuthority extends CertificateAuthority {
  /** What it was asked for, in order. */
  readonly asked: string[];
  /** Of whoever registered. */
  readonly accountKeys: ReadonlySet<string>;
  /** What it finds when it looks at the challenges. */
  verdict: AcmeAuthorization['status'];
  /** Fails an order, when it is set. */
  refusal: Error | null;
  /** Names of the certificate, where they are not those of the order. */
  issuesFor: readonly string[] | null;
  lifetimeMs: number;
  /** From when its certificates are valid. */
  nowMs: () => number;
}

const URL = 'https://ca.example.test';

/** @param answerTo what the server would answer to its challenges. */
export function createStandInAuthority(answerTo: (token: string) => string | null): StandInAuthority {
  const { privateKey: issuerKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const asked: string[] = [];
  const accountKeys = new Set<string>();
  const seen = new Set<string>();
  let names: readonly string[] = [];
  let certificate = '';
  const orderNow = (status: AcmeOrder['status']): AcmeOrder => ({
    ...{ url: `${URL}/order/1`, status, finalize: `${URL}/finalize/1`, problem: null, retryAfterMs: null },
    authorizations: names.map((name) => `${URL}/authorization/${name}`),
    certificate: status === 'valid' ? `${URL}/certificate/1` : null,
  });

  const authority: StandInAuthority = {
    ...{
      asked,
      accountKeys,
      verdict: 'valid',
      refusal: null,
      issuesFor: null,
      lifetimeMs: 90 * 86_400_000,
      nowMs: Date.now,
    },
    terms: async () => ({ termsOfService: 'https://ca.example.org/terms', website: null, needsExternalAccount: false }),
    async register({ privateKey }) {
      accountKeys.add(privateKey);
      asked.push('register');
      return `${URL}/account/1`;
    },
    async order(_account, ordered) {
      asked.push(`order ${ordered.join(' ')}`);
      if (authority.refusal !== null) throw authority.refusal;
      names = ordered;
      certificate = '';
      seen.clear();
      return orderNow('pending');
    },
    async showOrder() {
      const isProved = authority.verdict === 'valid' && names.every((name) => seen.has(name));
      return orderNow(certificate !== '' ? 'valid' : isProved ? 'ready' : 'pending');
    },
    async authorization(_account, url) {
      const name = url.slice(`${URL}/authorization/`.length);
      const isOver = seen.has(name);
      return {
        ...{ name, status: isOver ? authority.verdict : 'pending', retryAfterMs: null },
        problem: isOver && authority.verdict !== 'valid' ? 'connection refused' : null,
        challenge: { url, token: `token-of-${name}`, keyAuthorization: `answer-of-${name}`, isPending: !isOver },
      };
    },
    async respond(_account, url) {
      const name = url.slice(`${URL}/authorization/`.length);
      asked.push(`look at ${name}: ${answerTo(`token-of-${name}`) ?? 'nothing'}`);
      seen.add(name);
    },
    async finalize(_account, _order, request) {
      asked.push('finalize');
      const notBeforeMs = authority.nowMs() - 1000;
      certificate = await writeCertificate({
        ...{ subject: 'issued', issuer: 'Stand-in CA', issuerKey, serialNumber: randomBytes(16) },
        subjectKey: createPrivateKey(request.privateKey),
        ...{ notBeforeMs, notAfterMs: notBeforeMs + authority.lifetimeMs },
        use: { names: authority.issuesFor ?? request.names },
      });
      return orderNow('valid');
    },
    async download() {
      asked.push('download');
      return certificate;
    },
  };
  return authority;
}
