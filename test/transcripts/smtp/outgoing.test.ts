/** Mail that leaves: submitted, forwarded, for members elsewhere; what the queue is told of each. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import type { AccountId } from '../../../src/domain/ports/ids.ts';
import type { QueuedMessage } from '../../../src/domain/ports/queue.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import type { GuardedSender } from '../../../src/domain/queue/guarded-sender.ts';
import { fakeShare } from '../../support/delivery.ts';
import { RawClient } from '../../support/raw-client.ts';
import { connectClient, type Office, openOffice, PASSWORD, SmtpTestClient } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

let office: Office;
let mx: TestListener;
let submission: TestListener;
/** What the services were asked for. */
let signed: string[] = [];
let taken: string[] = [];
let told: string[] = [];
let admission: 'ok' | 'hold' | 'refuse' = 'ok';

beforeAll(async () => {
  office = await openOffice({
    delivery: {
      signing: {
        sign: async (fromDomain, message) => {
          let text = '';
          for await (const chunk of message()) text += Buffer.from(chunk).toString('latin1');
          signed.push(`${fromDomain}\n${text}`);
          return 'DKIM-Signature: x\r\n';
        },
        seal: async () => 'ARC-Seal: x\r\n',
      },
      senderRewriting: {
        rewrite: (sender, domain) =>
          sender.endsWith('@example.test') ? sender : `SRS0=${sender.replace('@', '=')}@${domain}`,
        homeward: (own) => own,
        reverse: (localPart) => {
          const [, domain, local] = /^SRS0=x=([^=]+)=(.+)$/i.exec(localPart) ?? [];
          return local === undefined ? null : `${local}@${domain}`;
        },
      },
      guard: {
        admit: (sender, recipients) => {
          if (admission === 'refuse') return { kind: 'refuse', text: 'Too many for today' };
          const because = admission === 'hold' ? `${recipients} at once` : null;
          return { kind: 'ok', share: fakeShare(because, (isKept) => count(sender.kind, recipients, isKept)) };
        },
        admitForwarding: (_account, recipients) =>
          fakeShare(admission === 'hold' ? 'forwarded' : null, (isKept) => count('forwarding', recipients, isKept)),
      },
      successNotices: {
        tell: async (about, recipients) => {
          for (const { address, action } of recipients) told.push(`${about.returnPath.address} ${address} ${action}`);
        },
      },
    },
  });
  mx = await office.listen('mx');
  submission = await office.listen('submission', { security: 'implicit-tls' });
});
beforeEach(async () => {
  signed = [];
  taken = [];
  told = [];
  admission = 'ok';
  const messages = (await queue()).map(({ id }) => id);
  await applyOne(office.store, { kind: 'update-queue', messages, change: { kind: 'delete' } });
});
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await submission[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

function count(kind: GuardedSender['kind'], recipients: number, isKept: boolean): void {
  taken.push(`${kind} ${isKept ? recipients : 'given back'}`);
}

function queue(): Promise<readonly QueuedMessage[]> {
  return office.store.reader().queue.list({ limit: 100 });
}

async function signIn(): Promise<SmtpTestClient> {
  const client = new SmtpTestClient(await RawClient.openTls(submission.port));
  await client.reply();
  await client.ask('EHLO client.example.org');
  const credentials = Buffer.from(`\0alice\0${PASSWORD}`).toString('base64');
  expect(await client.ask(`AUTH PLAIN ${credentials}`)).toMatch(/^235 /);
  return client;
}

const forward = async (userId: string, addresses: readonly string[], keepsCopy: boolean): Promise<AccountId> => {
  const account = await office.account(userId);
  const forwarding = addresses.length === 0 ? null : { addresses, keepsCopy };
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, forwarding });
  return account;
};

