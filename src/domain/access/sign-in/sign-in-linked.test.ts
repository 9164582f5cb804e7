/** Who is kept by a remote directory, and signs in with a passkey alone. DI7, DI9 */
import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { TestPasskey } from '../../../../test/support/passkeys.ts';
import { RemoteInMemory } from '../../../../test/support/remote-in-memory.ts';
import { SYSTEM } from '../caller.ts';

const PASSWORD = 'secret of ann';
const PEER = { peerAddress: '192.0.2.9', isTrustedPeer: false, client: 'Firefox' };
const SERVER = {
  ...({ url: 'ldaps://ldap.example.org', base: 'dc=example,dc=org', kind: 'openldap', signIn: null } as const),
  ...{ authorities: null, fingerprint: null, isPlain: false },
} as const;

test('the password that is no longer asked for does not stand behind the session', async () => {
  const remote = new RemoteInMemory();
  remote.people = [{ id: 'id-ann', uid: 'ann', mail: 'ann@example.test', password: PASSWORD }];
  await using office = await openTestDirectory({ open: remote.open });
  await office.users.create({ userId: 'ann', mail: 'ann@example.test', password: 'local of ann' });
  await office.users.setPassword('ann', 'one time of ann', { mustChange: true });
  const sample = { login: 'ann', password: PASSWORD };
  await office.remoteDirectory.connect(SYSTEM, SERVER, { sample, isDryRun: false, createsDomains: false });
  const { ownPasskeys, signIn } = office.signInServices;
  const by = await office.caller('ann');
  const passkey = new TestPasskey();
  const made = await ownPasskeys.begin(by);
  await ownPasskeys.finish(by, 'key', made.challenge, passkey.registration(made));
  // It knows its owner once it was shown together with the password.
  const step = await signIn.begin('ann', PASSWORD, PEER);
  if ('secret' in step || step.passkeyOptions === null) throw new Error('no passkey was asked for');
  await signIn.continue(step.challenge, { kind: 'passkey', response: passkey.assertion(step.passkeyOptions) });
  const alone = signIn.beginPasskey();
  const signedIn = await signIn.withPasskey(alone.challenge, passkey.assertion(alone), PEER);
  expect(signedIn).toMatchObject({ userId: 'ann', mustChangePassword: false });
  const kept = await office.store.reader().directory.credentials((await office.users.get('ann')).account);
  const [session] = await office.sessions.list(by.reach.account ?? (0 as never));
  expect(kept.find(({ id }) => id === session?.credential)?.kind).toBe('remote-password');
});
