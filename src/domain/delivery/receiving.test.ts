import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, openOffice } from '../../../test/support/smtp-office.ts';
import { silentLogger } from '../../base/log.ts';
import { parseMailAddress } from '../../formats/address/mail-address.ts';
import { SYSTEM } from '../access/caller.ts';
import type { AliasMember } from '../ports/directory.ts';
import type { AliasId } from '../ports/ids.ts';
import { NULL_RETURN_PATH } from '../ports/queue.ts';
import { applyOne } from '../ports/store.ts';
import { type Envelope, type EnvelopeRecipient, NO_WISHES, type RecipientDecision } from './envelope.ts';
import type { RecipientContext } from './resolve-recipient.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

async function resolve(address: string, context: Partial<RecipientContext> = {}): Promise<RecipientDecision> {
  const parsed = address === 'postmaster' ? address : parseMailAddress(address);
  return await office.receiving.resolveRecipient(parsed, {
    maySubmit: false,
    isFromNobody: false,
    declaredBytes: null,
    ...context,
  });
}

/** User IDs that a recipient reaches, or why it is refused. */
async function reached(address: string, context: Partial<RecipientContext> = {}): Promise<string> {
  const { accepted, refusal } = await resolve(address, context);
  return refusal ?? accepted.copies.map((copy) => copy.userId).join(' ');
}

/** Copies that leave, with how they came to be. */
async function leaving(
  address: string,
  context: Partial<RecipientContext> = {},
): Promise<readonly string[] | undefined> {
  const { accepted } = await resolve(address, context);
  return accepted?.departures.map(({ address: to, lane, route }) => `${to ?? lane} ${route.kind}`);
}

const member = {
  user: async (userId: string): Promise<AliasMember> => ({ kind: 'user', account: await office.account(userId) }),
  alias: (alias: AliasId): AliasMember => ({ kind: 'alias', alias }),
  remote: (address: string): AliasMember => ({ kind: 'remote', address }),
};

describe('a recipient', () => {
  test.each([
    ['alice@example.test', 'alice'],
    ['ALICE@Example.TEST', 'alice'],
    ['alice+anything@example.test', 'alice'],
    ['alice+@example.test', 'alice'],
    ['nobody@example.test', 'unknown-recipient'],
    ['nobody+alice@example.test', 'unknown-recipient'],
    ['postmaster', 'admin'],
    ['PostMaster@example.test', 'admin'],
    ['postmaster+x@example.test', 'admin'],
    ['abuse@example.test', 'admin'],
    ['alice@mail.example.test', 'alice'],
    ['postmaster@mail.example.test', 'admin'],
    ['nobody@mail.example.test', 'unknown-recipient'],
    ['alice@other.example.test', 'relay-denied'],
    ['alice@test', 'relay-denied'],
    ['alice@example.org', 'relay-denied'],
    // Open relays: every form that leads elsewhere on some server.
    ['user%example.org@example.test', 'unknown-recipient'],
    ['"user@example.org"@example.test', 'unknown-recipient'],
    ['example.org!user@example.test', 'unknown-recipient'],
    ['alice@[127.0.0.1]', 'relay-denied'],
    ['alice@localhost', 'relay-denied'],
  ])('%s: %s', async (address, expected) => {
    expect(await reached(address)).toBe(expected);
    // The second answer comes from memory.
    expect(await reached(address)).toBe(expected);
  });

  test('on another server, from who may send there', async () => {
    expect(await leaving('Alice@Example.ORG', { maySubmit: true })).toEqual(['Alice@example.org submitted']);
    expect(await reached('alice@example.org', { maySubmit: false })).toBe('relay-denied');
  });

  test('abuse@ is itself where somebody made it', async () => {
    expect(await reached('abuse@example.test')).toBe('admin');
    const alias = await office.addAlias('abuse', [await member.user('bob')]);
    expect(await reached('abuse@example.test')).toBe('bob');
    await applyOne(office.store, { kind: 'delete-alias', expectVersion: null, alias });
    expect(await reached('abuse@example.test')).toBe('admin');
  });

  test('an address with the delimiter in it comes before the sub-address', async () => {
    await office.addUser('exact', { localPart: 'alice+exact' });
    expect(await reached('alice+exact@example.test')).toBe('exact');
    expect(await reached('alice+exactly@example.test')).toBe('alice');
  });

  test('the delimiter is a setting', async () => {
    expect(await reached('bob-x@example.test')).toBe('unknown-recipient');
    await office.settings.set(SYSTEM, 'recipientDelimiter', '-');
    expect(await reached('bob-x@example.test')).toBe('bob');
    expect(await reached('bob+x@example.test')).toBe('unknown-recipient');
    await office.settings.reset(SYSTEM, 'recipientDelimiter');
    expect(await reached('bob+x@example.test')).toBe('bob');
  });

  test('is known from the moment it is made until it is deleted', async () => {
    expect(await reached('carol@example.test')).toBe('unknown-recipient');
    const account = await office.addUser('carol');
    expect(await reached('carol@example.test')).toBe('carol');
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, isEnabled: false });
    expect(await reached('carol@example.test')).toBe('recipient-disabled');
    await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
    expect(await reached('carol@example.test')).toBe('unknown-recipient');
  });

  test('that is archived takes no mail, nor as a member or by forwarding, until it is back', async () => {
    const account = await office.addUser('olga', {});
    const archive = (archivedAtMs: number | null) =>
      applyOne(office.store, { kind: 'update-user', account, expectVersion: null, archivedAtMs });
    const olga = { kind: 'user', account } as const;
    await office.addAlias('olgas', [olga, { kind: 'user', account: await office.account('bob') }]);
    const forwarding = { addresses: ['bob@example.test'], keepsCopy: true };
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, forwarding });
    expect(await reached('olga@example.test')).toBe('olga bob');
    await archive(1000);
    expect(await reached('olga@example.test')).toBe('recipient-disabled');
    expect(await reached('olgas@example.test')).toBe('bob');
    expect((await resolve('olgas@example.test')).accepted?.passedOver).toEqual(['olga']);
    await archive(null);
    expect(await reached('olga@example.test')).toBe('olga bob');
  });

  test('a catch-all takes what nobody has', async () => {
    const catchAll = { kind: 'user', account: await office.account('bob') } as const;
    const { id: domain } = office.domain;
    await applyOne(office.store, { kind: 'update-domain', expectVersion: null, domain, catchAll });
    expect(await reached('whoever@example.test')).toBe('bob');
    expect(await reached('alice@example.test')).toBe('alice');
    expect(await reached('abuse@example.test')).toBe('admin');
    const bob = await office.account('bob');
    expect(await office.receiving.maySendAs(bob, parseMailAddress('whoever@example.test'))).toBe(false);
    await applyOne(office.store, { kind: 'update-domain', expectVersion: null, domain, catchAll: null });
    expect(await reached('whoever@example.test')).toBe('unknown-recipient');
  });
});

