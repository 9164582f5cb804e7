import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import type { AccountId } from '../ports/ids.ts';
import { oneTimePassword } from './credentials.ts';

test('a one-time password is five groups of four, without what is read wrongly, and never the same', () => {
  const made = Array.from({ length: 200 }, oneTimePassword);
  for (const password of made) expect(password).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){4}$/);
  expect(new Set(made).size).toBe(made.length);
});

describe('hashing what an import deferred', () => {
  async function withImported() {
    const directory = await openTestDirectory();
    const accounts = await directory.users.createMany(
      ['ann', 'ben'].map((userId) => ({ userId, mail: `${userId}@example.test`, password: 'correct horse' })),
      { defer: true },
    );
    const verifiers = () =>
      Promise.all(
        accounts.map(async (account) => {
          const [credential] = await directory.store.reader().directory.credentials(account as AccountId);
          return credential?.verifier ?? '';
        }),
      );
    return { directory, accounts: accounts as AccountId[], verifiers };
  }

  test('is done once for each, and not again', async () => {
    const { directory, accounts, verifiers } = await withImported();
    await using _ = directory;
    expect(await directory.credentials.hashDeferred(accounts, AbortSignal.timeout(20_000))).toBe(2);
    const hashed = await verifiers();
    expect(hashed.every((verifier) => verifier.startsWith('$argon2id$'))).toBe(true);
    expect(await directory.credentials.hashDeferred(accounts, AbortSignal.timeout(20_000))).toBe(0);
    expect(await verifiers()).toEqual(hashed);
  });

  test('stops when the server does', async () => {
    const { directory, accounts, verifiers } = await withImported();
    await using _ = directory;
    expect(await directory.credentials.hashDeferred(accounts, AbortSignal.abort())).toBe(0);
    expect((await verifiers()).every((verifier) => verifier.startsWith('$sealed$'))).toBe(true);
  });

  test('does not bring an old password back that was changed meanwhile', async () => {
    const { directory, accounts } = await withImported();
    await using _ = directory;
    const hashing = directory.credentials.hashDeferred(accounts.slice(0, 1), AbortSignal.timeout(20_000));
    await directory.users.setPassword('ann', 'battery staple');
    await hashing;
    const signIn = (password: string) =>
      directory.authenticator.verifyPassword(
        { login: 'ann', peerAddress: '192.0.2.7', isTrustedPeer: false, service: 'imap' },
        password,
      );
    await expect(signIn('battery staple')).resolves.toMatchObject({ userId: 'ann' });
    await expect(signIn('correct horse')).rejects.toMatchObject({ code: 'authentication-failed' });
  });
});
