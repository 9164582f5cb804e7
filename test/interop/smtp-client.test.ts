/** Sending to servers that nobody here wrote: Postfix, Exim, and Postfix's smtp-sink, which can be made to misbehave. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, waitForGreeting } from '../../bench/harness/ports.ts';
import { unpackPeer } from '../support/peers/peers.ts';
import {
  createTestSender,
  hostRoute,
  knownNames,
  type TestMessage,
  type TestSender,
  transmissionOf,
} from '../support/smtp-sending.ts';
import { createTestAuthority, type TestAuthority } from '../support/test-certificates.ts';
import { type ReceivingServer, startReceivingExim, startReceivingPostfix } from './support/receiving-servers.ts';

let authority: TestAuthority;
let stranger: TestAuthority;
const cleanups: AsyncDisposable[] = [];
beforeAll(async () => {
  authority = await createTestAuthority();
  stranger = await createTestAuthority();
});
afterAll(async () => {
  for (const one of cleanups.toReversed()) await one[Symbol.asyncDispose]();
});

describe.each([
  ['Postfix', startReceivingPostfix],
  ['Exim', startReceivingExim],
] as const)('%s', (_, start) => {
  let server: ReceivingServer | string;
  let sender: TestSender;
  beforeAll(async () => {
    server = await start(await authority.issue(['mx.example.org']));
    sender = createTestSender({
      names: knownNames({ hosts: { 'mx.example.org': ['127.0.0.1'] } }),
      authorities: [authority.pem],
    });
    cleanups.push(sender);
    if (typeof server !== 'string') cleanups.push(server);
  });

  const send = (running: ReceivingServer, message: Omit<TestMessage, 'route'>) => {
    const route = hostRoute(running.port, { host: 'mx.example.org', tls: 'required' });
    return sender.send(transmissionOf({ route, ...message }));
  };
  /** The message with that subject, once it is filed. */
  const filed = async (running: ReceivingServer, subject: string): Promise<string> => {
    for (;;) {
      const found = running.messages().find((text) => text.includes(`Subject: ${subject}\n`));
      if (found !== undefined) return found;
      await wait(50);
    }
  };

  test('messages over one verified connection', async (context) => {
    if (typeof server === 'string') return context.skip(server);
    for (let i = 0; i < 5; i++) {
      const report = await send(server, { content: `Subject: plain ${i}\r\n\r\n.\r\n..\r\nend\r\n` });
      expect(report).toMatchObject({
        tls: 'TLSv1.3, verified by authorities',
        recipients: [{ outcome: 'delivered', code: 250 }],
      });
      expect(await filed(server, `plain ${i}`)).toMatch(/\n\n\.\n\.\.\nend\n$/);
    }
  });

  test.for<readonly [string, string, () => TestAuthority]>([
    ['of an authority that is not trusted', 'mx.example.org', () => stranger],
    ['for another name', 'other.example.org', () => authority],
  ])('nothing is sent where the certificate is %s', async ([, host, trusted], context) => {
    if (typeof server === 'string') return context.skip(server);
    const names = knownNames({ hosts: { [host]: ['127.0.0.1'] } });
    await using wary = createTestSender({ names, authorities: [trusted().pem] });
    const route = hostRoute(server.port, { host, tls: 'required' });
    const content = 'Subject: in wrong hands\r\n\r\nx\r\n';
    const report = await wary.send(transmissionOf({ route, content }));
    expect(report).toMatchObject({ tls: null, recipients: [{ outcome: 'deferred', status: '4.7.5' }] });
    expect(server.messages().filter((text) => text.includes('in wrong hands'))).toEqual([]);
  });

  test('one recipient is refused, the other gets it', async (context) => {
    if (typeof server === 'string') return context.skip(server);
    const report = await send(server, {
      to: ['nobody@example.org', 'bob@example.org'],
      content: 'Subject: mixed\r\n\r\nx\r\n',
    });
    expect(report.recipients).toMatchObject([
      { outcome: 'failed', code: 550, status: '5.1.1' },
      { outcome: 'delivered' },
    ]);
    await filed(server, 'mixed');
  });

  test('all that an envelope can hold', async (context) => {
    if (typeof server === 'string') return context.skip(server);
    const report = await send(server, {
      from: '"odd sender"@example.com',
      to: [{ address: '"b o b"@example.org', notify: ['failure'], originalRecipient: 'rfc822;b+b=x@example.com' }],
      returnPath: { envelopeId: 'a+b=c', returnContent: 'headers', body: '8bitmime' },
      content: 'Subject: envelope\r\n\r\n\xc3\xb6\r\n',
    });
    expect(report.recipients).toMatchObject([{ outcome: 'delivered', isDsnRelayed: true }]);
    expect(await filed(server, 'envelope')).toContain('\xc3\xb6');
  });

  test('international addresses', async (context) => {
    if (typeof server === 'string') return context.skip(server);
    const content = 'Subject: international\r\nX-Name: \xc3\xb6\r\n\r\nx\r\n';
    const report = await send(server, {
      to: ['j\u00f6rg@example.org'],
      returnPath: { smtpUtf8: true, body: '8bitmime' },
      content,
    });
    expect(report.recipients).toMatchObject([{ outcome: 'delivered' }]);
    await filed(server, 'international');
  });

  test('a large one', async (context) => {
    if (typeof server === 'string') return context.skip(server);
    const line = `${'x'.repeat(76)}\r\n`;
    const block = Buffer.from(line.repeat(1000));
    const content = async function* () {
      yield Buffer.from('Subject: large\r\n\r\n');
      for (let i = 0; i < 100; i++) yield block;
    };
    expect((await send(server, { content })).recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect((await filed(server, 'large')).split('\n').filter((text) => text === 'x'.repeat(76))).toHaveLength(100_000);
  });

  test('one with lines that are too long arrives whole', async (context) => {
    if (typeof server === 'string') return context.skip(server);
    const report = await send(server, { content: `Subject: long lines\r\n\r\n${'word '.repeat(2000)}end\r\n` });
    expect(report.recipients).toMatchObject([{ outcome: 'delivered' }]);
    const text = (await filed(server, 'long lines')).replaceAll('=\n', '');
    expect(text).toContain(`${'word '.repeat(2000)}end`);
  });
});

