/** Who may sign in where: archived users, credentials that are for some services only; and what is noted of it. */
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { silentLogger } from '../../base/log.ts';
import type { Credential } from '../ports/directory.ts';
import { applyOne } from '../ports/store.ts';
import { noteUses } from './note-uses.ts';
import type { LoginAttempt } from './principal.ts';

const attempt = (service: LoginAttempt['service'], login = 'bob'): LoginAttempt => {
  return { login, service, peerAddress: '192.0.2.7', isTrustedPeer: false };
};

async function openOffice() {
  const office = await openTestDirectory();
  const account = await office.users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
  const kept = () => office.store.reader().directory.credentials(account);
  const addAppPassword = async (password: string, services: Credential['services']) => {
    const made = await office.credentials.forPassword(password, []);
    const credential = { ...made, kind: 'app-password', label: password, services } as const;
    await applyOne(office.store, { kind: 'set-credential', account, credential });
  };
  const signIn = (service: LoginAttempt['service'], password: string) =>
    office.authenticator.verifyPassword(attempt(service), password);
  return Object.assign(office, { account, kept, addAppPassword, signIn });
}

const refused = { code: 'authentication-failed' };

test('a principal has the domains of its role', async () => {
  await using office = await openOffice();
  expect(await office.signIn('imap', 'correct horse')).toMatchObject({ role: 'user', roleDomains: [] });
  await office.users.update('bob', { role: 'help-desk', roleDomains: ['example.test'] });
  const { id } = await office.domains.get('example.test');
  expect(await office.signIn('imap', 'correct horse')).toMatchObject({ role: 'help-desk', roleDomains: [id] });
});

test('a credential for some services is refused by the others, also while it is remembered', async () => {
  await using office = await openOffice();
  await office.addAppPassword('phone of bob', ['imap', 'submission']);
  await office.signIn('imap', 'phone of bob');
  await office.signIn('submission', 'phone of bob');
  await expect(office.signIn('pop3', 'phone of bob')).rejects.toMatchObject(refused);
  await expect(office.signIn('admin', 'phone of bob')).rejects.toMatchObject(refused);
  await office.signIn('pop3', 'correct horse');
  await office.addAppPassword('nowhere at all', []);
  await expect(office.signIn('imap', 'nowhere at all')).rejects.toMatchObject(refused);
});

test('SCRAM offers the credential of the service', async () => {
  await using office = await openOffice();
  await office.addAppPassword('phone of bob', ['imap']);
  const [password] = await office.kept();
  await applyOne(office.store, {
    kind: 'delete-credential',
    account: office.account,
    credential: password?.id ?? (0 as never),
  });
  const [phone] = await office.kept();
  const imap = await office.authenticator.beginScram(attempt('imap'));
  expect(await imap.succeed()).toMatchObject({ credential: phone?.id });
  const pop3 = await office.authenticator.beginScram(attempt('pop3'));
  await expect(pop3.succeed()).rejects.toMatchObject(refused);
});

describe('an archived user', () => {
  test('does not sign in, with no mechanism, until he is restored', async () => {
    await using office = await openOffice();
    await office.signIn('imap', 'correct horse');
    await office.users.archive('bob');
    await expect(office.signIn('imap', 'correct horse')).rejects.toMatchObject(refused);
    const scram = await office.authenticator.beginScram(attempt('imap'));
    await expect(scram.succeed()).rejects.toMatchObject(refused);
    await office.users.restore('bob');
    await office.signIn('imap', 'correct horse');
  });
});

test('a synonym of a domain tells nothing of who exists', async () => {
  await using office = await openOffice();
  await office.domains.update('example.test', { synonyms: ['example.net'] });
  const saltOf = async (login: string) => {
    const { keys } = await office.authenticator.beginScram(attempt('imap', login));
    return Buffer.from(keys.salt).toString('hex');
  };
  const salts = await Promise.all(['bob', 'bob@example.test', 'bob@example.net'].map(saltOf));
  expect(new Set(salts).size).toBe(1);
  const nobodys = await Promise.all(['nobody', 'nobody@example.test', 'nobody@example.net'].map(saltOf));
  expect(new Set(nobodys).size).toBe(1);
  expect(await saltOf('nobody@example.org')).not.toBe(nobodys[0]);
});

describe('the last use of a credential', () => {
  test('is noted behind the back of the sign-in', async () => {
    await using office = await openOffice();
    const before = Date.now();
    await office.signIn('imap', 'correct horse');
    await expect.poll(async () => (await office.kept())[0]).toMatchObject({ lastUsedFrom: '192.0.2.7' });
    expect((await office.kept())[0]?.lastUsedAtMs).toBeGreaterThanOrEqual(before);
  });

  test('at most every quarter of an hour, and never twice at once', async () => {
    const applied: number[] = [];
    let nowMs = 1_000_000;
    let finish = () => {};
    const store = {
      async apply([{ atMs }]: [{ readonly atMs: number }]) {
        applied.push(atMs);
        await new Promise<void>((resolve) => (finish = resolve));
        throw new Error('the disk');
      },
    };
    const warnings: unknown[] = [];
    const note = noteUses({
      store: store as never,
      clock: { nowMs: () => nowMs, monotonicMs: () => 0 },
      log: { warn: (fields: unknown) => warnings.push(fields) } as never,
    });
    const credential = (lastUsedAtMs: number | null) => ({ id: 1, lastUsedAtMs }) as unknown as Credential;
    const settle = async () => {
      finish();
      await new Promise((resolve) => setImmediate(resolve));
    };
    note(credential(null), '192.0.2.7');
    note(credential(null), '192.0.2.8');
    expect(applied).toEqual([nowMs]);
    await settle();
    // Nobody fails for it, and it is tried again.
    expect(warnings).toHaveLength(1);
    note(credential(nowMs), '192.0.2.7');
    nowMs += 15 * 60_000 - 1;
    note(credential(1_000_000), '192.0.2.7');
    expect(applied).toHaveLength(1);
    nowMs += 1;
    note(credential(1_000_000), '192.0.2.7');
    expect(applied).toHaveLength(2);
    await settle();
  });

  test('are noted once in a quarter of an hour, also by who knows of the credential as it was before', async () => {
    const applied: number[] = [];
    let nowMs = 1_000_000;
    const store = {
      apply: async ([{ atMs }]: readonly [{ readonly atMs: number }]) => {
        applied.push(atMs);
        return [{ ok: true, value: null }];
      },
    };
    const clock = { nowMs: () => nowMs, monotonicMs: () => 0 };
    const note = noteUses({ store: store as never, clock, log: silentLogger });
    const known = { id: 1, lastUsedAtMs: null } as unknown as Credential;
    for (let i = 0; i < 3; i += 1) {
      note(known, '192.0.2.7');
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(applied).toEqual([1_000_000]);
    nowMs += 15 * 60_000;
    note(known, '192.0.2.7');
    expect(applied).toHaveLength(2);
  });
});
