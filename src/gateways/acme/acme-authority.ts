/** A certificate authority over ACME: RFC 8555. Orders, HTTP challenges and certificates, for ECDSA P-256 keys. */
import type { Clock } from '../../base/clock.ts';
import type {
  AcmeAccount,
  CertificateAuthority,
  OpenCertificateAuthority,
} from '../../domain/ports/certificate-authority.ts';
import { refusal } from './acme-problem.ts';
import { createSend, type SendDeps } from './acme-request.ts';
import { certificateRequest } from './certificate-request.ts';
import { bindExternalAccount, type JwsSigner, keyAuthorization } from './jws.ts';
import {
  type AcmeDirectory,
  readAccountUrl,
  readAuthorization,
  readChain,
  readDirectory,
  readOrder,
} from './read-answers.ts';
import { createPostSigned } from './signed-requests.ts';

export type AcmeAuthorityDeps = Omit<SendDeps, 'authorities'> & { readonly clock: Clock };

/** Nothing is asked before it is needed; the directory is read once. */
export function createOpenAuthority(deps: AcmeAuthorityDeps): OpenCertificateAuthority {
  return (directoryUrl, authorities) => openAuthority(directoryUrl, { ...deps, authorities });
}

function openAuthority(directoryUrl: string, deps: SendDeps & { readonly clock: Clock }): CertificateAuthority {
  const { clock } = deps;
  const send = createSend(deps);
  let known: AcmeDirectory | null = null;
  const directory = async (signal: AbortSignal): Promise<AcmeDirectory> => {
    if (known !== null) return known;
    const response = await send({ method: 'GET', url: directoryUrl }, signal);
    if (response.status !== 200) throw refusal(response, clock.nowMs());
    known = readDirectory(response);
    return known;
  };
  const post = createPostSigned({ send, clock, nonceUrl: async (signal) => (await directory(signal)).newNonce });
  const as = ({ url, privateKey }: AcmeAccount): JwsSigner => ({ privateKey, accountUrl: url });
  const show = (account: AcmeAccount, url: string, signal: AbortSignal) =>
    post({ signer: as(account), url, payload: null }, signal);

  return {
    terms: async (signal) => (await directory(signal)).terms,

    async register({ privateKey, contact, externalAccount }, signal) {
      const { newAccount } = await directory(signal);
      const payload = {
        termsOfServiceAgreed: true,
        ...(contact === null ? {} : { contact: [`mailto:${contact}`] }),
        ...(externalAccount === null
          ? {}
          : { externalAccountBinding: bindExternalAccount(privateKey, externalAccount, newAccount) }),
      };
      // For a key that has an account already, this is that account. RFC 8555 section 7.3
      return readAccountUrl(await post({ signer: { privateKey, accountUrl: null }, url: newAccount, payload }, signal));
    },

    async order(account, names, signal) {
      const { newOrder } = await directory(signal);
      const payload = { identifiers: names.map((value) => ({ type: 'dns', value })) };
      return readOrder(await post({ signer: as(account), url: newOrder, payload }, signal), null, clock.nowMs());
    },

    showOrder: async (account, url, signal) => readOrder(await show(account, url, signal), url, clock.nowMs()),

    async authorization(account, url, signal) {
      const authorize = (token: string) => keyAuthorization(token, account.privateKey);
      return readAuthorization(await show(account, url, signal), authorize, clock.nowMs());
    },

    async respond(account, url, signal) {
      // RFC 8555 section 7.5.1: an empty object, in contrast to a request that only looks.
      await post({ signer: as(account), url, payload: {} }, signal);
    },

    async finalize(account, order, { names, privateKey }, signal) {
      const payload = { csr: certificateRequest(names, privateKey).toString('base64url') };
      const response = await post({ signer: as(account), url: order.finalize, payload }, signal);
      return readOrder(response, order.url, clock.nowMs());
    },

    async download(account, url, signal) {
      const accept = 'application/pem-certificate-chain';
      return readChain(await post({ signer: as(account), url, payload: null, accept }, signal));
    },
  };
}
