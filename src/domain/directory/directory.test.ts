import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { SYSTEM } from '../access/caller.ts';
import type { AliasPatch } from './alias-requests.ts';
import type { DomainPatch } from './domains.ts';
import { importUsers } from './user-import.ts';
import type { UserPatch } from './user-requests.ts';

const fails = (code: string, detail: object = {}) =>
  expect.objectContaining({ code, detail: expect.objectContaining(detail) });

describe('domains', () => {
  test('a new domain has a postmaster that leads to admin', async () => {
    await using directory = await openTestDirectory();
    await directory.domains.create('Example.ORG', 'The other one');
    expect(await directory.domains.get('example.org')).toMatchObject({ name: 'example.org', isPrimary: false });
    const postmaster = await directory.aliases.get('postmaster@example.org');
    expect(postmaster.isPostmaster).toBe(true);
    expect(await Promise.all(postmaster.members.map(directory.aliases.nameMember))).toEqual(['admin']);
    await expect(directory.aliases.delete('postmaster@example.org')).rejects.toEqual(fails('in-use'));
    await expect(directory.domains.create('example.org')).rejects.toEqual(fails('already-exists'));
  });

  test('a domain with users is not deleted, and says who', async () => {
    await using directory = await openTestDirectory();
    await directory.domains.create('example.org');
    await directory.users.create({ userId: 'bob', mail: 'bob@example.org', password: 'correct horse' });
    await expect(directory.domains.delete('example.org')).rejects.toEqual(
      fails('in-use', { dependents: expect.arrayContaining([expect.stringContaining('bob')]) }),
    );
    await directory.users.delete('bob');
    await directory.domains.delete('example.org');
    await expect(directory.domains.get('example.org')).rejects.toEqual(fails('not-found', { kind: 'domain' }));
  });

  test.each(['', 'a b', '[192.0.2.1]', 'x'.repeat(300), 'a..b', '-'])('%j is no domain', async (name) => {
    await using directory = await openTestDirectory();
    await expect(directory.domains.create(name)).rejects.toEqual(fails('invalid', { field: 'domain' }));
  });

  test('a catch-all is an address of this server; description and catch-all are changed one by one', async () => {
    await using directory = await openTestDirectory();
    const update = (patch: DomainPatch) => directory.domains.update('example.test', patch);
    for (const nobody of ['nobody@example.test', 'eve@example.com']) {
      await expect(update({ catchAll: nobody })).rejects.toEqual(fails('not-found', { kind: 'address' }));
    }
    const { account } = await directory.users.get('admin');
    await update({ catchAll: 'admin@example.test' });
    await update({ description: 'The first one' });
    const changed = { description: 'The first one', catchAll: { kind: 'user', account } };
    expect(await directory.domains.get('example.test')).toMatchObject(changed);
    await update({ catchAll: null });
    expect(await directory.domains.get('example.test')).toMatchObject({ ...changed, catchAll: null });
  });

  test('U-labels and A-labels are the same domain', async () => {
    await using directory = await openTestDirectory();
    await directory.domains.create('bücher.example.org');
    expect((await directory.domains.get('xn--bcher-kva.example.org')).name).toBe('xn--bcher-kva.example.org');
  });
});

