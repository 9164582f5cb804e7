/** What decides where mail goes: forwarding, welcome senders, files and programs in aliases, policies. */
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { DEFAULT_DOMAIN_POLICY } from '../ports/directory.ts';

const fails = (code: string, detail: object = {}) =>
  expect.objectContaining({ code, detail: expect.objectContaining(detail) });

const channels = {
  listFiles: async () => ['archive'],
  listPrograms: async () => ['fax', 'ticket'],
  faultOf: async (_kind: string, name: string) =>
    name === 'notes.txt' ? 'the program notes.txt is not executable' : null,
};

const CAROL = { userId: 'carol', mail: 'carol@example.test', password: 'correct horse' } as const;

async function openOffice() {
  const directory = await openTestDirectory({ channels });
  for (const userId of ['alice', 'bob']) {
    await directory.users.create({ userId, mail: `${userId}@example.test`, password: 'correct horse' });
  }
  await directory.aliases.create({ mail: 'team@example.test', owners: ['alice'], members: ['alice', 'bob'] });
  return directory;
}

describe('forwarding', () => {
  test('addresses are kept in canonical form, each once', async () => {
    await using office = await openOffice();
    const addresses = [
      'Carol@BÜCHER.example.org',
      'carol@xn--bcher-kva.example.org',
      'bob@example.test',
      'team@example.test',
    ];
    await office.users.update('alice', { forwarding: { addresses, keepsCopy: true } });
    expect((await office.users.get('alice')).forwarding).toEqual({
      addresses: ['Carol@xn--bcher-kva.example.org', 'bob@example.test', 'team@example.test'],
      keepsCopy: true,
    });
    await office.users.update('alice', { isEnabled: false });
    expect((await office.users.get('alice')).forwarding).not.toBeNull();
    await office.users.update('alice', { forwarding: null });
    expect((await office.users.get('alice')).forwarding).toBeNull();
  });

  test.each([
    ['nothing', [], fails('invalid', { problem: 'empty' })],
    ['itself', ['ALICE@example.test'], fails('invalid', { reason: 'forwarding-to-itself' })],
    ['nobody here', ['eve@example.test'], fails('not-found', { kind: 'address' })],
    ['no address', ['eve'], fails('invalid', { field: 'forwarding' })],
    ['an address literal', ['eve@[192.0.2.1]'], fails('invalid', { field: 'forwarding' })],
    ['another header field', ['eve@example.org\r\nBcc: x@example.org'], fails('invalid', { field: 'forwarding' })],
    ['a program', ['program:fax'], fails('invalid', { field: 'forwarding' })],
    ['a file', ['/var/mail/root'], fails('invalid', { field: 'forwarding' })],
    [
      'more than 20',
      Array.from({ length: 21 }, (_, index) => `user${index}@example.org`),
      fails('too-many', { field: 'forwarding', max: 20 }),
    ],
  ])('not to %s', async (_, addresses, failure) => {
    await using office = await openOffice();
    await expect(office.users.update('alice', { forwarding: { addresses, keepsCopy: false } })).rejects.toEqual(
      failure,
    );
    expect((await office.users.get('alice')).forwarding).toBeNull();
  });
});

describe('welcome senders', () => {
  test('are addresses and domains, each once', async () => {
    await using office = await openOffice();
    const welcomeSenders = ['Carol@Example.org', 'carol@example.org', '@Example.com', 'bücher.example.org'];
    await office.users.update('alice', { welcomeSenders });
    expect((await office.users.get('alice')).welcomeSenders).toEqual([
      'carol@example.org',
      '@example.com',
      '@xn--bcher-kva.example.org',
    ]);
  });

  test.each([['*'], ['a b'], ['@'], ['']])('%j is none', async (sender) => {
    await using office = await openOffice();
    await expect(office.users.update('alice', { welcomeSenders: [sender] })).rejects.toEqual(fails('invalid'));
  });

  test('are not without end', async () => {
    await using office = await openOffice();
    const welcomeSenders = Array.from({ length: 1001 }, (_, index) => `user${index}@example.org`);
    await expect(office.users.update('alice', { welcomeSenders })).rejects.toEqual(fails('too-many', { max: 1000 }));
  });
});

describe('files and programs in aliases', () => {
  test('are given by administrators, by the names in their folders', async () => {
    await using office = await openOffice();
    const { aliases } = office;
    const addMembers = ['program:fax', 'file:archive', 'program:fax'];
    await aliases.update('team@example.test', { addMembers });
    const { members } = await aliases.get('team@example.test');
    expect(members.slice(2)).toEqual([
      { kind: 'program', name: 'fax' },
      { kind: 'file', name: 'archive' },
    ]);
    expect(await Promise.all(members.map(aliases.nameMember))).toEqual(['alice', 'bob', 'program:fax', 'file:archive']);
  });

  test('are refused to everybody else', async () => {
    await using office = await openOffice();
    await office.users.create({ ...CAROL, role: 'domain-administrator', roleDomains: ['example.test'] });
    const { aliases } = office.as(await office.caller('carol'));
    for (const member of ['program:fax', 'file:archive', 'file:no-such']) {
      await expect(aliases.update('team@example.test', { addMembers: [member] })).rejects.toEqual(
        fails('no-permission'),
      );
      await expect(aliases.create({ mail: 'x@example.test', owners: ['bob'], members: [member] })).rejects.toEqual(
        fails('no-permission'),
      );
    }
    await office.aliases.update('team@example.test', { addMembers: ['program:fax'] });
    await expect(aliases.update('team@example.test', { removeMembers: ['program:fax'] })).rejects.toEqual(
      fails('no-permission'),
    );
  });

  test.each(['file:../archive', 'file:/etc/passwd', 'program:sh', 'program:', 'file:fax', 'program:fax\n'])(
    '%j is not in a folder',
    async (member) => {
      await using office = await openOffice();
      await expect(office.aliases.update('team@example.test', { addMembers: [member] })).rejects.toEqual(
        expect.objectContaining({ code: expect.stringMatching(/^(?:not-found|invalid)$/) }),
      );
      expect((await office.aliases.get('team@example.test')).members).toHaveLength(2);
    },
  );

  test('one that cannot be used is refused, and it is said why', async () => {
    await using office = await openOffice();
    await expect(
      office.aliases.update('team@example.test', { addMembers: ['program:notes.txt'] }),
    ).rejects.toMatchObject({ code: 'invalid', message: 'the program notes.txt is not executable' });
    expect((await office.aliases.get('team@example.test')).members).toHaveLength(2);
  });

  test('one whose file is gone can be taken away', async () => {
    const names = ['old'];
    await using directory = await openTestDirectory({ channels: { ...channels, listFiles: async () => names } });
    await directory.aliases.create({ mail: 'team@example.test', owners: ['admin'], members: ['admin', 'file:old'] });
    names.length = 0;
    await directory.aliases.update('team@example.test', { removeMembers: ['file:old'] });
    expect((await directory.aliases.get('team@example.test')).members).toHaveLength(1);
  });
});

test('the parts of a policy are changed one by one', async () => {
  await using office = await openOffice();
  expect((await office.domains.get('example.test')).policy).toEqual(DEFAULT_DOMAIN_POLICY);
  await office.domains.update('example.test', { policy: { dmarc: 'junk' } });
  await office.domains.update('example.test', { policy: { spf: 'none' } });
  await office.domains.update('example.test', { description: 'The first one' });
  expect((await office.domains.get('example.test')).policy).toEqual({ dmarc: 'junk', spf: 'none' });
});