describe('quota', () => {
  test('nothing fits', async () => {
    await office.addUser('full', { storageQuota: 0 });
    expect(await reached('full@example.test')).toBe('recipient-over-quota');
    expect(await reached('full@example.test', { declaredBytes: 1 })).toBe('larger-than-quota');
    await office.addUser('none-left', { messageQuota: 0 });
    expect(await reached('none-left@example.test')).toBe('recipient-over-quota');
  });

  test('SIZE counts', async () => {
    await office.addUser('small', { storageQuota: 1000 });
    expect(await reached('small@example.test')).toBe('small');
    expect(await reached('small@example.test', { declaredBytes: 1000 })).toBe('small');
    expect(await reached('small@example.test', { declaredBytes: 1001 })).toBe('larger-than-quota');
  });

  test("the server's default applies where the user has none", async () => {
    await office.settings.set(SYSTEM, 'defaultMessageQuota', '0');
    expect(await reached('bob@example.test')).toBe('recipient-over-quota');
    await office.settings.reset(SYSTEM, 'defaultMessageQuota');
    expect(await reached('bob@example.test')).toBe('bob');
  });

  test('a member of an alias who is over quota does not keep the others from their copies', async () => {
    await office.addUser('full-member', { storageQuota: 0 });
    await office.addAlias('quota-team', [await member.user('full-member'), await member.user('bob')]);
    expect(await reached('quota-team@example.test')).toBe('full-member bob');
  });
});