describe('users', () => {
  test('an account is made with its mailboxes, beside INBOX', async () => {
    await using directory = await openTestDirectory();
    const account = await directory.users.create({
      userId: 'bob',
      mail: 'bob@example.test',
      password: 'correct horse',
    });
    const mailboxes = await directory.store.reader().mailboxes.list(account);
    expect(mailboxes.map(({ path }) => path).sort()).toEqual(['Archive', 'Drafts', 'INBOX', 'Junk', 'Sent', 'Trash']);
  });

  test('User IDs are unique over all domains, addresses within theirs, both without case', async () => {
    await using directory = await openTestDirectory();
    await directory.domains.create('example.org');
    await directory.users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
    const again = (userId: string, mail: string) => directory.users.create({ userId, mail, password: 'correct horse' });
    await expect(again('BOB', 'bob@example.org')).rejects.toEqual(fails('already-exists', { field: 'userId' }));
    await expect(again('bob2', 'Bob@example.test')).rejects.toEqual(fails('already-exists', { field: 'mail' }));
    await expect(again('bob3', 'postmaster@example.test')).rejects.toEqual(fails('already-exists', { field: 'mail' }));
    await again('bob2', 'bob@example.org');
  });

  test.each([
    ['too-short', 'short'],
    ['too-simple', 'aaaaaaaaaaaa'],
    ['is-the-name', 'bobby-tables'],
    ['is-the-name', 'Example.Test'],
    ['too-simple', 'example.test1'],
    ['has-controls', 'correct\u0000horse'],
    ['too-long', 'x1y2'.repeat(300)],
  ])('a password that is %s is refused', async (reason, password) => {
    await using directory = await openTestDirectory();
    const refused = directory.users.create({ userId: 'bobby-tables', mail: 'bob@example.test', password });
    await expect(refused).rejects.toEqual(fails('invalid', { reason: `password-${reason}` }));
  });

  test.each(['', 'a b', '../x', 'bob@example.test', 'x'.repeat(65), 'a\u0000b', '.bob', 'bob.'])(
    '%j is no User ID',
    async (userId) => {
      await using directory = await openTestDirectory();
      const refused = directory.users.create({ userId, mail: 'bob@example.test', password: 'correct horse' });
      await expect(refused).rejects.toEqual(fails('invalid', { field: 'userId' }));
    },
  );

  test('the last administrator stays', async () => {
    await using directory = await openTestDirectory();
    await expect(directory.users.delete('admin')).rejects.toEqual(fails('in-use'));
    await expect(directory.users.update('admin', { role: 'user' })).rejects.toEqual(fails('in-use'));
    await expect(directory.users.update('admin', { isEnabled: false })).rejects.toEqual(fails('in-use'));
  });

  test('admin stays, under its name: who manages the server on its own machine acts as admin', async () => {
    await using directory = await openTestDirectory();
    const boss = {
      userId: 'boss',
      mail: 'boss@example.test',
      password: 'correct horse',
      role: 'administrator',
    } as const;
    await directory.users.create(boss);
    const postmaster = { addOwners: ['boss'], removeOwners: ['admin'], addMembers: ['boss'], removeMembers: ['admin'] };
    await directory.aliases.update('postmaster@example.test', postmaster);
    await expect(directory.users.delete('admin')).rejects.toEqual(fails('in-use'));
    await expect(directory.users.update('ADMIN', { userId: 'chief' })).rejects.toEqual(fails('in-use'));
    await directory.users.update('admin', { userId: 'Admin' });
    expect(await directory.users.get('admin')).toMatchObject({ userId: 'Admin' });
  });

  test('a user who is the last member of an alias is not deleted, and the alias is named', async () => {
    await using directory = await openTestDirectory();
    await directory.users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
    await directory.aliases.create({ mail: 'sales@example.test', owners: ['bob'], members: ['bob'] });
    await expect(directory.users.delete('bob')).rejects.toEqual(
      fails('in-use', { dependents: ['sales@example.test'] }),
    );
    await directory.aliases.update('sales@example.test', { addOwners: ['admin'], addMembers: ['admin'] });
    await directory.users.delete('bob');
    const alias = await directory.aliases.get('sales@example.test');
    expect(await Promise.all(alias.members.map(directory.aliases.nameMember))).toEqual(['admin']);
  });

  test('changes keep what they do not name', async () => {
    await using directory = await openTestDirectory();
    await directory.users.create({
      userId: 'bob',
      mail: 'bob@example.test',
      password: 'correct horse',
      profile: { firstName: 'Bob', fax: '1' },
    });
    await directory.users.update('bob', { profile: { firstName: 'Robert' }, storageQuota: 1000 });
    expect(await directory.users.get('bob')).toMatchObject({
      profile: { firstName: 'Robert', fax: '1' },
      storageQuota: 1000,
    });
    await directory.users.update('bob', { mail: 'robert@example.test', userId: 'robert' });
    expect(await directory.users.get('robert')).toMatchObject({ localPart: 'robert' });
    await expect(directory.users.get('bob')).rejects.toEqual(fails('not-found'));
  });
});