describe('submission', () => {
  test('to another server and to one here: one content, one commit, signed', async () => {
    using client = await signIn();
    const before = (await office.messages('bob')).length;
    const said = await client.deliver(
      'From: alice@example.test\r\nSubject: x\r\n\r\ny',
      ['bob@example.test', 'X@Example.ORG'],
      'alice@example.test',
    );
    const queueId = /queued as (\w+)$/.exec(said)?.[1];
    const [message, ...others] = await queue();
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      queueId,
      origin: 'submitted',
      account: await office.account('alice'),
      head: 'DKIM-Signature: x\r\n',
      returnPath: { address: 'alice@example.test' },
      priority: 0,
      requiresTls: false,
      heldBecause: null,
      recipients: [{ address: 'X@example.org', lane: 'example.org', channel: { kind: 'smtp' }, notify: null }],
    });
    const copy = (await office.messages('bob'))[before] ?? '';
    expect(copy).toMatch(/^Return-Path: <alice@example\.test>\r\nReceived: /);
    expect(signed).toEqual([`example.test\n${copy.slice(copy.indexOf('Received:'))}`]);
    expect(taken).toEqual(['user 1']);
  });

  test('the wishes of the sender go along', async () => {
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test> RET=HDRS ENVID=e1 MT-PRIORITY=-2 BY=600;NT REQUIRETLS');
    await client.ask('RCPT TO:<x@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;y@example.org');
    await client.ask('DATA');
    const said = await client.ask('Subject: x\r\n.');
    expect(said).toMatch(/^250 2\.0\.0 /);
    expect((await queue())[0]).toMatchObject({
      returnPath: { envelopeId: 'e1', returnContent: 'headers' },
      priority: -2,
      requiresTls: true,
      deliverBy: { mode: 'notify', isTraced: true },
      recipients: [{ notify: ['success', 'delay'], originalRecipient: 'rfc822;y@example.org' }],
    });
  });

  test('a priority above the highest is lowered: RFC 6710 section 4.1', async () => {
    using client = await signIn();
    expect(await client.ask('MAIL FROM:<alice@example.test> MT-PRIORITY=9')).toBe(
      '250 2.3.6 4 is the highest priority that is given here',
    );
  });

  test.each([
    ['HOLDFOR=60 BY=30;N', '501 5.5.4'],
    ['HOLDFOR=2592001', '501 5.5.4'],
    ['HOLDUNTIL=2020-01-01T00:00:00Z', '501 5.5.4'],
    ['BY=0;R', '501 5.5.4'],
    ['HOLDFOR=60 BY=90;R', '250 2.1.0'],
  ])('%s: %s', async (parameters, expected) => {
    using client = await signIn();
    expect(await client.ask(`MAIL FROM:<alice@example.test> ${parameters}`)).toContain(expected);
  });

  test('what is held until later is held for those here as well: RFC 4865', async () => {
    using client = await signIn();
    const before = (await office.messages('bob')).length;
    await client.ask('MAIL FROM:<alice@example.test> HOLDFOR=3600');
    expect(await client.ask('RCPT TO:<nobody@example.test>')).toMatch(/^550 5\.1\.1 /);
    await client.ask('RCPT TO:<bob@example.test>');
    await client.ask('RCPT TO:<x@example.org>');
    await client.ask('DATA');
    const fromMs = Date.now() + 3_600_000;
    expect(await client.ask('Subject: later\r\n.')).toMatch(/^250 /);
    expect(await office.messages('bob')).toHaveLength(before);
    const [message] = await queue();
    expect(message?.recipients.map(({ lane }) => lane)).toEqual(['example.test', 'example.org']);
    expect(message?.notBeforeMs).toBeGreaterThan(fromMs - 60_000);
    expect(message?.notBeforeMs).toBeLessThanOrEqual(fromMs + 1000);
  });

  test('only so many messages of one user wait for their time: RFC 4865 section 6', async () => {
    using client = await signIn();
    await office.settings.set(SYSTEM, 'maxFutureReleaseMessages', '2');
    const hold = 'MAIL FROM:<alice@example.test> HOLDFOR=3600';
    for (let i = 0; i < 2; i++) {
      expect(await client.ask(hold)).toMatch(/^250 /);
      await client.ask('RCPT TO:<x@example.org>');
      await client.ask('DATA');
      expect(await client.ask('Subject: later\r\n.')).toMatch(/^250 /);
    }
    expect(await client.ask(hold)).toMatch(/^552 5\.7\.16 /);
    expect(await client.ask('RCPT TO:<x@example.org>')).toMatch(/^503 /);
    expect(await client.ask('MAIL FROM:<alice@example.test>')).toMatch(/^250 /);
    await office.settings.set(SYSTEM, 'maxFutureReleaseMessages', '100');
  });

  test('the extensions are announced where they may be used', async () => {
    using client = await signIn();
    const offered = await client.ask('EHLO client.example.org');
    expect(offered).toContain('250-LIMITS RCPTMAX=500');
    expect(offered).toContain('250-REQUIRETLS');
    expect(offered).toContain('250-MT-PRIORITY');
    expect(offered).toContain('250-DELIVERBY');
    expect(offered).toMatch(/^250-FUTURERELEASE 2592000 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/m);
    using stranger = await connectClient(mx, '');
    expect(await stranger.ask('EHLO x')).not.toMatch(/REQUIRETLS|MT-PRIORITY|DELIVERBY|FUTURERELEASE/);
    for (const parameter of ['REQUIRETLS', 'MT-PRIORITY=1', 'BY=60;N', 'HOLDFOR=60']) {
      expect(await stranger.ask(`MAIL FROM:<a@example.org> ${parameter}`)).toBe('555 5.5.4 Unknown parameter');
    }
    await stranger.ask('STARTTLS');
    await stranger.raw.startTls();
    expect(await stranger.ask('EHLO x')).toContain('250 REQUIRETLS');
  });

  test('FUTURERELEASE can be switched off', async () => {
    office.force('maxFutureReleaseMs', 0);
    using client = await signIn();
    expect(await client.ask('EHLO x')).not.toContain('FUTURERELEASE');
    expect(await client.ask('MAIL FROM:<alice@example.test> HOLDFOR=60')).toBe('555 5.5.4 Unknown parameter');
    office.force('maxFutureReleaseMs', 2_592_000_000);
  });

  test('the guard refuses, or lets it wait', async () => {
    using client = await signIn();
    admission = 'refuse';
    await client.ask('MAIL FROM:<alice@example.test>');
    await client.ask('RCPT TO:<x@example.org>');
    expect(await client.ask('DATA')).toBe('450 4.7.1 Too many for today');
    await client.ask('RSET');
    expect(await client.deliver('Subject: x\r\n', ['bob@example.test'], 'alice@example.test')).toMatch(/^250 /);
    expect(taken).toEqual([]);
    admission = 'hold';
    await client.deliver('Subject: x\r\n', ['x@example.org', 'y@example.org'], 'alice@example.test');
    expect((await queue())[0]).toMatchObject({ heldBecause: '2 at once' });
    expect(taken).toEqual(['user 2']);
  });

  test('what the guard has reserved is given back where the message does not come to its end', async () => {
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test>');
    await client.ask('RCPT TO:<x@example.org>');
    await client.ask('DATA');
    expect(await client.ask('Subject: x\r\n\r\na bare \n\r\n.')).toMatch(/^550 /);
    expect(taken).toEqual(['user given back']);
    expect(await queue()).toEqual([]);
  });

  test('success is told of where it was asked for: RFC 3461 section 5.2', async () => {
    using client = await signIn();
    await office.addAlias('told', [{ kind: 'user', account: await office.account('bob') }]);
    await client.ask('MAIL FROM:<alice@example.test>');
    await client.ask('RCPT TO:<bob@example.test> NOTIFY=SUCCESS');
    await client.ask('RCPT TO:<told@example.test> NOTIFY=SUCCESS,FAILURE');
    await client.ask('RCPT TO:<admin@example.test> NOTIFY=FAILURE');
    await client.ask('RCPT TO:<x@example.org> NOTIFY=SUCCESS');
    await client.ask('DATA');
    await client.ask('Subject: x\r\n.');
    expect(told).toEqual([
      'alice@example.test bob@example.test delivered',
      'alice@example.test told@example.test expanded',
    ]);
  });
});

