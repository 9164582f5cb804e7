/** What is kept of second factors, and what authenticators keep of people: bound to one account, telling nothing. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { SecretBox } from '../../../base/secret-box.ts';
import type { AccountId, SecondFactorId } from '../../ports/ids.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';
import { createFactorSecrets } from './factor-secrets.ts';
import { createUserHandles } from './user-handles.ts';

const [ANN, BOB] = [1, 2_000_000] as AccountId[] as [AccountId, AccountId];
const factor = (kind: SecondFactor['kind'], account: AccountId, secret: Uint8Array): SecondFactor => ({
  ...{ id: 1 as SecondFactorId, kind, account, secret, label: '', counter: 0 },
  ...{ confirmedAtMs: 0, createdAtMs: 0, lastUsedAtMs: null },
});

test('a secret opens for its account and kind, under its key', () => {
  const secrets = createFactorSecrets(new SecretBox(randomBytes(32)));
  const key = randomBytes(20);
  const sealed = secrets.sealTotp(ANN, key);
  expect(secrets.openTotp(factor('totp', ANN, sealed))).toEqual(key);
  expect(secrets.openTotp(factor('totp', BOB, sealed))).toBeNull();
  expect(secrets.openRecovery(factor('recovery', ANN, sealed))).toBeNull();
  expect(secrets.openTotp(factor('totp', ANN, sealed.subarray(1)))).toBeNull();
  expect(secrets.openTotp(factor('totp', ANN, Buffer.alloc(0)))).toBeNull();
  const others = createFactorSecrets(new SecretBox(randomBytes(32)));
  expect(others.openTotp(factor('totp', ANN, sealed))).toBeNull();
  const hashes = ['ab', 'cd'];
  expect(secrets.openRecovery(factor('recovery', BOB, secrets.sealRecovery(BOB, hashes)))).toEqual(hashes);
});

test('a passkey comes back as it was', () => {
  const secrets = createFactorSecrets(new SecretBox(randomBytes(32)));
  const said = { signCount: 4_294_967_295, isBackupEligible: true, hasVerifiedUser: false };
  const passkey = { id: randomBytes(64), publicKey: randomBytes(77), ...said };
  expect(secrets.openPasskey(factor('passkey', ANN, secrets.sealPasskey(ANN, passkey)))).toEqual(passkey);
});

test('a handle leads back to its account, and to no other', () => {
  const box = new SecretBox(randomBytes(32));
  const handles = createUserHandles(box);
  for (const account of [0, 1, 2, 255, 256, 2 ** 21 - 1] as AccountId[]) {
    const handle = handles.of(account);
    expect(handle).toHaveLength(16);
    expect(createUserHandles(box).of(account)).toEqual(handle);
    expect(handles.accountOf(handle)).toBe(account);
    for (let bit = 0; bit < 128; bit += 1) {
      const changed = Buffer.from(handle);
      changed.writeUInt8((changed[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
      expect(handles.accountOf(changed)).toBeNull();
    }
  }
  expect(createUserHandles(new SecretBox(randomBytes(32))).accountOf(handles.of(ANN))).toBeNull();
  for (const length of [0, 15, 17, 32, 64]) expect(handles.accountOf(randomBytes(length))).toBeNull();
});