describe('what is changed of a user', () => {
  test.each<[string, UserPatch]>([
    ['role', { role: 'administrator' }],
    ['whether the account is on', { isEnabled: false }],
    ['language', { language: 'de' }],
    ['storage quota', { storageQuota: 1000 }],
    ['message quota', { messageQuota: 10 }],
  ])('%s, and nothing else', async (_, patch) => {
    await using directory = await openTestDirectory();
    await directory.users.create({
      userId: 'bob',
      mail: 'bob@example.test',
      password: 'correct horse',
      language: 'pl',
      storageQuota: 2000,
      messageQuota: 20,
    });
    const before = await directory.users.get('bob');
    await directory.users.update('bob', patch);
    const after = await directory.users.get('bob');
    const { version, changedAtMs } = after;
    expect(after).toEqual({ ...before, ...patch, version, changedAtMs });
  });

  test('a user is neither made in nor moved to a domain that is not of this server', async () => {
    await using directory = await openTestDirectory();
    const bob = { userId: 'bob', mail: 'bob@example.com', password: 'correct horse' };
    await expect(directory.users.create(bob)).rejects.toEqual(fails('not-found', { kind: 'domain' }));
    await expect(directory.users.update('admin', { mail: 'admin@example.com' })).rejects.toEqual(
      fails('not-found', { kind: 'domain' }),
    );
  });
});

describe('aliases', () => {
  test('members are users, aliases and addresses elsewhere, each once', async () => {
    await using directory = await openTestDirectory();
    await directory.users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
    await directory.aliases.create({ mail: 'a@example.test', owners: ['admin'], members: ['admin'] });
    await directory.aliases.create({
      mail: 'b@example.test',
      owners: ['bob', 'bob'],
      members: ['bob', 'bob@example.test', 'a@example.test', 'eve@example.com', 'EVE@example.com'],
    });
    const alias = await directory.aliases.get('B@example.test');
    const names = await Promise.all(alias.members.map(directory.aliases.nameMember));
    expect(names).toEqual(['bob', 'a@example.test', 'eve@example.com']);
    expect(alias.owners).toHaveLength(1);
  });

  test('who is not among the members or owners cannot be removed, and nothing is changed', async () => {
    await using directory = await openTestDirectory();
    await directory.users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
    await directory.aliases.create({ mail: 'a@example.test', owners: ['admin'], members: ['admin'] });
    for (const patch of [{ removeMembers: ['bob'] }, { removeOwners: ['bob'] }]) {
      await expect(directory.aliases.update('a@example.test', { ...patch, description: 'new' })).rejects.toEqual(
        fails('not-found', { kind: 'member', name: 'bob' }),
      );
    }
    expect(await directory.aliases.get('a@example.test')).toMatchObject({ description: '' });
  });

  test('an alias is made in a domain of this server only', async () => {
    await using directory = await openTestDirectory();
    const elsewhere = { mail: 'a@example.com', owners: ['admin'], members: ['admin'] };
    await expect(directory.aliases.create(elsewhere)).rejects.toEqual(fails('not-found', { kind: 'domain' }));
  });

  test('description and membership are changed one by one', async () => {
    await using directory = await openTestDirectory();
    const update = (patch: AliasPatch) => directory.aliases.update('a@example.test', patch);
    await directory.aliases.create({ mail: 'a@example.test', owners: ['admin'], members: ['admin'] });
    expect(await directory.aliases.get('a@example.test')).toMatchObject({ description: '', membership: 'open' });
    await update({ membership: 'closed' });
    await update({ description: 'Sales' });
    expect(await directory.aliases.get('a@example.test')).toMatchObject({ description: 'Sales', membership: 'closed' });
  });

  test('renaming keeps owners and members', async () => {
    await using directory = await openTestDirectory();
    await directory.aliases.create({
      mail: 'a@example.test',
      owners: ['admin'],
      members: ['admin'],
      description: 'first',
    });
    await directory.aliases.update('a@example.test', { mail: 'b@example.test' });
    expect(await directory.aliases.get('b@example.test')).toMatchObject({ description: 'first' });
    await expect(directory.aliases.get('a@example.test')).rejects.toEqual(fails('not-found'));
    await expect(directory.aliases.update('b@example.test', { mail: 'b@example.org' })).rejects.toEqual(
      fails('invalid'),
    );
  });

  test.each([
    ['an owner who is not there', { owners: ['nobody'], members: ['admin'] }, 'not-found'],
    ['a member who is not there', { owners: ['admin'], members: ['nobody@example.test'] }, 'not-found'],
    ['no owner', { owners: [], members: ['admin'] }, 'invalid'],
  ])('%s is refused', async (_, request, code) => {
    await using directory = await openTestDirectory();
    await expect(directory.aliases.create({ mail: 'a@example.test', ...request })).rejects.toEqual(fails(code));
  });

  test('an alias is not its own member', async () => {
    await using directory = await openTestDirectory();
    await directory.aliases.create({ mail: 'a@example.test', owners: ['admin'], members: ['admin'] });
    await expect(directory.aliases.update('a@example.test', { addMembers: ['a@example.test'] })).rejects.toEqual(
      fails('invalid'),
    );
  });
});

