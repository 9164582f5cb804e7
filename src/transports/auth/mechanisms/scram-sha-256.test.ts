/** What the server adds to the exchange itself: its nonce, without which an old exchange could be played again. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { Failure } from '../../../base/failure.ts';
import type { Principal } from '../../../domain/access/principal.ts';
import type { AccountId } from '../../../domain/ports/ids.ts';
import type { MechanismContext, SaslAuthenticator } from '../mechanism.ts';
import { scramSha256 } from './scram-sha-256.ts';

const SALT = Buffer.from('salt of the earth');
const ITERATIONS = 4096;
const CLIENT_NONCE = 'always-the-same';
const ALICE: Principal = {
  account: 1 as AccountId,
  userId: 'alice',
  role: 'user',
  roleDomains: [],
  credential: null,
  mustChangePassword: false,
};

const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();
const salted = pbkdf2Sync('secret', SALT, ITERATIONS, 32, 'sha256');
const clientKey = hmac(salted, 'Client Key');
const storedKey = createHash('sha256').update(clientKey).digest();

const fail = async () => {
  throw new Failure('authentication-failed', 'wrong');
};
const keys = { salt: SALT, iterations: ITERATIONS, storedKey, serverKey: hmac(salted, 'Server Key') };
const authenticator: SaslAuthenticator = {
  verifyPassword: fail,
  verifyToken: fail,
  verifyCertificate: fail,
  beginScram: async () => ({ keys, succeed: async () => ALICE, fail }),
  authorise: async (principal) => principal,
};

/** Runs an exchange of who knows the password, and returns the nonce that the server asked for. */
async function exchange(answerTo: (nonce: string) => string): Promise<string> {
  const bare = `n=alice,r=${CLIENT_NONCE}`;
  let asked = '';
  const context: MechanismContext = {
    authenticator,
    tls: null,
    offersChannelBinding: false,
    attempt: (login) => ({ login, peerAddress: '192.0.2.1', isTrustedPeer: false, service: 'imap' }),
    takeInitialResponse: () => null,
    first: async () => Buffer.from(`n,,${bare}`),
    ask: async (serverFirst) => {
      asked = /^r=([^,]+)/.exec(serverFirst)?.[1] ?? '';
      const withoutProof = `c=biws,r=${answerTo(asked)}`;
      const signature = hmac(storedKey, [bare, serverFirst, withoutProof].join(','));
      const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0)));
      return Buffer.from(`${withoutProof},p=${proof.toString('base64')}`);
    },
  };
  expect(await scramSha256.run(context)).toMatchObject({ principal: ALICE });
  return asked;
}

test('the nonce begins with that of the client, and is another each time: RFC 5802 section 5.1', async () => {
  const nonces = [await exchange((nonce) => nonce), await exchange((nonce) => nonce)];
  for (const nonce of nonces) {
    expect(nonce.startsWith(CLIENT_NONCE)).toBe(true);
    // 18 octets in base64.
    expect(nonce.slice(CLIENT_NONCE.length)).toMatch(/^[A-Za-z0-9+/]{24}$/);
  }
  expect(nonces[0]).not.toBe(nonces[1]);
});

test.each([
  ['its own part alone', () => CLIENT_NONCE],
  ['another', (nonce: string) => `${nonce.slice(0, -1)}${nonce.endsWith('A') ? 'B' : 'A'}`],
  ['more than it was given', (nonce: string) => `${nonce}x`],
])('a client that answers with %s is refused, though it knows the password', async (_, answerTo) => {
  await expect(exchange(answerTo)).rejects.toMatchObject({ code: 'authentication-failed' });
});