describe('an alias', () => {
  test('with members elsewhere, from anybody: its owners get the errors', async () => {
    await office.addAlias('team', [
      { kind: 'user', account: await office.account('bob') },
      { kind: 'remote', address: 'x@example.org' },
      { kind: 'program', name: 'ticket' },
      { kind: 'file', name: 'archive' },
    ]);
    using client = await connectClient(mx);
    await client.ask('MAIL FROM:<a@example.com> ENVID=e RET=HDRS');
    await client.ask('RCPT TO:<team@example.test> NOTIFY=DELAY,SUCCESS');
    await client.ask('DATA');
    await client.ask('Subject: x\r\n.');
    const [message, ...others] = await queue();
    // What the sender asked for is not the members' business. RFC 3461 section 5.2.7.1
    expect(message?.recipients.map(({ notify }) => notify)).toEqual([null, null, null]);
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      origin: 'list',
      account: null,
      head: 'Delivered-To: team@example.test\r\n',
      returnPath: { address: 'owner-team@example.test', envelopeId: null },
    });
    expect(message?.recipients.map(({ address, lane, channel }) => [address, lane, channel.kind])).toEqual([
      ['x@example.org', 'example.org', 'smtp'],
      ['team@example.test', 'program:ticket', 'program'],
      ['team@example.test', 'file:archive', 'file'],
    ]);
  });

  test('and the null reverse-path stays null', async () => {
    await office.addAlias('nulls', [{ kind: 'remote', address: 'x@example.org' }]);
    using client = await connectClient(mx);
    await client.deliver('Subject: x\r\n', ['nulls@example.test'], '');
    expect((await queue())[0]?.returnPath.address).toBe('');
  });

  test('of one of our users: his mail is signed on its way to members', async () => {
    await office.addAlias('ours', [{ kind: 'remote', address: 'x@example.org' }]);
    using client = await signIn();
    await client.deliver('Subject: x\r\n', ['ours@example.test'], 'alice@example.test');
    expect((await queue())[0]).toMatchObject({ head: 'Delivered-To: ours@example.test\r\nDKIM-Signature: x\r\n' });
    expect(taken).toEqual(['user 0']);
  });

  test.each(['owner-owned', 'OWNED-owner'])('%s leads to its owners', async (localPart) => {
    if (localPart === 'owner-owned') await office.addAlias('owned', [{ kind: 'remote', address: 'x@example.org' }]);
    const before = (await office.messages('admin')).length;
    using client = await connectClient(mx);
    await client.deliver('Subject: x\r\n', [`${localPart}@example.test`], '');
    expect(await office.messages('admin')).toHaveLength(before + 1);
    expect(await queue()).toEqual([]);
  });

  test('with a star takes every address that fits, and the program sees which one', async () => {
    await office.addAlias('fax-*', [{ kind: 'program', name: 'fax' }]);
    await office.addAlias('fax-office', [{ kind: 'user', account: await office.account('bob') }]);
    using client = await connectClient(mx);
    await client.deliver(
      'Subject: x\r\n',
      ['FAX-5551234@example.test', 'fax-5555678@example.test', 'fax-office@example.test'],
      'a@example.com',
    );
    const [message] = await queue();
    expect(message?.recipients.map(({ address }) => address)).toEqual([
      'FAX-5551234@example.test',
      'fax-5555678@example.test',
    ]);
    await client.ask('MAIL FROM:<a@example.com>');
    expect(await client.ask('RCPT TO:<fax-@example.test>')).toMatch(/^550 5\.1\.1 /);
    expect(await client.ask('RCPT TO:<telefax-1@example.test>')).toMatch(/^550 5\.1\.1 /);
  });
});