describe('settings', () => {
  test('are checked, stored and put back', async () => {
    await using directory = await openTestDirectory();
    const { settings } = directory;
    const heard: string[] = [];
    settings.onChange((name) => heard.push(name));
    await settings.set(SYSTEM, 'defaultStorageQuota', '500M');
    expect(settings.get('defaultStorageQuota')).toBe(500 * 1024 * 1024);
    await settings.set(SYSTEM, 'defaultStorageQuota', 20);
    await settings.set(SYSTEM, 'defaultStorageQuota', 'NONE');
    expect(settings.get('defaultStorageQuota')).toBeNull();
    await settings.set(SYSTEM, 'cleartextAuthFrom', '127.0.0.0/8, ::1');
    expect(settings.get('cleartextAuthFrom')).toEqual(['127.0.0.0/8', '::1']);
    await settings.reset(SYSTEM, 'cleartextAuthFrom');
    expect(settings.get('cleartextAuthFrom')).toEqual([]);
    expect(heard).toEqual([
      'defaultStorageQuota',
      'defaultStorageQuota',
      'defaultStorageQuota',
      'cleartextAuthFrom',
      'cleartextAuthFrom',
    ]);
    await expect(settings.set(SYSTEM, 'cleartextAuthFrom', 'everywhere')).rejects.toEqual(
      fails('invalid', { field: 'cleartextAuthFrom' }),
    );
    await expect(settings.set(SYSTEM, 'smtpHardErrors', -1)).rejects.toEqual(fails('invalid'));
    await expect(settings.set(SYSTEM, '__proto__', 1)).rejects.toEqual(fails('not-found'));
  });
});