describe('smtp-sink', () => {
  /** Options of smtp-sink(1), and what is reported of a message with two recipients. */
  test.for<readonly [string, readonly string[], object]>([
    ['takes it', [], { destination: 'ok', recipients: [{ outcome: 'delivered' }, { outcome: 'delivered' }] }],
    ['without ESMTP', ['-e'], { destination: 'ok', recipients: [{ outcome: 'delivered' }, { outcome: 'delivered' }] }],
    [
      'without PIPELINING',
      ['-p'],
      { destination: 'ok', recipients: [{ outcome: 'delivered' }, { outcome: 'delivered' }] },
    ],
    [
      'without 8BITMIME',
      ['-8'],
      { destination: 'ok', recipients: [{ outcome: 'delivered' }, { outcome: 'delivered' }] },
    ],
    [
      'refuses us',
      ['-f', 'connect'],
      {
        destination: 'unreachable',
        recipients: [
          { outcome: 'deferred', code: 500 },
          { outcome: 'deferred', code: 500 },
        ],
      },
    ],
    [
      'refuses EHLO',
      ['-f', 'ehlo'],
      { destination: 'ok', recipients: [{ outcome: 'delivered' }, { outcome: 'delivered' }] },
    ],
    [
      'refuses the sender',
      ['-f', 'mail'],
      { destination: 'ok', recipients: [{ outcome: 'failed' }, { outcome: 'failed' }] },
    ],
    [
      'puts off the recipients',
      ['-r', 'rcpt'],
      { destination: 'ok', recipients: [{ outcome: 'deferred' }, { outcome: 'deferred' }] },
    ],
    [
      'refuses the data',
      ['-f', 'data'],
      { destination: 'ok', recipients: [{ outcome: 'failed' }, { outcome: 'failed' }] },
    ],
    [
      'refuses the message',
      ['-f', '.'],
      { destination: 'ok', recipients: [{ outcome: 'failed' }, { outcome: 'failed' }] },
    ],
    [
      'ends the session at the recipients',
      ['-Q', 'rcpt'],
      { destination: 'throttled', recipients: [{ outcome: 'deferred' }, { outcome: 'deferred' }] },
    ],
    [
      'drops the connection at MAIL',
      ['-q', 'mail'],
      { recipients: [{ outcome: 'deferred' }, { outcome: 'deferred' }] },
    ],
    [
      'drops the connection at the end',
      ['-q', '.'],
      { recipients: [{ outcome: 'deferred' }, { outcome: 'deferred' }] },
    ],
  ])('%s', async ([, options, expected], context) => {
    const postfix = await unpackPeer('postfix');
    if (!postfix.available) return context.skip(`postfix: ${postfix.reason}`);
    const usr = join(postfix.path, 'usr');
    const env = { LD_LIBRARY_PATH: `${usr}/lib/postfix:${usr}/lib/x86_64-linux-gnu:${usr}/lib/aarch64-linux-gnu` };
    const port = await freePort();
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const sink = spawn(`${usr}/sbin/smtp-sink`, [...user, ...options, `inet:127.0.0.1:${port}`, '100'], {
      env,
      stdio: 'ignore',
    });
    try {
      await waitForGreeting(port, 30_000, () => sink.exitCode === null);
      await using sender = createTestSender({ names: knownNames({}) });
      const to = ['bob@example.org', 'carol@example.org'];
      expect(await sender.send(transmissionOf({ route: hostRoute(port), to }))).toMatchObject(expected);
    } finally {
      sink.kill('SIGKILL');
      await once(sink, 'exit');
    }
  });
});