describe('forwarding', () => {
  test("without a copy: errors are the user's whose sender is not proven, and a mark is left", async () => {
    await office.addUser('away');
    const account = await forward('away', ['a@example.org', 'bob@example.test'], false);
    const before = (await office.messages('bob')).length;
    using client = await connectClient(mx);
    await client.ask('MAIL FROM:<s@example.com> ENVID=e RET=HDRS');
    await client.ask('RCPT TO:<away@example.test> NOTIFY=SUCCESS,DELAY');
    await client.ask('DATA');
    await client.ask('Subject: x\r\n.');
    const [message] = await queue();
    expect(message).toMatchObject({
      origin: 'forwarded',
      account,
      head: 'Delivered-To: away@example.test\r\n',
      returnPath: { address: 'away@example.test', envelopeId: null, returnContent: null },
      recipients: [{ address: 'a@example.org', notify: null, originalRecipient: 'rfc822;away@example.test' }],
    });
    expect(taken).toEqual(['forwarding 1']);
    expect(await office.messages('away')).toEqual([]);
    expect(await office.messages('bob')).toHaveLength(before + 1);
  });

  test('of one of our users: he is told, as he wants it', async () => {
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test> ENVID=e');
    await client.ask('RCPT TO:<away@example.test> NOTIFY=SUCCESS');
    await client.ask('DATA');
    await client.ask('Subject: x\r\n.');
    expect((await queue())[0]).toMatchObject({
      returnPath: { address: 'alice@example.test', envelopeId: 'e' },
      recipients: [{ address: 'a@example.org', notify: ['success'] }],
    });
  });

  test('that is too much is held; what stays here is not', async () => {
    const before = (await office.messages('bob')).length;
    admission = 'hold';
    using client = await connectClient(mx);
    expect(await client.deliver('Subject: x\r\n', ['away@example.test'], 's@example.com')).toMatch(/^250 /);
    expect((await queue())[0]).toMatchObject({ heldBecause: 'forwarded' });
    expect(await office.messages('bob')).toHaveLength(before + 1);
  });

  test('comes back: it ends in the mailbox', async () => {
    using client = await connectClient(mx);
    await client.deliver('Delivered-To: AWAY@example.test\r\nSubject: x\r\n', ['away@example.test'], 's@example.com');
    expect(await queue()).toEqual([]);
    expect(await office.messages('away')).toHaveLength(1);
  });

  test('two users to each other, without copies: it ends with the one who was written to', async () => {
    await office.addUser('ping');
    await office.addUser('pong');
    await forward('ping', ['pong@example.test'], false);
    await forward('pong', ['ping@example.test'], false);
    using client = await connectClient(mx);
    await client.deliver('Subject: x\r\n', ['ping@example.test']);
    expect([(await office.messages('ping')).length, (await office.messages('pong')).length]).toEqual([1, 0]);
  });

  test('a bounce finds its way to the address that was rewritten', async () => {
    using client = await connectClient(mx);
    await client.deliver('Subject: x\r\n', ['SRS0=x=example.com=s@example.test'], '');
    expect((await queue())[0]).toMatchObject({
      origin: 'forwarded',
      returnPath: { address: '' },
      recipients: [{ address: 's@example.com', lane: 'example.com' }],
    });
    await client.ask('MAIL FROM:<>');
    expect(await client.ask('RCPT TO:<SRS0=wrong@example.test>')).toMatch(/^550 5\.1\.1 /);
    await client.ask('RSET');
    await client.ask('MAIL FROM:<postmaster@example.org>');
    expect(await client.ask('RCPT TO:<SRS0=x=example.com=s@example.test>')).toMatch(/^550 5\.7\.1 /);
  });

  test('a user over quota who keeps no copy gets his mail all the same', async () => {
    await office.addUser('tiny', { storageQuota: 0 });
    await forward('tiny', ['a@example.org'], false);
    using client = await connectClient(mx);
    expect(await client.deliver('Subject: x\r\n', ['tiny@example.test'])).toMatch(/^250 /);
    await forward('tiny', ['a@example.org'], true);
    await client.ask('MAIL FROM:<a@example.org>');
    expect(await client.ask('RCPT TO:<tiny@example.test>')).toMatch(/^452 /);
  });
});

test('a message through an alias that it has come through is refused, with its queue id', async () => {
  await office.addAlias('round', [{ kind: 'user', account: await office.account('bob') }]);
  using client = await connectClient(mx);
  expect(await client.deliver('Delivered-To: Round@example.test\r\n', ['round@example.test'])).toMatch(
    /^554 5\.4\.6 The message has come through this address before \([A-Z0-9]{12}\)$/,
  );
});