describe('import', () => {
  test('makes what it can and names the lines it refuses', async () => {
    await using directory = await openTestDirectory();
    const csv = [
      'User ID;Mail;Password;First name;Storage quota',
      'ann;ann@example.test;correct horse;Ann;500M',
      'ben;ben@example.test;short;Ben;',
      'cat;cat@nowhere.example.org;correct horse;Cat;',
      'ann;ann2@example.test;correct horse;;',
      'dan;dan@example.test;correct horse;;lots',
    ].join('\r\n');
    const trial = await importUsers(SYSTEM, directory.services.users, csv, { dryRun: true });
    expect(trial.refused.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    await expect(directory.users.get('ann')).rejects.toEqual(fails('not-found'));
    const report = await importUsers(SYSTEM, directory.services.users, csv, { dryRun: false });
    expect(report.count).toBe(1);
    expect(report.refused.map(({ line, userId, failure }) => [line, userId, failure.code])).toEqual([
      [3, 'ben', 'invalid'],
      [4, 'cat', 'not-found'],
      [5, 'ann', 'already-exists'],
      [6, 'dan', 'invalid'],
    ]);
    expect(await directory.users.get('ann')).toMatchObject({
      profile: { firstName: 'Ann' },
      storageQuota: 500 * 1024 * 1024,
    });
  });

  test('role, whether on and listed, and forwarding to whom the file makes later', async () => {
    await using directory = await openTestDirectory();
    const csv = [
      'userId,mail,password,role,roleDomains,isEnabled,isListed,forwardTo,forwardKeepsCopy',
      'ann,ann@example.test,correct horse,,,,,ben@example.test x@example.com,yes',
      'ben,ben@example.test,correct horse,domain-administrator,"example.test",No,0,,',
      'cat,cat@example.test,correct horse,chief,,,,,',
      'dan,dan@example.test,correct horse,domain-administrator,,,,,',
      'eve,eve@example.test,correct horse,,,perhaps,,,',
      'fay,fay@example.test,correct horse,,,,,not an address,',
      'gus,gus@example.test,correct horse,,,,,nobody@example.test,',
    ].join('\n');
    const report = await importUsers(SYSTEM, directory.services.users, csv, { dryRun: false });
    expect(
      report.refused.map(({ line, userId, failure }) => [line, userId, failure.code, failure.detail.field]),
    ).toEqual([
      [4, 'cat', 'invalid', 'role'],
      [5, 'dan', 'invalid', 'roleDomains'],
      [6, 'eve', 'invalid', 'isEnabled'],
      [7, 'fay', 'invalid', 'forwarding'],
      // He is here, and his mail as well.
      [8, 'gus', 'not-found', undefined],
    ]);
    expect([report.count, report.created.length]).toEqual([3, 3]);
    expect(await directory.users.get('gus')).toMatchObject({ forwarding: null });
    const forwarding = { addresses: ['ben@example.test', 'x@example.com'], keepsCopy: true };
    expect(await directory.users.get('ann')).toMatchObject({
      role: 'user',
      isEnabled: true,
      isListed: true,
      forwarding,
    });
    const { id } = await directory.domains.get('example.test');
    const ben = { role: 'domain-administrator', roleDomains: [id], isEnabled: false, isListed: false };
    expect(await directory.users.get('ben')).toMatchObject({ ...ben, forwarding: null });
  });

  test('quotas and language are read, and a line that is not understood is refused', async () => {
    await using directory = await openTestDirectory();
    const csv = [
      'userId,mail,password,language,messageQuota,storageQuota',
      'ann,ann@example.test,correct horse,de,1000,none',
      'ben,ben@example.test,correct horse,,NONE,',
      'cat,cat@example.test,correct horse,xx,,',
      'dan,dan@example.test,correct horse,,1e3,',
      'eve,eve@example.test,correct horse,,1234567890,',
      'fay,fay@example.test,correct horse,,-1,',
      'gus,gus@example.test,correct horse,,,,extra',
      'hal,hal@example.test, correct horse ,,,',
    ].join('\n');
    const report = await importUsers(SYSTEM, directory.services.users, csv, { dryRun: false });
    expect(report.refused.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8]);
    expect(report).toMatchObject({ count: 3, created: { length: 3 } });
    expect(await directory.users.get('ann')).toMatchObject({
      language: 'de',
      messageQuota: 1000,
      storageQuota: 'none',
    });
    expect(await directory.users.get('ben')).toMatchObject({
      language: null,
      messageQuota: 'none',
      storageQuota: 'inherit',
    });
  });

  test('a dry run sees what is taken, and makes nothing', async () => {
    await using directory = await openTestDirectory();
    await directory.domains.create('example.org');
    const csv = [
      'userId,mail,password',
      'admin,new@example.test,correct horse',
      'ann,postmaster@example.test,correct horse',
      'ben,ben@example.org,correct horse',
    ].join('\n');
    const report = await importUsers(SYSTEM, directory.services.users, csv, { dryRun: true });
    expect(report.refused.map(({ line, failure }) => [line, failure.detail.field])).toEqual([
      [2, 'userId'],
      [3, 'mail'],
    ]);
    expect(report).toMatchObject({ count: 1, created: [] });
    await expect(directory.users.get('ben')).rejects.toEqual(fails('not-found'));
  });

  test.each([
    ['a column that is there twice', 'userId,mail,password,e-mail\n'],
    ['a missing column', 'userId,mail\n'],
    ['an empty file', ''],
  ])('%s is refused as a whole', async (_, csv) => {
    await using directory = await openTestDirectory();
    await expect(importUsers(SYSTEM, directory.services.users, csv, { dryRun: false })).rejects.toEqual(
      fails('invalid'),
    );
  });
});
