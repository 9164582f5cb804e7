/** Certificates and keys as text between dashes: PEM. */
import { X509Certificate } from 'node:crypto';
import { Failure } from '../../base/failure.ts';

/** More than any chain has. */
const MAX_CERTIFICATES = 20;
const MAX_BLOCK_CHARACTERS = 64 * 1024;
/** Up to the next dashes, so that a text of beginnings alone is not gone through again and again. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----(?:(?!-----)[^])+-----END \1-----/g;

export interface PemBlock {
  readonly label: string;
  readonly text: string;
}

/** Whatever stands between them is passed over. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)]
    .filter(([block]) => block.length <= MAX_BLOCK_CHARACTERS)
    .map(([block, label = '']) => ({ label, text: block }));
}

/** In the order of the text. Throws Failure `invalid`: none, too many, one that cannot be read. */
export function readCertificates(text: string): X509Certificate[] {
  const blocks = pemBlocks(text).filter(({ label }) => label === 'CERTIFICATE');
  if (blocks.length === 0) throw badCertificate('certificate-none', 'no certificate (PEM)');
  if (blocks.length > MAX_CERTIFICATES) throw badCertificate('certificate-too-many', 'too many certificates');
  return blocks.map((block) => {
    try {
      return new X509Certificate(block.text);
    } catch (cause) {
      throw badCertificate('certificate-unreadable', 'a certificate that cannot be read', {}, cause);
    }
  });
}

export type CertificateFault =
  | 'certificate-none'
  | 'certificate-too-many'
  | 'certificate-unreadable'
  | 'certificate-expired'
  | 'certificate-not-yet'
  | 'certificate-not-for-servers'
  | 'certificate-without-names'
  | 'certificate-other-key'
  | 'key-none'
  | 'key-unreadable'
  | 'key-needs-passphrase'
  | 'key-wrong-passphrase'
  | 'key-protection'
  | 'key-kind';

export function badCertificate(
  reason: CertificateFault,
  message: string,
  values: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): Failure {
  const field = reason.startsWith('key-') ? 'privateKey' : 'chain';
  return new Failure('invalid', message, { detail: { field, reason, ...values }, cause });
}
