import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, openOffice } from '../../../test/support/smtp-office.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import type { MailSender, Transmission } from '../ports/mail-sender.ts';
import { NULL_RETURN_PATH } from '../ports/queue.ts';
import { createOwnDomainSender } from './own-domain-sender.ts';

let office: Office;
let sender: MailSender;
const sentOn: string[] = [];

beforeAll(async () => {
  office = await openOffice();
  const deps = {
    receiving: () => office.receiving,
    hostname: 'mail.example.test',
    clock: systemClock,
    log: silentLogger,
  };
  sender = createOwnDomainSender(deps, {
    send: async ({ recipients }) => {
      sentOn.push(...recipients.map(({ address }) => address));
      return { recipients: [], destination: 'ok', tls: null, durationMs: 0 };
    },
    [Symbol.asyncDispose]: async () => {},
  });
});
afterAll(() => office[Symbol.asyncDispose]());

function send(addresses: readonly string[], text: string, lane = 'example.test') {
  const transmission = {
    route: { kind: 'mx', domain: lane },
    message: {
      queueId: 'Q1',
      returnPath: { ...NULL_RETURN_PATH, address: 'alice@example.test' },
      sizeBytes: 10,
      priority: 0,
    },
    recipients: addresses.map((address) => ({
      address,
      lane,
      channel: { kind: 'smtp' },
      notify: null,
      originalRecipient: null,
    })),
    open: async function* () {
      yield Buffer.from(text);
    },
  } as unknown as Transmission;
  return sender.send(transmission, AbortSignal.timeout(60_000));
}

describe('mail in the queue', () => {
  test('for our domain is filed here', async () => {
    const report = await send(['bob@example.test', 'nobody@example.test'], 'Subject: from the queue\r\n\r\ny\r\n');
    expect(report.recipients.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['delivered', '2.0.0'],
      ['failed', '5.1.1'],
    ]);
    const [message = ''] = await office.messages('bob');
    expect(message).toMatch(
      /^Return-Path: <alice@example\.test>\r\nReceived: from localhost\r\n\tby mail\.example\.test with local id Q1/,
    );
    expect(message).toMatch(/\r\nSubject: from the queue\r\n\r\ny\r\n$/);
    expect(sentOn).toEqual([]);
  });

  test('for others goes on to the sender', async () => {
    await send(['x@example.org'], '', 'example.org');
    expect(sentOn).toEqual(['x@example.org']);
  });

  test('that cannot be filed now waits, and what cannot be at all is given back', async () => {
    await office.addUser('full', { storageQuota: 0 });
    const [full] = (await send(['full@example.test'], 'Subject: x\r\n\r\n')).recipients;
    expect(full).toMatchObject({ outcome: 'deferred', status: '4.2.2' });
    const [loop] = (await send(['bob@example.test'], `${'Received: x\r\n'.repeat(51)}\r\n`)).recipients;
    expect(loop).toMatchObject({ outcome: 'failed', status: '5.4.6' });
    expect(await office.messages('bob')).toHaveLength(1);
  });
});
