import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { RawClient } from '../../support/raw-client.ts';
import {
  SmtpTestClient as Client,
  connectClient,
  type Office,
  openOffice,
  type SmtpTestClient,
  withoutQueueId,
} from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

let office: Office;
let lmtp: TestListener;

beforeAll(async () => {
  office = await openOffice();
  lmtp = await office.listen('lmtp');
});
afterAll(async () => {
  await lmtp[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

const hello = (listener = lmtp) => connectClient(listener, 'LHLO client.example.org');

async function replies(client: SmtpTestClient, count: number): Promise<string[]> {
  const said: string[] = [];
  for (let i = 0; i < count; i++) said.push(await client.reply());
  return said;
}

describe('LMTP', () => {
  test('RFC 2033 section 4.1: LHLO alone begins', async () => {
    using client = await connectClient(lmtp, '');
    expect(await client.ask('EHLO x')).toBe('500 5.5.1 Unknown command');
    expect(await client.ask('HELO x')).toBe('500 5.5.1 Unknown command');
    expect(await client.ask('LHLO x')).toMatch(/^250-mail\.example\.test\n250-PIPELINING\n/);
  });

  test('RFC 2033 section 4.2: a reply for each recipient, also for one given twice', async () => {
    using client = await hello();
    await office.addUser('green', { storageQuota: 0 });
    client.send(
      'MAIL FROM:<chris@example.org>\r\nRCPT TO:<bob@example.test>\r\nRCPT TO:<jones@example.test>\r\n' +
        'RCPT TO:<green@example.test>\r\nRCPT TO:<alice@example.test>\r\nRCPT TO:<BOB@example.test>\r\nDATA\r\n',
    );
    expect((await replies(client, 7)).map((said) => said.slice(0, 9))).toEqual([
      '250 2.1.0',
      '250 2.1.5',
      '550 5.1.1',
      '452 4.2.2',
      '250 2.1.5',
      '250 2.1.5',
      '354 End d',
    ]);
    client.send('Subject: lmtp\r\n\r\nBlah\r\n.\r\nNOOP\r\n');
    const [first, second, third, noop] = await replies(client, 4);
    expect(first).toMatch(/^250 2\.0\.0 Ok: queued as /);
    expect([second, third, noop]).toEqual([first, first, '250 2.0.0 Ok']);
    expect(await office.messages('bob')).toHaveLength(1);
    expect((await office.messages('alice'))[0]).toContain('with LMTP id ');
  });

  test('each recipient is told what became of his copy', async () => {
    using client = await hello();
    const account = await office.addUser('leaving');
    client.send('MAIL FROM:<>\r\nRCPT TO:<leaving@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n');
    await replies(client, 4);
    await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
    client.send('Subject: x\r\n.\r\n');
    const [gone, filed] = await replies(client, 2);
    expect(gone).toBe('550 5.1.1 No such user here');
    expect(filed).toMatch(/^250 2\.0\.0 /);
  });

  test('a refusal goes to each', async () => {
    using client = await hello();
    client.send('MAIL FROM:<>\r\nRCPT TO:<alice@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n');
    await replies(client, 4);
    client.send('a\nb\r\n.\r\nNOOP\r\n');
    const bare = '550 5.6.0 Message has an LF without a CR before it';
    expect((await replies(client, 3)).map(withoutQueueId)).toEqual([bare, bare, '250 2.0.0 Ok']);
  });

  test('DATA without recipients', async () => {
    using client = await hello();
    await client.ask('MAIL FROM:<>');
    await client.ask('RCPT TO:<nobody@example.test>');
    expect(await client.ask('DATA')).toBe('503 5.5.1 No valid recipients');
  });

  test('RFC 2033 section 4.3: BDAT', async () => {
    using client = await hello();
    client.send(
      'MAIL FROM:<>\r\nRCPT TO:<alice@example.test>\r\nRCPT TO:<bob@example.test>\r\nBDAT 3\r\nA: BDAT 5 LAST\r\nb\r\n\r\nNOOP\r\n',
    );
    const said = await replies(client, 7);
    expect(said.slice(2, 4)).toEqual(['250 2.1.5 Ok', '250 2.0.0 3 octets received']);
    expect(said[4]).toMatch(/^250 2\.0\.0 Ok: queued as /);
    expect(said[5]).toBe(said[4]);
    expect(said[6]).toBe('250 2.0.0 Ok');
  });

  test('BDAT LAST without recipients has no replies', async () => {
    using client = await hello();
    client.send('MAIL FROM:<>\r\nRCPT TO:<nobody@example.test>\r\nBDAT 4\r\nabcdBDAT 4 LAST\r\nabcdNOOP\r\n');
    expect((await replies(client, 4)).slice(2)).toEqual(['503 5.5.1 No valid recipients', '250 2.0.0 Ok']);
  });

  test('does not relay, takes no passwords, and lets an MTA make errors', async () => {
    using client = await hello();
    expect(await client.ask('AUTH PLAIN AGEAYg==')).toBe('502 5.5.1 Not offered');
    await client.ask('MAIL FROM:<a@example.org>');
    for (let i = 0; i < 30; i++) {
      expect(await client.ask('RCPT TO:<x@example.org>')).toBe('550 5.7.1 Relaying is denied');
    }
  });

  test('is not for strangers', async () => {
    const open = await office.listen('lmtp', { settings: { trustedNetworks: [] } });
    using raw = await RawClient.open(open.port);
    expect(await raw.rest()).toBe('554 5.7.1 Not for this address\r\n');
    await open[Symbol.asyncDispose]();
  });

  test('over a Unix socket', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mailroom-lmtp-'));
    const path = join(directory, 'lmtp');
    const listener = await office.listen('lmtp', {
      settings: { trustedNetworks: [] },
      security: 'none',
      overrides: { endpoint: { path } },
    });
    const socket = connect({ path });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    using client = new Client(new RawClient(socket));
    await client.reply();
    expect(await client.ask('LHLO client.example.org')).not.toContain('STARTTLS');
    expect(await client.deliver('Subject: unix\r\n', ['alice@example.test'])).toMatch(/^250 /);
    expect((await office.messages('alice')).at(-1)).toMatch(/\r\nReceived: from client\.example\.org\r\n\tby /);
    client.raw.end();
    await listener[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });
});
