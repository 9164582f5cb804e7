/** EXTERNAL: RFC 4422 appendix A, with the certificate that the client showed to TLS. */
import { Failure } from '../../../base/failure.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import type { Mechanism } from '../mechanism.ts';
import { prepareLogin } from '../prepare-login.ts';

export const external: Mechanism = {
  name: 'EXTERNAL',
  async run(context) {
    const identity = decodeUtf8(await context.first());
    if (identity.includes('\0')) throw new Failure('invalid', 'NUL in an identity');
    const certificate = context.tls?.clientCertificate ?? null;
    if (certificate === null) throw new Failure('unsupported', 'no certificate was shown');
    const { mailAddresses, subject } = certificate;
    const attempt = context.attempt(mailAddresses[0] ?? subject);
    const signedIn = await context.authenticator.verifyCertificate(attempt, mailAddresses);
    return { principal: await context.authenticator.authorise(signedIn, prepareLogin(identity)), finalData: null };
  },
};
