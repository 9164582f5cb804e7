/** Signed requests: RFC 8555 section 6.2, in the form of RFC 7515 section 7.2.2. Keys are ECDSA P-256 (ES256). */
import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** A public key as JSON, with the members that its thumbprint is made of, in their order. RFC 8555 section 8.1 */
export interface PublicJwk {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y: string;
}

/** A key and what says whose it is: the address of an account, or for who has none yet the public key itself. */
export interface JwsSigner {
  readonly privateKey: string;
  readonly accountUrl: string | null;
}

/** @param payload null for a POST-as-GET, whose payload is empty. RFC 8555 section 6.3 */
export function signRequest(signer: JwsSigner, url: string, nonce: string, payload: unknown): string {
  const key = createPrivateKey(signer.privateKey);
  const identity = signer.accountUrl === null ? { jwk: publicJwk(key) } : { kid: signer.accountUrl };
  const head = encode({ alg: 'ES256', ...identity, nonce, url });
  const body = payload === null ? '' : encode(payload);
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' });
  return JSON.stringify({ protected: head, payload: body, signature: signature.toString('base64url') });
}

/** Ties the key to an account elsewhere. RFC 8555 section 7.3.4 */
export function bindExternalAccount(
  privateKey: string,
  external: { readonly keyId: string; readonly macKey: string },
  url: string,
): object {
  const head = encode({ alg: 'HS256', kid: external.keyId, url });
  const body = encode(publicJwk(createPrivateKey(privateKey)));
  const mac = createHmac('sha256', Buffer.from(external.macKey, 'base64url')).update(`${head}.${body}`);
  return { protected: head, payload: body, signature: mac.digest('base64url') };
}

/** What is to be answered for a token. RFC 8555 section 8.1 */
export function keyAuthorization(token: string, privateKey: string): string {
  const { crv, kty, x, y } = publicJwk(createPrivateKey(privateKey));
  const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y }));
  return `${token}.${thumbprint.digest('base64url')}`;
}

function publicJwk(privateKey: KeyObject): PublicJwk {
  const { crv = '', kty = '', x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { crv, kty, x, y };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
