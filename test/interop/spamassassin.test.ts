/** SpamAssassin of Debian: asked for a score over its own protocol, and as a filter that gives the message back. */
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../bench/harness/ports.ts';
import { isTransitField, transitField } from '../../src/domain/delivery/filter-transit.ts';
import type { FilterAddress } from '../../src/domain/ports/content-filter.ts';
import { createSmtpFilter } from '../../src/gateways/smtp-filter/smtp-filter.ts';
import { createSpamdFilter } from '../../src/gateways/spamd/spamd-filter.ts';
import { filterRequest } from '../support/filter-request.ts';
import { type Peer, unpackPeer } from '../support/peers/peers.ts';
import type { Daemon } from './support/daemon.ts';
import { GTUBE, startSpamd, startSpampd } from './support/spamassassin.ts';

const message = (body: string) =>
  `From: sender@example.org\r\nTo: alice@example.test\r\nSubject: x\r\nMessage-ID: <1@example.org>\r\n\r\n${body}\r\n`;

let folder: string;
let peer: Peer;

beforeAll(async () => {
  peer = await unpackPeer('spamassassin');
  folder = await mkdtemp(join(tmpdir(), 'mailroom-spam-'));
  await chmod(folder, 0o777);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('spamd', () => {
  let address: FilterAddress;
  let daemon: Daemon | undefined;
  beforeAll(async () => {
    if (peer.available) ({ address, daemon } = await startSpamd(peer.path, folder));
  }, 120_000);
  afterAll(async () => {
    await daemon?.[Symbol.asyncDispose]();
  });

  test.for([
    ['junk', message(GTUBE), /^Yes, score=1\d\d\d\.\d required=5\.0 tests=.*GTUBE/s, 1000],
    ['a message', message('Shall we meet at noon?'), /^No, score=/, -100],
  ] as const)('gives %s a score', async ([, text, status, least], context) => {
    if (!peer.available) return context.skip(peer.reason);
    const filter = createSpamdFilter({ name: 'junk', address, timeoutMs: 60_000, maxBytes: 1e6 });
    const verdict = await filter.examine(filterRequest(text), new AbortController().signal);
    if (verdict.kind !== 'accept') throw new Error(verdict.kind);
    expect(verdict.score).toBeGreaterThan(least);
    expect(verdict.headers).toMatchObject([
      { name: 'X-Spam-Status', index: 0, value: expect.stringMatching(status) as string },
    ]);
  });
});

describe('spampd, which gives the message back', () => {
  let address: FilterAddress;
  let daemon: Daemon | undefined;
  let listener: Server;
  let returned: string[];
  /** What our listener answers to the end of the message. */
  let answer = '250 2.0.0 Q2 accepted';

  beforeAll(async () => {
    if (!peer.available) return;
    listener = createServer((socket) => {
      let heard = '';
      let isData = false;
      socket.write('220 mail.example.test\r\n');
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        heard += chunk.toString();
        for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
          const line = heard.slice(0, end);
          heard = heard.slice(end + 2);
          returned.push(line);
          if (isData && line !== '.') continue;
          if (isData) socket.write(`${answer}\r\n`);
          else
            socket.write(
              line === 'DATA'
                ? '354 go\r\n'
                : line.startsWith('EHLO')
                  ? '250-mail\r\n250 XFORWARD NAME ADDR HELO\r\n'
                  : '250 ok\r\n',
            );
          isData = line === 'DATA';
        }
      });
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    ({ address, daemon } = await startSpampd(peer.path, folder, port, await freePort()));
  }, 120_000);
  afterAll(async () => {
    await daemon?.[Symbol.asyncDispose]();
    listener?.close();
  });
  afterEach(() => {
    answer = '250 2.0.0 Q2 accepted';
  });

  const send = async (text: string) => {
    returned = [];
    const filter = createSmtpFilter({ name: 'proxy', address, timeoutMs: 60_000 });
    return await filter.examine(
      filterRequest(text, { recipients: ['a@example.test', 'b@example.test'] }),
      new AbortController().signal,
    );
  };

  test('takes a message when our listener has taken it back', async (context) => {
    if (!peer.available) return context.skip(peer.reason);
    const verdict = await send(message(`${GTUBE}\r\n..`));
    expect(verdict).toEqual({ kind: 'taken', text: 'Q2 accepted' });
    expect(returned).toEqual(
      expect.arrayContaining([
        'MAIL FROM:<sender@example.org>',
        'RCPT TO:<a@example.test>',
        'RCPT TO:<b@example.test>',
      ]),
    );
    expect(returned).toContain('XFORWARD NAME=[UNAVAILABLE] ADDR=192.0.2.1 HELO=client.example.org');
    expect(returned.find((line) => line.startsWith('X-Spam-Flag') || line.startsWith('X-Spam-Status'))).toMatch(/: Y/);
    expect(returned).toContain('...');
  });

  test.for([
    ['mail', 'hello'],
    ['junk', GTUBE],
  ] as const)('leaves the field alone by which we know %s again', async ([, body], context) => {
    if (!peer.available) return context.skip(peer.reason);
    const field = transitField('A'.repeat(22), 'mail.example.test', 'Q1', 'Thu, 6 Aug 2026 09:05:00 +0200');
    await send(`${field}${message(body)}`);
    const received = returned.filter((line) => line.startsWith('Received: '));
    expect(received.find((line) => isTransitField('received', line.slice('Received: '.length)))).toBeDefined();
  });

  test.for([
    ['452 4.3.1 no room', { kind: 'defer', code: 452, status: '4.3.1', text: 'no room' }],
    ['554 5.7.1 no', { kind: 'reject', code: 554, status: '5.7.1', text: 'no' }],
  ] as const)('answers what our listener answers: %s', async ([reply, verdict], context) => {
    if (!peer.available) return context.skip(peer.reason);
    answer = reply;
    expect(await send(message('hello'))).toEqual(verdict);
  });
});
