/** Signing in step by step, and every way around it. DI9, SECURITY "OTP replay" */
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { importedHashes } from '../../../../test/support/imported-hashes.ts';
import { TestPasskey } from '../../../../test/support/passkeys.ts';
import { VirtualTime } from '../../../../test/support/virtual-time.ts';
import { silentLogger } from '../../../base/log.ts';
import { createSignInServices, passkeySite } from '../../../composition/sign-in-services.ts';
import { decodeBase32 } from '../../../formats/otp/base32.ts';
import { totp } from '../../../formats/otp/totp.ts';
import { FLAG } from '../../../formats/webauthn/fixtures/soft-authenticator.ts';
import { applyOne } from '../../ports/store.ts';
import { SYSTEM } from '../caller.ts';
import { createPasswordHasher } from '../password-hash.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { SecondStep, SignedIn } from './sign-in.ts';

const PASSWORD = 'correct horse battery';
const START_MS = Date.UTC(2026, 10, 23, 12);
const STEP_MS = 30_000;
const PEER = { peerAddress: '192.0.2.7', isTrustedPeer: false, client: 'Firefox' };
const FAILED = { code: 'authentication-failed' };
const OVER = { code: 'authentication-failed', detail: { reason: 'challenge-over' } };

async function openOffice() {
  const clock = new VirtualTime(START_MS);
  const directory = await openTestDirectory({ clock });
  const { services, signInServices, store, sessions, authenticator } = directory;
  const { signIn, ownFactors, ownPasskeys } = signInServices;
  const people = ['alice', 'bob'].map((userId) => ({ userId, mail: `${userId}@example.test`, password: PASSWORD }));
  await services.users.createMany(SYSTEM, people, { defer: true });
  const alice = await directory.caller('alice');
  const addTotp = async (who = 'alice') => {
    const by = await directory.caller(who);
    const { id, secret } = await ownFactors.beginTotp(by, 'phone');
    const code = (steps = 0) => totp(decodeBase32(secret), clock.nowMs() + steps * STEP_MS);
    const { recoveryCodes } = await ownFactors.confirmTotp(by, id, code());
    await clock.advance(STEP_MS);
    return { id, code, recoveryCodes: recoveryCodes ?? [] };
  };
  const addPasskey = async (who = 'alice', label = 'key') => {
    const by = await directory.caller(who);
    const passkey = new TestPasskey();
    const options = await ownPasskeys.begin(by);
    await ownPasskeys.finish(by, label, options.challenge, passkey.registration(options));
    return passkey;
  };
  const begin = (login = 'alice', password = PASSWORD) => signIn.begin(login, password, PEER);
  const step = async (login?: string): Promise<SecondStep> => {
    const answer = await begin(login);
    if ('secret' in answer) throw new Error('signed in at once');
    return answer;
  };
  const show = async (code: string, login?: string) =>
    signIn.continue((await step(login)).challenge, { kind: 'totp', code });
  const whoIs = ({ secret }: SignedIn) => sessions.verify(secret, { services: ['http'], address: '192.0.2.7' });
  const factors = async () => store.reader().directory.secondFactors(alice.reach.account ?? (0 as never));
  const byImap = (password: string) =>
    authenticator.verifyPassword({ ...PEER, login: 'alice', service: 'imap' }, password);
  const extras = { clock, signIn, ownFactors, ownPasskeys, alice, addTotp, addPasskey, begin, step, show };
  return Object.assign(directory, extras, { whoIs, factors, byImap });
}

function secretOf(answer: SignedIn | SecondStep): SignedIn {
  if ('secret' in answer) return answer;
  throw new Error('asked for more');
}