describe('an alias', () => {
  test('reaches each user once, by whatever ways', async () => {
    const inner = await office.addAlias('inner', [await member.user('alice'), await member.user('bob')]);
    await office.addAlias('outer', [
      member.alias(inner),
      await member.user('alice'),
      member.remote('bob@example.test'),
    ]);
    expect(await reached('outer@example.test')).toBe('alice bob');
    expect(await reached('outer+folder@example.test')).toBe('alice bob');
  });

  test('that leads back to itself reaches whom it reaches', async () => {
    const a = await office.addAlias('loop-a', [await member.user('alice')]);
    const b = await office.addAlias('loop-b', [member.alias(a), await member.user('bob')]);
    const members = [await member.user('alice'), member.alias(b)];
    await applyOne(office.store, { kind: 'update-alias', alias: a, expectVersion: null, members });
    expect(await reached('loop-a@example.test')).toBe('alice bob');
    expect(await reached('loop-b@example.test')).toBe('alice bob');
  });

  test('that leads to nobody but itself', async () => {
    const a = await office.addAlias('only-a', [await member.user('alice')]);
    const b = await office.addAlias('only-b', [member.alias(a)]);
    await applyOne(office.store, { kind: 'update-alias', alias: a, expectVersion: null, members: [member.alias(b)] });
    expect(await reached('only-a@example.test')).toBe('alias-loop');
    await office.addAlias('itself', [member.remote('itself@example.test')]);
    expect(await reached('itself@example.test')).toBe('alias-loop');
  });

  test('with members on other servers, from anybody', async () => {
    await office.addAlias('mixed', [await member.user('alice'), member.remote('x@example.org')]);
    expect(await reached('mixed@example.test')).toBe('alice');
    expect(await leaving('mixed@example.test')).toEqual(['x@example.org list']);
    await office.addAlias('away', [member.remote('x@example.org'), member.remote('x@EXAMPLE.org')]);
    expect(await reached('away@example.test')).toBe('');
    expect(await leaving('away@example.test')).toEqual(['x@example.org list']);
  });

  test('with members who are switched off or unknown', async () => {
    const account = await office.addUser('gone');
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, isEnabled: false });
    await office.addAlias('half', [await member.user('gone'), await member.user('bob')]);
    expect(await reached('half@example.test')).toBe('bob');
    expect((await resolve('half@example.test')).accepted?.passedOver).toEqual(['gone']);
    await office.addAlias('off', [await member.user('gone')]);
    expect(await reached('off@example.test')).toBe('recipient-disabled');
    await office.addAlias('dead', [member.remote('nobody@example.test')]);
    expect(await reached('dead@example.test')).toBe('alias-empty');
  });

  test('deeper than any stack', async () => {
    let alias = await office.addAlias('deep-0', [await member.user('alice')]);
    for (let i = 1; i <= 300; i++) alias = await office.addAlias(`deep-${i}`, [member.alias(alias)]);
    expect(await reached('deep-300@example.test')).toBe('alice');
  });
});

describe('a sub-address', () => {
  async function folderOf(address: string): Promise<string> {
    const copy = (await resolve(address)).accepted?.copies[0];
    if (copy === undefined || copy.mailbox === null) return 'INBOX';
    return (await office.store.reader().mailboxes.get(copy.mailbox))?.path ?? 'gone';
  }

  test('names an existing mailbox', async () => {
    const account = await office.account('bob');
    const make = (path: string) =>
      applyOne(office.store, {
        kind: 'create-mailbox',
        account,
        path,
        specialUse: [],
        isSubscribed: true,
        maxMailboxes: 100,
      });
    expect(await folderOf('bob+lists/news@example.test')).toBe('INBOX');
    await make('Lists/News');
    await make('a.b');
    expect(await folderOf('bob+lists/news@example.test')).toBe('Lists/News');
    expect(await folderOf('bob+LISTS.news@example.test')).toBe('Lists/News');
    expect(await folderOf('bob+lists@example.test')).toBe('Lists');
    expect(await folderOf('bob+a.b@example.test')).toBe('a.b');
    expect(await folderOf('bob+none@example.test')).toBe('INBOX');
    expect(await folderOf('bob+inbox@example.test')).toBe('INBOX');
    expect(await folderOf('bob+junk@example.test')).toBe('Junk');
  });

  test.each(['drafts', 'Sent', 'trash'])("does not reach %s, which would pass for the user's own", async (detail) => {
    expect(await folderOf(`bob+${detail}@example.test`)).toBe('INBOX');
  });

  test('follows renaming and deleting', async () => {
    const account = await office.account('alice');
    const { mailbox } = await applyOne(office.store, {
      kind: 'create-mailbox',
      account,
      path: 'One',
      specialUse: [],
      isSubscribed: true,
      maxMailboxes: 100,
    });
    expect(await folderOf('alice+one@example.test')).toBe('One');
    await applyOne(office.store, { kind: 'rename-mailbox', mailbox, newPath: 'Two' });
    expect(await folderOf('alice+one@example.test')).toBe('INBOX');
    expect(await folderOf('alice+two@example.test')).toBe('Two');
    await applyOne(office.store, { kind: 'delete-mailbox', mailbox });
    expect(await folderOf('alice+two@example.test')).toBe('INBOX');
  });
});

