import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { bindExternalAccount, keyAuthorization, signRequest } from './jws.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const URL = 'https://ca.example.test/new-order';
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

interface Flattened {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

test.each([
  ['who has no account yet shows the key', null],
  ['who has one names it', 'https://ca.example.test/account/1'],
])('%s', (_, accountUrl) => {
  const signed = JSON.parse(signRequest({ privateKey, accountUrl }, URL, 'n0nce', { a: 1 })) as Flattened;
  const head = decoded(signed.protected);
  expect(head).toMatchObject({ alg: 'ES256', nonce: 'n0nce', url: URL });
  // One of the two, never both: RFC 8555 section 6.2
  expect([head['kid'], typeof head['jwk']]).toEqual(
    accountUrl === null ? [undefined, 'object'] : [accountUrl, 'undefined'],
  );
  expect(JSON.stringify(head)).not.toContain('"d"');
  const bytes = Buffer.from(`${signed.protected}.${signed.payload}`);
  const key = {
    key: createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' })),
    dsaEncoding: 'ieee-p1363',
  } as const;
  expect(verify('sha256', bytes, key, Buffer.from(signed.signature, 'base64url'))).toBe(true);
  expect(decoded(signed.payload)).toEqual({ a: 1 });
});

test('a request that only looks has an empty payload', () => {
  const signed = JSON.parse(signRequest({ privateKey, accountUrl: URL }, URL, 'n', null)) as Flattened;
  expect(signed.payload).toBe('');
});

test('an external account signs the key with its own', () => {
  const macKey = Buffer.from('a key of the other account, long enough').toString('base64url');
  const bound = bindExternalAccount(privateKey, { keyId: 'k1', macKey }, URL) as Flattened;
  expect(decoded(bound.protected)).toEqual({ alg: 'HS256', kid: 'k1', url: URL });
  expect(decoded(bound.payload)).toMatchObject({ kty: 'EC', crv: 'P-256' });
  const mac = createHmac('sha256', Buffer.from(macKey, 'base64url')).update(`${bound.protected}.${bound.payload}`);
  expect(bound.signature).toBe(mac.digest('base64url'));
});

test('a key authorization is the token and the thumbprint of the key', () => {
  const [token, thumbprint = ''] = keyAuthorization('t0ken', privateKey).split('.');
  expect(token).toBe('t0ken');
  expect(Buffer.from(thumbprint, 'base64url')).toHaveLength(32);
  expect(keyAuthorization('t0ken', privateKey)).toBe(keyAuthorization('t0ken', privateKey));
});