describe('without a second factor', () => {
  test('the password opens a session of a browser', async () => {
    await using office = await openOffice();
    const signedIn = secretOf(await office.begin('alice@example.test'));
    expect(signedIn).toMatchObject({ userId: 'alice', mustChangePassword: false });
    expect(await office.whoIs(signedIn)).toMatchObject({ userId: 'alice', session: signedIn.session });
    expect(await office.sessions.verify(signedIn.secret, { services: ['imap'], address: '' })).toBeNull();
    await expect(office.begin('alice', 'wrong horse')).rejects.toMatchObject(FAILED);
    await expect(office.begin('nobody')).rejects.toMatchObject(FAILED);
    expect(office.delays).toHaveLength(2);
  });

  test('a one-time password opens one that says so', async () => {
    await using office = await openOffice();
    await office.users.setPassword('alice', 'read over the phone', { mustChange: true });
    const signedIn = secretOf(await office.begin('alice', 'read over the phone'));
    expect(signedIn.mustChangePassword).toBe(true);
    expect(await office.whoIs(signedIn)).toMatchObject({ mustChangePassword: true });
  });

  test('of an account that is switched off: its owner is told, who knows the password, and nobody else', async () => {
    await using office = await openOffice();
    await office.users.update('alice', { isEnabled: false });
    await expect(office.begin('alice', 'wrong horse')).rejects.toMatchObject(FAILED);
    await expect(office.begin()).rejects.toMatchObject({ code: 'disabled' });
    await expect(office.byImap(PASSWORD)).rejects.toMatchObject(FAILED);
    // Both are failures: they count, and are answered as slowly.
    expect(office.delays).toHaveLength(3);
  });

  test('after too many failures it is told when the next attempt counts', async () => {
    await using office = await openOffice();
    await office.settings.set(SYSTEM, 'authFailuresPerAddressMinute', '1');
    await expect(office.begin('alice', 'wrong horse')).rejects.toMatchObject(FAILED);
    await office.clock.advance(20_000);
    await expect(office.begin()).rejects.toMatchObject({ code: 'too-many', detail: { retryAfterSeconds: 40 } });
  });

  test('an app password opens none', async () => {
    await using office = await openOffice();
    const { password } = await office.signInServices.ownAppPasswords.make(office.alice, { label: 'phone' });
    await office.byImap(password);
    await expect(office.begin('alice', password)).rejects.toMatchObject(FAILED);
  });

  test('signing out ends the session', async () => {
    await using office = await openOffice();
    const signedIn = secretOf(await office.begin());
    const principal = await office.whoIs(signedIn);
    await office.signIn.end(principal ?? { account: 0 as never });
    expect(await office.whoIs(signedIn)).toBeNull();
  });
});