describe('who may write under an address', () => {
  test("the account itself, its sub-addresses, and aliases that are nobody else's", async () => {
    const alice = await office.account('alice');
    await office.addAlias('sales', [await member.user('alice')]);
    await office.addAlias('team', [await member.user('alice'), await member.user('bob')]);
    await office.addAlias('half-away', [await member.user('alice'), member.remote('x@example.org')]);
    const may = async (address: string) => office.receiving.maySendAs(alice, parseMailAddress(address));
    expect(await may('Alice@example.test')).toBe(true);
    expect(await may('alice+x@example.test')).toBe(true);
    expect(await may('alice@mail.example.test')).toBe(true);
    expect(await may('sales@example.test')).toBe(true);
    expect(await may('team@example.test')).toBe(false);
    expect(await may('half-away@example.test')).toBe(false);
    expect(await may('bob@example.test')).toBe(false);
    expect(await may('postmaster@example.test')).toBe(false);
    expect(await may('nobody@example.test')).toBe(false);
    expect(await may('alice@example.org')).toBe(false);
  });
});

const NO_DSN = { notify: null, originalRecipient: null };

const ENVELOPE: Omit<Envelope, 'recipients'> = {
  source: 'server',
  sender: null,
  returnPath: NULL_RETURN_PATH,
  wishes: NO_WISHES,
  client: { name: 'client', address: '192.0.2.1', port: 1, protocol: 'ESMTP', tls: null },
  look: null,
  submitter: null,
  userId: null,
  declaredBytes: null,
};

describe('filing', () => {
  async function deliver(addresses: readonly string[], text = 'Subject: x\r\n\r\ny\r\n'): Promise<readonly boolean[]> {
    const recipients: EnvelopeRecipient[] = [];
    for (const address of addresses) {
      const { accepted } = await resolve(address);
      if (accepted !== undefined) recipients.push({ ...accepted, ...NO_DSN });
    }
    await using mail = await office.receiving.begin(
      { ...ENVELOPE, recipients },
      silentLogger,
      AbortSignal.timeout(60_000),
    );
    await mail.write(Buffer.from(text));
    return (await mail.finish()).isFiled;
  }

  test('one content, and one copy for each, however they are reached', async () => {
    await office.addUser('dan');
    await office.addUser('eve');
    await office.addAlias('both', [await member.user('dan'), await member.user('eve')]);
    const before = await office.store.maintenance.status();
    expect(await deliver(['dan@example.test', 'both@example.test', 'dan@example.test'])).toEqual([true, true, true]);
    expect(await office.messages('dan')).toHaveLength(1);
    expect(await office.messages('eve')).toEqual(await office.messages('dan'));
    const after = await office.store.maintenance.status();
    expect(after.contentCount - before.contentCount).toBe(1);
  });

  test('a recipient who is deleted meanwhile is told of, the others get theirs', async () => {
    const account = await office.addUser('leaving');
    const { accepted } = await resolve('leaving@example.test');
    const { accepted: bob } = await resolve('bob@example.test');
    await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
    if (accepted === undefined || bob === undefined) throw new Error('not accepted');
    await using mail = await office.receiving.begin(
      {
        ...ENVELOPE,
        source: 'local-server',
        recipients: [
          { ...accepted, ...NO_DSN },
          { ...bob, ...NO_DSN },
        ],
      },
      silentLogger,
      AbortSignal.timeout(60_000),
    );
    await mail.write(Buffer.from('Subject: x\r\n\r\ny\r\n'));
    expect(await mail.finish()).toEqual({ isFiled: [false, true] });
  });

  test.each([
    [50, 'filed'],
    [51, 'too-many-hops'],
  ])('%i Received fields: %s', async (count, outcome) => {
    const text = `${'Received: x\r\n'.repeat(count)}\r\nbody\r\n`;
    if (outcome === 'filed') expect(await deliver(['bob@example.test'], text)).toEqual([true]);
    else await expect(deliver(['bob@example.test'], text)).rejects.toMatchObject({ reason: outcome });
  });

  test('a message without an empty line is header alone', async () => {
    const before = (await office.messages('bob')).length;
    await deliver(['bob@example.test'], 'Subject: alone\r\n');
    expect((await office.messages('bob'))[before]).toMatch(/\r\nSubject: alone\r\n$/);
  });
});