describe('codes', () => {
  test('of the present time, and one step around it; each works once', async () => {
    await using office = await openOffice();
    const { code } = await office.addTotp();
    const asked = await office.step();
    expect(asked).toMatchObject({ kinds: ['totp', 'recovery'], passkeyOptions: null });
    const signedIn = await office.signIn.continue(asked.challenge, { kind: 'totp', code: code() });
    expect(await office.whoIs(signedIn)).toMatchObject({ userId: 'alice' });
    await expect(office.show(code())).rejects.toMatchObject(FAILED);
    await expect(office.show(code(-1))).rejects.toMatchObject(FAILED);
    await office.show(code(1));
    await office.clock.advance(2 * STEP_MS);
    await expect(office.show(code(2))).rejects.toMatchObject(FAILED);
    await expect(office.show(code(-2))).rejects.toMatchObject(FAILED);
    await office.show(` ${code().slice(0, 3)} ${code().slice(3)} `);
  });

  test('of two who show one code at the same moment one is in', async () => {
    await using office = await openOffice();
    const { code } = await office.addTotp();
    for (let round = 0; round < 5; round += 1) {
      const asked = await Promise.all(Array.from({ length: 6 }, () => office.step()));
      const tried = await Promise.allSettled(
        asked.map(({ challenge }) => office.signIn.continue(challenge, { kind: 'totp', code: code() })),
      );
      expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await office.clock.advance(60 * 60_000);
    }
  });

  test('of two who come with one challenge one is heard', async () => {
    await using office = await openOffice();
    const { code, recoveryCodes } = await office.addTotp();
    const { challenge } = await office.step();
    const tried = await Promise.allSettled([
      office.signIn.continue(challenge, { kind: 'totp', code: code() }),
      office.signIn.continue(challenge, { kind: 'recovery', code: recoveryCodes[0] ?? '' }),
    ]);
    expect(tried.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(office.signIn.continue(challenge, { kind: 'totp', code: code(1) })).rejects.toMatchObject(OVER);
  });

  test('after some wrong ones the password has to be given again', async () => {
    await using office = await openOffice();
    const { code } = await office.addTotp();
    const { challenge } = await office.step();
    const guess = (text: string) => office.signIn.continue(challenge, { kind: 'totp', code: text });
    for (let i = 0; i < 4; i += 1) await expect(guess('000000')).rejects.toMatchObject(FAILED);
    const last = await office.step();
    await office.signIn.continue(last.challenge, { kind: 'totp', code: code() });
    await office.clock.advance(STEP_MS);
    await expect(guess('000000')).rejects.not.toMatchObject(OVER);
    await expect(guess(code())).rejects.toMatchObject(OVER);
  });

  test('a challenge is over after five minutes', async () => {
    await using office = await openOffice();
    const { code } = await office.addTotp();
    const { challenge } = await office.step();
    await office.clock.advance(5 * 60_000);
    await expect(office.signIn.continue(challenge, { kind: 'totp', code: code() })).rejects.toMatchObject(OVER);
  });

  test('nobody guesses on: wrong ones count against the address, and against the account from everywhere', async () => {
    await using office = await openOffice();
    await office.settings.set(SYSTEM, 'authWrongCodesPerAccount', 4);
    await office.settings.set(SYSTEM, 'authFailuresPerAddressMinute', 1000);
    const { code, recoveryCodes } = await office.addTotp();
    const passkey = await office.addPasskey();
    const guesses = Array.from({ length: 10 }, async (_, i) => {
      const answer = await office.signIn.begin('alice', PASSWORD, { ...PEER, peerAddress: `198.51.100.${i}` });
      if ('secret' in answer) throw new Error('signed in at once');
      return office.signIn.continue(answer.challenge, { kind: i % 2 === 0 ? 'totp' : 'recovery', code: '000000' });
    });
    const codes = (await Promise.allSettled(guesses)).map((one) => one.status === 'rejected' && one.reason.code);
    // Four codes, and five that nobody guesses.
    expect(codes.filter((one) => one === 'authentication-failed')).toHaveLength(9);
    expect(codes.filter((one) => one === 'too-many')).toHaveLength(1);
    // Also the right one; passkeys and recovery codes still do, with the same challenge.
    const { challenge, passkeyOptions } = await office.step();
    const tooMany = { code: 'too-many' };
    await expect(office.signIn.continue(challenge, { kind: 'totp', code: code() })).rejects.toMatchObject(tooMany);
    const recovery = { kind: 'recovery', code: recoveryCodes[0] ?? '' } as const;
    await office.signIn.continue((await office.step()).challenge, recovery);
    const [entry] = await office.store.reader().audit.list({ limit: 1 });
    const actor = { name: 'alice', address: PEER.peerAddress };
    expect(entry).toMatchObject({ action: 'user.use-recovery-code', actor, target: { name: 'alice' } });
    if (passkeyOptions === null) throw new Error('there is a passkey');
    const response = passkey.assertion(passkeyOptions);
    expect(await office.signIn.continue(challenge, { kind: 'passkey', response })).toMatchObject({ userId: 'alice' });
    await office.clock.advance(24 * 60 * 60_000);
    await office.show(code());
  });

  test('wrong ones are wrong passwords to the limits of an address', async () => {
    await using office = await openOffice();
    const { code } = await office.addTotp();
    const limit = office.settings.get('authFailuresPerAddressMinute');
    for (let i = 0; i < limit; i += 1) await expect(office.show('000000')).rejects.toMatchObject(FAILED);
    await expect(office.begin()).rejects.toMatchObject({ code: 'too-many' });
    await office.clock.advance(60_000);
    await office.show(code());
  });

  test('a right password does not make an address one that is known', async () => {
    await using office = await openOffice();
    await office.addTotp();
    await office.settings.set(SYSTEM, 'authFailuresPerAccount', 3);
    await office.settings.set(SYSTEM, 'authWrongCodesPerAccount', 1000);
    for (let i = 0; i < 3; i += 1) await expect(office.show('000000')).rejects.toMatchObject(FAILED);
    await expect(office.begin()).rejects.toMatchObject({ code: 'too-many' });
  });

  test('those of somebody else do not do', async () => {
    await using office = await openOffice();
    const alices = await office.addTotp();
    const bobs = await office.addTotp('bob');
    await expect(office.show(bobs.code())).rejects.toMatchObject(FAILED);
    await expect(office.show(alices.code(), 'bob')).rejects.toMatchObject(FAILED);
    await office.show(alices.code());
    await office.show(bobs.code(), 'bob');
  });

  test('a sealed secret that was copied into the row of another proves nothing there', async () => {
    await using office = await openOffice();
    const alices = await office.addTotp();
    const bobs = await office.addTotp('bob');
    const [row] = await office.factors();
    const { account } = await office.users.get('bob');
    const [theirs] = await office.store.reader().directory.secondFactors(account);
    if (row === undefined || theirs === undefined) throw new Error('both have one');
    // As whoever can write into the database would do it.
    const use = { kind: 'use-second-factor', factor: theirs.id, counter: theirs.counter + 1, atMs: 0 } as const;
    await applyOne(office.store, { ...use, secret: row.secret });
    await office.clock.advance(5 * STEP_MS);
    await expect(office.show(alices.code(), 'bob')).rejects.toMatchObject(FAILED);
    await expect(office.show(bobs.code(), 'bob')).rejects.toMatchObject(FAILED);
  });

  test('what was begun and not confirmed is asked for by nobody', async () => {
    await using office = await openOffice();
    const { id, secret } = await office.ownFactors.beginTotp(office.alice, 'phone');
    secretOf(await office.begin());
    await office.byImap(PASSWORD);
    const wrong = office.ownFactors.confirmTotp(office.alice, id, '000000');
    await expect(wrong).rejects.toMatchObject({ code: 'invalid', detail: { reason: 'wrong-code' } });
    const code = totp(decodeBase32(secret), office.clock.nowMs());
    await office.ownFactors.confirmTotp(office.alice, id, code);
    // The one that confirmed it has been used.
    await expect(office.show(code)).rejects.toMatchObject(FAILED);
  });

  test('a password that was changed between the two steps opens nothing', async () => {
    await using office = await openOffice();
    const { code } = await office.addTotp();
    const { challenge } = await office.step();
    await office.users.setPassword('alice', `${PASSWORD} staple`);
    await expect(office.signIn.continue(challenge, { kind: 'totp', code: code() })).rejects.toMatchObject(OVER);
  });
});

describe('recovery codes', () => {
  test('each works once, however it is typed', async () => {
    await using office = await openOffice();
    const { recoveryCodes } = await office.addTotp();
    expect(recoveryCodes).toHaveLength(10);
    const recover = async (code: string) =>
      office.signIn.continue((await office.step()).challenge, { kind: 'recovery', code });
    const [first = '', second = ''] = recoveryCodes;
    await recover(first);
    await expect(recover(first)).rejects.toMatchObject(FAILED);
    await recover(second.toUpperCase().replaceAll('-', ' '));
    expect((await office.ownFactors.list(office.alice)).at(-1)).toMatchObject({ kind: 'recovery', codesLeft: 8 });
    await expect(office.show(recoveryCodes[2] ?? '')).rejects.toMatchObject(FAILED);
  });

  test('two at the same moment both work, the same one does not', async () => {
    await using office = await openOffice();
    const { recoveryCodes } = await office.addTotp();
    const steps = await Promise.all(Array.from({ length: 4 }, () => office.step()));
    const tried = await Promise.allSettled(
      steps.map(({ challenge }, i) =>
        office.signIn.continue(challenge, { kind: 'recovery', code: recoveryCodes[i % 2] ?? '' }),
      ),
    );
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect((await office.ownFactors.list(office.alice)).at(-1)).toMatchObject({ codesLeft: 8 });
  });

  test('new ones make the old ones void', async () => {
    await using office = await openOffice();
    const none = office.ownFactors.newRecoveryCodes(office.alice);
    await expect(none).rejects.toMatchObject({ code: 'invalid', detail: { reason: 'no-second-factor' } });
    const { recoveryCodes } = await office.addTotp();
    const next = await office.ownFactors.newRecoveryCodes(office.alice);
    expect(next.filter((code) => recoveryCodes.includes(code))).toEqual([]);
    const recover = async (code = '') =>
      office.signIn.continue((await office.step()).challenge, { kind: 'recovery', code });
    await expect(recover(recoveryCodes[0])).rejects.toMatchObject(FAILED);
    await recover(next[0]);
  });
});

describe('passkeys', () => {
  async function withPasskey() {
    const office = await openOffice();
    const passkey = await office.addPasskey();
    const ask = async () => {
      const { challenge, passkeyOptions } = await office.step();
      if (passkeyOptions === null) throw new Error('there is a passkey');
      return { challenge, options: passkeyOptions };
    };
    return Object.assign(office, { passkey, ask });
  }

  test('as the second step', async () => {
    await using office = await withPasskey();
    const { challenge, options } = await office.ask();
    expect(options).toMatchObject({ rpId: 'mail.example.test', userVerification: 'preferred' });
    expect(options.allowCredentials.map(({ id }) => id)).toEqual([office.passkey.device.id.toString('base64url')]);
    const response = office.passkey.assertion(options);
    await office.signIn.continue(challenge, { kind: 'passkey', response });
    await expect(office.signIn.continue(challenge, { kind: 'passkey', response })).rejects.toMatchObject(OVER);
  });

  test('the answer to another challenge is refused, and its own challenge is over', async () => {
    await using office = await withPasskey();
    const [first, second] = [await office.ask(), await office.ask()];
    const response = office.passkey.assertion(first.options);
    const prove = { kind: 'passkey', response } as const;
    await expect(office.signIn.continue(second.challenge, prove)).rejects.toMatchObject(FAILED);
    await expect(office.signIn.continue(second.challenge, prove)).rejects.toMatchObject(OVER);
  });

  test('an answer of another account is refused, also with a key that is registered there', async () => {
    await using office = await withPasskey();
    const bobs = await office.addPasskey('bob');
    const { challenge, options } = await office.ask();
    const response = bobs.assertion(options);
    await expect(office.signIn.continue(challenge, { kind: 'passkey', response })).rejects.toMatchObject(FAILED);
  });

  test.each([
    ['another origin', { clientData: { origin: 'https://mail.example.test.example.org' } }],
    ['another port', { clientData: { origin: 'https://mail.example.test:8443' } }],
    ['another site', { site: 'example.test' }],
    ['nobody there', { flags: FLAG.uv }],
  ])('%s is refused', async (_, odd) => {
    await using office = await withPasskey();
    const { challenge, options } = await office.ask();
    const response = office.passkey.assertion(options, odd);
    await expect(office.signIn.continue(challenge, { kind: 'passkey', response })).rejects.toMatchObject(FAILED);
  });

  test('a counter that goes back, or stays, is of a copy', async () => {
    await using office = await withPasskey();
    const show = async (signCount: number) => {
      const { challenge, options } = await office.ask();
      const response = office.passkey.assertion(options, { signCount });
      return office.signIn.continue(challenge, { kind: 'passkey', response });
    };
    // Those that do not count go on for ever.
    for (const count of [0, 0, 0, 5, 9]) await show(count);
    for (const count of [9, 8, 0]) await expect(show(count)).rejects.toMatchObject(FAILED);
    await show(10);
    expect(await office.factors()).toMatchObject([{ kind: 'passkey', counter: 6 }, { kind: 'recovery' }]);
  });

  test('several, each by itself', async () => {
    await using office = await withPasskey();
    const second = await office.addPasskey('alice', 'spare key');
    for (const passkey of [office.passkey, second]) {
      const { challenge, options } = await office.ask();
      expect(options.allowCredentials).toHaveLength(2);
      await office.signIn.continue(challenge, { kind: 'passkey', response: passkey.assertion(options) });
    }
  });

  test('alone, where it verifies its owner', async () => {
    await using office = await withPasskey();
    const options = office.signIn.beginPasskey();
    expect(options).toMatchObject({ allowCredentials: [], userVerification: 'required' });
    const response = office.passkey.assertion(options);
    const signedIn = await office.signIn.withPasskey(options.challenge, response, PEER);
    expect(await office.whoIs(signedIn)).toMatchObject({ userId: 'alice' });
    await office.users.setPassword('alice', `${PASSWORD} staple`);
    expect(await office.whoIs(signedIn)).toBeNull();
  });

  test('alone: not one that has verified nobody until then, whoever gives it a PIN now', async () => {
    await using office = await openOffice();
    const passkey = new TestPasskey();
    const made = await office.ownPasskeys.begin(office.alice);
    const registration = passkey.registration(made, { flags: FLAG.up | FLAG.at });
    await office.ownPasskeys.finish(office.alice, 'found in a drawer', made.challenge, registration);
    const alone = () => {
      const options = office.signIn.beginPasskey();
      return office.signIn.withPasskey(options.challenge, passkey.assertion(options), PEER);
    };
    await expect(alone()).rejects.toMatchObject(FAILED);
    // With the password besides it is its owner who has given it one.
    const show = async (flags: number) => {
      const { challenge, passkeyOptions } = await office.step();
      if (passkeyOptions === null) throw new Error('there is a passkey');
      const response = passkey.assertion(passkeyOptions, { flags });
      return office.signIn.continue(challenge, { kind: 'passkey', response });
    };
    await show(FLAG.up);
    await expect(alone()).rejects.toMatchObject(FAILED);
    await show(FLAG.up | FLAG.uv);
    await show(FLAG.up);
    expect(await alone()).toMatchObject({ userId: 'alice' });
  });

  test('alone: each challenge opens one thing, in whatever form it is shown', async () => {
    await using office = await withPasskey();
    const { challenge, rpId } = office.signIn.beginPasskey();
    const response = office.passkey.assertion({ challenge, rpId });
    const finish = (shown: string) => office.signIn.withPasskey(shown, response, PEER);
    const tried = await Promise.allSettled(Array.from({ length: 5 }, () => finish(challenge)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const other of [challenge, `${challenge}=`, `${challenge}==`, ` ${challenge}`, lastBitsOf(challenge)]) {
      await expect(finish(other)).rejects.toMatchObject(FAILED);
    }
  });

  test('alone: from where too many have failed none is looked at, unless many are behind that address', async () => {
    await using office = await withPasskey();
    const made = Buffer.alloc(64, 1).toString('base64url');
    const show = (challenge: string, peer = PEER) => {
      const { rpId } = office.signIn.beginPasskey();
      return office.signIn.withPasskey(challenge, office.passkey.assertion({ challenge, rpId }), peer);
    };
    const right = () => office.signIn.beginPasskey().challenge;
    await office.settings.set(SYSTEM, 'authFailuresPerAddressMinute', 3);
    for (let i = 0; i < 3; i += 1) await expect(show(made)).rejects.toMatchObject(FAILED);
    await expect(show(right())).rejects.toMatchObject({ code: 'too-many' });
    expect(await show(right(), { ...PEER, isTrustedPeer: true })).toMatchObject({ userId: 'alice' });
    expect(await show(right(), { ...PEER, peerAddress: '203.0.113.9' })).toMatchObject({ userId: 'alice' });
    await office.clock.advance(60_000);
    expect(await show(right())).toMatchObject({ userId: 'alice' });
  });

  test('alone: what is not ours, too old, or of nobody is refused', async () => {
    await using office = await withPasskey();
    const { rpId } = office.signIn.beginPasskey();
    const made = Buffer.alloc(64, 1).toString('base64url');
    const shown = (challenge: string) =>
      office.signIn.withPasskey(challenge, office.passkey.assertion({ challenge, rpId }), PEER);
    await expect(shown(made)).rejects.toMatchObject(FAILED);
    const old = office.signIn.beginPasskey();
    await office.clock.advance(5 * 60_000);
    await expect(shown(old.challenge)).rejects.toMatchObject(FAILED);
    const options = office.signIn.beginPasskey();
    const finish = (response: ReturnType<TestPasskey['assertion']>) =>
      office.signIn.withPasskey(options.challenge, response, PEER);
    const right = office.passkey.assertion(options);
    await expect(finish({ ...right, userHandle: null })).rejects.toMatchObject(FAILED);
    await expect(finish({ ...right, userHandle: Buffer.alloc(16) })).rejects.toMatchObject(FAILED);
    const unverified = office.passkey.assertion(options, { flags: FLAG.up });
    await expect(finish(unverified)).rejects.toMatchObject(FAILED);
    const bobs = await office.addPasskey('bob');
    await expect(finish({ ...bobs.assertion(options), userHandle: right.userHandle })).rejects.toMatchObject(FAILED);
    await office.users.update('alice', { isEnabled: false });
    await expect(finish(right)).rejects.toMatchObject(FAILED);
    await office.users.update('alice', { isEnabled: true });
    await finish(right);
  });
});

describe('what the password alone is worth then', () => {
  test('nothing where the factor cannot be asked for, nor by SCRAM; app passwords are', async () => {
    await using office = await openOffice();
    await office.byImap(PASSWORD);
    await office.addTotp();
    await expect(office.byImap(PASSWORD)).rejects.toMatchObject({ code: 'authentication-failed', detail: {} });
    const attempt = { ...PEER, login: 'alice', service: 'imap' } as const;
    await expect((await office.authenticator.beginScram(attempt)).succeed()).rejects.toMatchObject(FAILED);
    const { password } = await office.signInServices.ownAppPasswords.make(office.alice, { label: 'phone' });
    expect(await office.byImap(password)).toMatchObject({ userId: 'alice' });
    await expect(office.byImap(PASSWORD)).rejects.toMatchObject(FAILED);
    expect(await (await office.authenticator.beginScram(attempt)).succeed()).toMatchObject({ userId: 'alice' });
    await office.signInServices.userFactors.reset(SYSTEM, 'alice');
    await office.byImap(PASSWORD);
    secretOf(await office.begin());
  });

  test('with the first factor the other browsers are signed out', async () => {
    await using office = await openOffice();
    const [here, there] = [secretOf(await office.begin()), secretOf(await office.begin())];
    const by = { ...office.alice, session: here.session };
    const { id, secret } = await office.ownFactors.beginTotp(by, 'phone');
    expect(await office.whoIs(there)).not.toBeNull();
    const code = totp(decodeBase32(secret), office.clock.nowMs());
    await office.ownFactors.confirmTotp(by, id, code);
    expect(await office.whoIs(here)).not.toBeNull();
    expect(await office.whoIs(there)).toBeNull();
    const [entry] = await office.store.reader().audit.list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'user.end-sessions', before: { clients: [PEER.client] } });
    // Not with the second one.
    await office.clock.advance(STEP_MS);
    const again = await office.show(totp(decodeBase32(secret), office.clock.nowMs()));
    await office.addPasskey();
    expect(await office.whoIs(again)).not.toBeNull();
  });

  test('the first factor that comes while somebody signs in is asked for', async () => {
    await using office = await openOffice();
    const { store, settings, box, clock, authenticator, sessions } = office;
    const opened: SignedIn['session'][] = [];
    const slow: Sessions = {
      ...sessions,
      async open(request) {
        await office.addTotp();
        const made = await sessions.open(request);
        opened.push(made.session.id);
        return made;
      },
    };
    const hasher = createPasswordHasher({ box, importedHashes });
    const base = { store, settings, hasher, box, authenticator, clock, log: silentLogger };
    const { signIn } = createSignInServices({ ...base, sessions: slow, site: passkeySite('mail.example.test', null) });
    await expect(signIn.begin('alice', PASSWORD, PEER)).rejects.toMatchObject(OVER);
    expect(opened).toHaveLength(1);
    expect(await sessions.list(office.alice.reach.account ?? (0 as never))).toEqual([]);
  });
});

/** The same octets, as lenient readers see it: the last character has bits that count for nothing. */
function lastBitsOf(challenge: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return challenge.slice(0, -1) + alphabet[alphabet.indexOf(challenge.at(-1) ?? '') ^ 1];
}
