/** Sending to one host, which does what the test says. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ANSWERED, type PeerOptions, SILENCE, type SmtpPeer, startSmtpPeer } from '../../../test/support/smtp-peer.ts';
import {
  createTestSender,
  hostRoute,
  knownNames,
  type TestMessage,
  type TestSenderOptions,
  transmissionOf,
} from '../../../test/support/smtp-sending.ts';
import { SmtpSocket } from './smtp-socket.ts';

const cleanups: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of cleanups.splice(0)) await one[Symbol.asyncDispose]();
});

async function setUp(options: PeerOptions = {}, senderOptions: Partial<TestSenderOptions> = {}) {
  const peer = await startSmtpPeer(options);
  const sender = createTestSender({ names: knownNames({}), ...senderOptions });
  cleanups.push(sender, peer);
  const send = (message: Omit<TestMessage, 'route'> = {}) =>
    sender.send(transmissionOf({ route: hostRoute(peer.port), ...message }));
  return { peer, sender, send };
}

const only = (peer: SmtpPeer) => {
  expect(peer.messages).toHaveLength(1);
  return peer.messages[0];
};

const EACH = [
  ['everything', ['PIPELINING', 'CHUNKING', 'SIZE', '8BITMIME', 'DSN', 'SMTPUTF8', 'BINARYMIME']],
  ['DATA', ['PIPELINING', '8BITMIME']],
  ['BDAT, one by one', ['CHUNKING', '8BITMIME']],
  ['nothing', []],
] as const;

describe.each(EACH)('a server with %s', (_, extensions) => {
  test('takes a message', async () => {
    const { peer, send } = await setUp({ extensions });
    const content = 'Subject: x\r\n\r\n.\r\n..dots\r\n.\r\nend';
    const report = await send({ content, to: ['bob@example.org', 'carol@example.org'] });
    expect(report).toMatchObject({ destination: 'ok', tls: null });
    expect(report.recipients.map(({ outcome, code, host, address }) => [outcome, code, host, address])).toEqual([
      ['delivered', 250, '127.0.0.1', '127.0.0.1'],
      ['delivered', 250, '127.0.0.1', '127.0.0.1'],
    ]);
    const { data, rcpts, via } = only(peer);
    expect(rcpts.map((rcpt) => rcpt.split(' ')[1])).toEqual(['TO:<bob@example.org>', 'TO:<carol@example.org>']);
    expect(data).toBe(via === 'DATA' ? `${content}\r\n` : content);
  });

  test('refuses some recipients', async () => {
    const { peer, send } = await setUp({
      extensions,
      answer: (command) => {
        if (command.includes('gone@')) return '550-5.1.1 no such\r\n550 5.1.1 user\r\n';
        return command.includes('full@') ? '452 4.2.2 full\r\n' : undefined;
      },
    });
    const report = await send({ to: ['gone@example.org', 'bob@example.org', 'full@example.org'] });
    expect(report.recipients).toMatchObject([
      { outcome: 'failed', code: 550, status: '5.1.1', text: '550-5.1.1 no such\n550 5.1.1 user' },
      { outcome: 'delivered', code: 250, status: '2.0.0', text: '250 2.0.0 taken' },
      { outcome: 'deferred', code: 452, status: '4.2.2', text: '452 4.2.2 full' },
    ]);
    expect(only(peer).rcpts).toHaveLength(1);
  });

  test('refuses all recipients, and the next message goes over the same connection', async () => {
    const { peer, send } = await setUp({
      extensions,
      answer: (command) => (command.includes('gone@') ? '550 no\r\n' : undefined),
    });
    expect((await send({ to: ['gone@example.org'] })).recipients).toMatchObject([
      { outcome: 'failed', status: '5.0.0' },
    ]);
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect([peer.sessions.length, peer.messages.length]).toEqual([1, 1]);
  });

  test.each([
    ['MAIL', '550 5.7.1 not you\r\n', 'failed', 'ok'],
    ['MAIL', '451 4.3.0 later\r\n', 'deferred', 'ok'],
    ['MAIL', '452 4.3.1 no room\r\n', 'deferred', 'throttled'],
    ['MAIL', '450 4.7.1 too fast\r\n', 'deferred', 'throttled'],
    ['message', '554 5.6.0 spam\r\n', 'failed', 'ok'],
    ['message', '451 4.7.0 greylisted\r\n', 'deferred', 'ok'],
  ])('refuses at %s with %j', async (place, text, outcome, destination) => {
    const { peer, send } = await setUp({
      extensions,
      answer: (command) => (command.startsWith(place) ? text : undefined),
    });
    const report = await send({ to: ['bob@example.org', 'carol@example.org'] });
    expect(report).toMatchObject({
      destination,
      recipients: [
        { outcome, text: text.trim() },
        { outcome, text: text.trim() },
      ],
    });
    expect(peer.messages).toEqual([]);
  });

  test.each(['connect', 'EHLO', 'MAIL', 'RCPT', 'message'])('says 421 at %s', async (place) => {
    const close = '421 4.3.2 going down\r\n';
    const { send } = await setUp({
      extensions,
      answer: (command) => (command.startsWith(place) ? { close } : undefined),
    });
    expect(await send()).toMatchObject({
      destination: 'throttled',
      recipients: [{ outcome: 'deferred', code: 421, status: '4.3.2', text: close.trim() }],
    });
  });

  test.each(['connect', 'EHLO', 'MAIL', 'RCPT', 'message'])('closes at %s', async (place) => {
    const { send } = await setUp({
      extensions,
      answer: (command) => (command.startsWith(place) ? { close: '' } : undefined),
    });
    const report = await send();
    const status = place === 'RCPT' ? '4.1.0' : '4.4.2';
    expect(report.recipients).toMatchObject([{ outcome: 'deferred', code: null, status }]);
  });

  test('closes at one recipient: he is told from the others', async () => {
    const { peer, send } = await setUp({
      extensions,
      answer: (command) => (command.includes('cut@') ? { close: '' } : undefined),
    });
    const { recipients } = await send({ to: ['bob@example.org', 'cut@example.org', 'carol@example.org'] });
    expect(recipients[1]).toMatchObject({ outcome: 'deferred', code: null, status: '4.1.0' });
    // Sent ahead as a whole it may have been taken: then nobody gets it once more at once.
    const isSentAhead = extensions.some((one) => one === 'PIPELINING') && extensions.some((one) => one === 'CHUNKING');
    const others = isSentAhead ? ['deferred', '4.4.2'] : ['delivered', '2.0.0'];
    for (const one of [recipients[0], recipients[2]]) expect([one?.outcome, one?.status]).toEqual(others);
    expect(peer.messages).toHaveLength(isSentAhead ? 0 : 1);
  });

  test('closes at every recipient: the sessions have a bound', async () => {
    const { peer, send } = await setUp({
      extensions,
      answer: (command) => (command.startsWith('RCPT') ? { close: '' } : undefined),
    });
    const to = Array.from({ length: 9 }, (_one, index) => `r${index}@example.org`);
    const { recipients } = await send({ to });
    expect(recipients.every(({ outcome }) => outcome === 'deferred')).toBe(true);
    expect(peer.sessions.length).toBeLessThanOrEqual(4);
  });

  test.each([
    ['connect', 'greeting'],
    ['EHLO', 'hello'],
    ['MAIL', 'mail'],
    ['RCPT', 'rcpt'],
    ['message', 'end'],
  ] as const)('is silent at %s', async (place, timeout) => {
    const { send } = await setUp(
      { extensions, answer: (command) => (command.startsWith(place) ? SILENCE : undefined) },
      { timeouts: { [timeout]: 60 } },
    );
    expect((await send()).recipients).toMatchObject([
      { outcome: 'deferred', text: expect.stringContaining('no reply in time') },
    ]);
  });

  test('takes a large message as it comes, without keeping it', async () => {
    const { peer, send } = await setUp({ extensions });
    const block = Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(1000));
    const content = async function* () {
      yield Buffer.from('Subject: large\r\n\r\n');
      for (let i = 0; i < 20; i++) yield block;
    };
    expect((await send({ content })).recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect(only(peer).data).toBe(`Subject: large\r\n\r\n${block.toString().repeat(20)}`);
  });
});

describe('sessions', () => {
  test('EHLO that is not known: HELO', async () => {
    const { peer, send } = await setUp({
      answer: (command) => (command.startsWith('EHLO') ? '502 what\r\n' : undefined),
    });
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect(peer.commands).toEqual([
      'EHLO mail.example.com',
      'HELO mail.example.com',
      'MAIL FROM:<alice@example.com>',
      'RCPT TO:<bob@example.org>',
      'DATA',
    ]);
  });

  test.each([
    ['554 no service\r\n', 'deferred', '4.3.2'],
    ['521 mx.example.org does not accept mail\r\n', 'failed', '5.3.2'],
  ])('a greeting of %j', async (close, outcome, status) => {
    const { send } = await setUp({ answer: (command) => (command === 'connect' ? { close } : undefined) });
    expect((await send()).recipients).toMatchObject([{ outcome, status, text: close.trim() }]);
  });

  test('the next message goes over the same connection; after a while it is left politely', async () => {
    const { peer, send, sender } = await setUp({}, { idleMs: 60_000 });
    for (let i = 0; i < 3; i++) await send();
    expect([peer.sessions.length, peer.messages.length]).toEqual([1, 3]);
    expect(peer.commands.filter((command) => /^(?:EHLO|RSET|QUIT)/.test(command))).toEqual(['EHLO mail.example.com']);
    await sender[Symbol.asyncDispose]();
    expect(peer.commands.at(-1)).toBe('QUIT');
  });

  test.each([
    ['DATA', ['PIPELINING'], ['MAIL', '\r\n.\r\n']],
    ['BDAT', ['PIPELINING', 'CHUNKING'], ['MAIL']],
  ])('a small message is as few packets as %s permits', async (_, extensions, expected) => {
    const { send } = await setUp({ extensions });
    await send();
    using write = vi.spyOn(SmtpSocket.prototype, 'write');
    await send();
    const packets = write.mock.calls.map(([data]) => Buffer.from(data).toString());
    expect(packets.map((packet) => /^MAIL|\r\n\.\r\n$/.exec(packet)?.[0])).toEqual(expected);
  });

  test.each([
    ['by the setting', ['PIPELINING'], 2],
    ['by the server', ['PIPELINING', 'LIMITS MAILMAX=2'], 100],
  ])('no more messages than allowed: %s', async (_, extensions, maxMessagesPerConnection) => {
    const { peer, send } = await setUp({ extensions }, { maxMessagesPerConnection });
    for (let i = 0; i < 4; i++) await send();
    expect(peer.sessions.length).toBe(2);
  });

  test('a connection that the server has closed meanwhile costs nothing', async () => {
    const { peer, send } = await setUp();
    await send();
    // Half of the closings are not seen before the next message is written.
    for (let i = 0; i < 10; i++) {
      const { socket } = peer.sessions.at(-1)!;
      if (i % 2 === 0) await new Promise((resolve) => socket.once('close', resolve).destroy());
      else socket.destroy();
      expect((await send()).recipients).toMatchObject([{ outcome: 'delivered' }]);
    }
    expect(peer.messages.length).toBe(11);
  });

  test('more recipients than the server takes: several transactions', async () => {
    const { peer, send } = await setUp({ extensions: ['PIPELINING', 'LIMITS RCPTMAX=2'] });
    const to = Array.from({ length: 5 }, (_, i) => `r${i}@example.org`);
    expect((await send({ to })).recipients.map(({ outcome }) => outcome)).toEqual(Array(5).fill('delivered'));
    expect(peer.messages.map(({ rcpts }) => rcpts.length)).toEqual([2, 2, 1]);
  });

  test('one domain in each transaction where the server wants that', async () => {
    const { peer, send } = await setUp({ extensions: ['LIMITS RCPTDOMAINMAX=1'] });
    await send({ to: ['a@example.org', 'b@example.org', 'c@example.net'] });
    expect(peer.messages.map(({ rcpts }) => rcpts.length)).toEqual([2, 1]);
  });

  test.each(['452 4.5.3 too many\r\n', '452 too many\r\n', '552 too many\r\n'])(
    'recipients refused with %j go at once',
    async (text) => {
      let taken = 0;
      const { peer, send } = await setUp({
        answer: (command) => {
          if (command.startsWith('MAIL')) taken = 0;
          return command.startsWith('RCPT') && ++taken > 2 ? text : undefined;
        },
      });
      const to = Array.from({ length: 5 }, (_, i) => `r${i}@example.org`);
      expect((await send({ to })).recipients.map(({ outcome }) => outcome)).toEqual(Array(5).fill('delivered'));
      expect(peer.messages.map(({ rcpts }) => rcpts.length)).toEqual([2, 2, 1]);
    },
  );

  test('a server that takes none of them is not asked forever', async () => {
    const { peer, send } = await setUp({
      answer: (command) => (command.startsWith('RCPT') ? '452 4.5.3 too many\r\n' : undefined),
    });
    const report = await send({ to: ['a@example.org', 'b@example.org'] });
    expect(report.recipients).toMatchObject([
      { outcome: 'deferred', text: '452 4.5.3 too many' },
      { outcome: 'deferred', text: '452 4.5.3 too many' },
    ]);
    expect(peer.sessions).toHaveLength(1);
  });

  test('552 with a meaning of its own is an answer', async () => {
    const { send } = await setUp({
      answer: (command) => (command.startsWith('RCPT') ? '552 5.2.2 full\r\n' : undefined),
    });
    expect((await send()).recipients).toMatchObject([{ outcome: 'failed', status: '5.2.2' }]);
  });

  test('354 for a message without recipients ends with nothing', async () => {
    const { peer, send } = await setUp({
      extensions: ['PIPELINING'],
      answer: (command) =>
        command.startsWith('RCPT') ? '550 5.1.1 no\r\n' : command === 'DATA' ? '354 go on\r\n' : undefined,
    });
    expect((await send()).recipients).toMatchObject([{ outcome: 'failed', status: '5.1.1' }]);
    expect(only(peer).data).toBe('');
  });
});

describe('hostile servers', () => {
  test.each<[string, string]>([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['a line without end', `220 ${'x'.repeat(5000)}`],
    ['lines without end', '220-x\r\n'.repeat(500)],
    ['a flood', `220 hi\r\n${'250 x\r\n'.repeat(60_000)}`],
    ['another code in the middle', '220-x\r\n221 y\r\n'],
  ])('%s', async (_, greeting) => {
    const { send } = await setUp({ answer: (command) => (command === 'connect' ? greeting : undefined) });
    const report = await send();
    expect(report.recipients).toMatchObject([{ outcome: 'deferred' }]);
  });

  test('control characters of a reply do not come through', async () => {
    const { send } = await setUp({
      answer: (command) => (command.startsWith('RCPT') ? '550 5.1.1 a\x1b[2J\0b\u2028c\r\n' : undefined),
    });
    expect((await send()).recipients).toMatchObject([{ text: '550 5.1.1 a?[2J?b?c' }]);
  });

  test('a reply in single octets', async () => {
    const { send } = await setUp({
      answer: (command, { socket }) => {
        if (!command.startsWith('RCPT')) return undefined;
        for (const octet of Buffer.from('550-5.1.1 no\r\n550 5.1.1 such\r\n')) socket.write(Buffer.of(octet));
        return ANSWERED;
      },
      extensions: [],
    });
    expect((await send()).recipients).toMatchObject([{ outcome: 'failed', status: '5.1.1' }]);
  });

  test.each([
    ['DATA', ['PIPELINING']],
    ['BDAT', ['PIPELINING', 'CHUNKING']],
  ])('one that takes nothing more after %s holds no memory', async (_, extensions) => {
    const { send } = await setUp({ extensions, stopsReading: true }, { timeouts: { block: 200, end: 200 } });
    const block = Buffer.alloc(64 * 1024, 'x'.repeat(62).concat('\r\n'));
    let produced = 0;
    let ended = 0;
    const content = async function* () {
      const isSending = ended++ > 0;
      for (let i = 0; i < 2000; i++) {
        if (isSending) produced += block.length;
        yield block;
      }
    };
    const report = await send({ content });
    expect(report.recipients).toMatchObject([{ outcome: 'deferred', status: '4.4.2' }]);
    // What the kernel takes, and one piece of ours.
    expect(produced).toBeLessThan(16 * 1024 * 1024);
  });

  test('one that refuses in the middle of a message is heard', async () => {
    const { send } = await setUp({
      extensions: ['PIPELINING'],
      answer: (command, { socket }) => {
        if (command === 'DATA') setTimeout(() => socket.end('552 5.3.4 too big\r\n'), 20);
        return undefined;
      },
    });
    const block = Buffer.alloc(64 * 1024, 'x'.repeat(62).concat('\r\n'));
    const content = async function* () {
      for (let i = 0; i < 500; i++) {
        await new Promise((resolve) => setTimeout(resolve, i > 300 ? 1 : 0));
        yield block;
      }
    };
    expect((await send({ content })).recipients).toMatchObject([{ outcome: 'failed', code: 552, status: '5.3.4' }]);
  });
});

describe('giving up', () => {
  test.each(['connect', 'EHLO', 'MAIL', 'message'])('an abort at %s', async (place) => {
    const reached = Promise.withResolvers<void>();
    const { peer, sender } = await setUp({
      answer: (command) => {
        if (!command.startsWith(place)) return undefined;
        reached.resolve();
        return SILENCE;
      },
    });
    const abort = new AbortController();
    const sending = sender.send(transmissionOf({ route: hostRoute(peer.port) }), abort.signal);
    await reached.promise;
    abort.abort(new Error('enough'));
    await expect(sending).rejects.toThrow('enough');
  });

  test('an abort while the message is read', async () => {
    const { sender, peer } = await setUp();
    const abort = new AbortController();
    const content = async function* () {
      yield Buffer.from('Subject: x\r\n');
      abort.abort(new Error('enough'));
      yield Buffer.from('\r\n');
    };
    await expect(sender.send(transmissionOf({ route: hostRoute(peer.port), content }), abort.signal)).rejects.toThrow(
      'enough',
    );
  });

  test('an abort that comes after the message does not end the connection for the next one', async () => {
    const { peer, sender, send } = await setUp();
    const abort = new AbortController();
    await sender.send(transmissionOf({ route: hostRoute(peer.port) }), abort.signal);
    abort.abort();
    await send();
    expect([peer.sessions.length, peer.messages.length]).toEqual([1, 2]);
  });

  test('nobody listens', async () => {
    const { peer, sender } = await setUp();
    await peer[Symbol.asyncDispose]();
    const report = await sender.send(transmissionOf({ route: hostRoute(peer.port) }));
    expect(report).toMatchObject({
      destination: 'unreachable',
      recipients: [
        {
          outcome: 'deferred',
          code: null,
          status: '4.4.1',
          host: '127.0.0.1',
          text: expect.stringContaining('refused'),
        },
      ],
    });
  });
});

describe('the envelope', () => {
  test('what the server offers', async () => {
    const { peer, send } = await setUp({
      extensions: ['PIPELINING', 'SIZE', 'DSN', '8BITMIME', 'MT-PRIORITY', 'DELIVERBY 10'],
    });
    const report = await send({
      to: [
        { address: 'bob@example.org', notify: ['success', 'failure'], originalRecipient: 'rfc822;team+x@example.com' },
      ],
      returnPath: { envelopeId: 'id=1', returnContent: 'headers', body: '8bitmime' },
      message: { priority: 3, deliverBy: { atMs: Date.now() + 100_500, mode: 'return', isTraced: false } },
    });
    expect(report.recipients).toMatchObject([{ outcome: 'delivered', isDsnRelayed: true }]);
    const { mail, rcpts } = only(peer);
    expect(mail).toMatch(
      /^MAIL FROM:<alice@example.com> SIZE=26 BODY=8BITMIME RET=HDRS ENVID=id\+3D1 MT-PRIORITY=3 BY=100;R$/,
    );
    expect(rcpts).toEqual(['RCPT TO:<bob@example.org> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;team+2Bx@example.com']);
  });

  test('what it does not', async () => {
    const { peer, send } = await setUp({ extensions: [] });
    const report = await send({
      to: [{ address: 'bob@example.org', notify: [], originalRecipient: 'rfc822;team@example.com' }],
      returnPath: { envelopeId: 'id=1', returnContent: 'full' },
      message: { priority: 3, deliverBy: { atMs: 0, mode: 'notify', isTraced: true } },
    });
    expect(report.recipients).toMatchObject([{ outcome: 'delivered', isDsnRelayed: false }]);
    expect([only(peer).mail, ...only(peer).rcpts]).toEqual([
      'MAIL FROM:<alice@example.com>',
      'RCPT TO:<bob@example.org>',
    ]);
  });

  test('delays are asked for where time matters, and the host does not know', async () => {
    const { peer, send } = await setUp({ extensions: ['DSN'] });
    const notify = [null, [], ['failure']] as const;
    const to = notify.map((one, i) => ({ address: `r${i}@example.org`, notify: one }));
    await send({ to, message: { deliverBy: { atMs: Date.now() + 60_000, mode: 'notify', isTraced: false } } });
    expect(only(peer).rcpts.map((rcpt) => rcpt.split(' ').at(-1))).toEqual([
      'NOTIFY=FAILURE,DELAY',
      'NOTIFY=NEVER',
      'NOTIFY=FAILURE,DELAY',
    ]);
  });

  test.each<[string, readonly string[], number, string]>([
    ['a host without DELIVERBY', [], 60, '5.3.3'],
    ['a host that needs longer', ['DELIVERBY 240'], 60, '5.3.3'],
    ['too late', ['DELIVERBY'], -1, '5.4.7'],
  ])('deliver or return: %s', async (_, extensions, seconds, status) => {
    const { peer, send } = await setUp({ extensions });
    const deliverBy = { atMs: Date.now() + seconds * 1000, mode: 'return', isTraced: false } as const;
    expect((await send({ message: { deliverBy } })).recipients).toMatchObject([{ outcome: 'failed', status }]);
    expect(peer.messages).toEqual([]);
  });

  test('the null reverse-path', async () => {
    const { peer, send } = await setUp();
    await send({ from: '' });
    expect(only(peer).mail).toMatch(/^MAIL FROM:<>/);
  });

  test.each([
    'bob@example.org>\r\nRCPT TO:<evil@example.org',
    'bob\n@example.org',
    'bob',
    'b b@example.org',
    'bob@exa mple.org',
  ])('a recipient %j is refused before anything is sent, the others go', async (address) => {
    const { peer, send } = await setUp();
    const report = await send({ to: [address, 'carol@example.org'] });
    expect(report.recipients).toMatchObject([{ outcome: 'failed', status: '5.1.3' }, { outcome: 'delivered' }]);
    expect(only(peer).rcpts).toEqual(['RCPT TO:<carol@example.org>']);
  });

  test('a sender that cannot be sent', async () => {
    const { peer, send } = await setUp();
    expect((await send({ from: 'a\r\n@example.com' })).recipients).toMatchObject([
      { outcome: 'failed', status: '5.1.7' },
    ]);
    expect(peer.sessions).toEqual([]);
  });

  test.each([
    ['envelopeId', { returnPath: { envelopeId: 'x\r\nRSET' } }],
    ['originalRecipient', { to: [{ address: 'bob@example.org', originalRecipient: 'rfc822;x\r\nRSET' }] }],
  ])('a %s with a line end fails, and nothing of it is sent', async (_, message) => {
    const { peer, send } = await setUp();
    expect((await send(message)).recipients).toMatchObject([{ outcome: 'failed' }]);
    expect(peer.commands.filter((command) => !/^(?:EHLO|QUIT)/.test(command))).toEqual([]);
  });

  test('a message that is too large is not sent', async () => {
    const { peer, send } = await setUp({ extensions: ['SIZE 20'] });
    expect((await send()).recipients).toMatchObject([{ outcome: 'failed', status: '5.3.4' }]);
    expect(peer.messages).toEqual([]);
  });
});

describe('international mail', () => {
  const bob = 'b\u00f6b@b\u00fccher.example';
  test('goes to a server that takes it', async () => {
    const { peer, send } = await setUp();
    expect((await send({ to: [bob], returnPath: { smtpUtf8: true } })).recipients).toMatchObject([
      { outcome: 'delivered' },
    ]);
    expect([only(peer).mail, ...only(peer).rcpts]).toEqual([
      expect.stringMatching(/ SMTPUTF8$/),
      'RCPT TO:<b\u00f6b@xn--bcher-kva.example>',
    ]);
  });

  test('fails at another, for those who need it', async () => {
    const { peer, send } = await setUp({ extensions: ['8BITMIME'] });
    const to = [bob, 'bob@b\u00fccher.example'];
    expect((await send({ to })).recipients).toMatchObject([
      { outcome: 'failed', status: '5.6.7' },
      { outcome: 'delivered' },
    ]);
    expect(only(peer).rcpts).toEqual(['RCPT TO:<bob@xn--bcher-kva.example>']);
  });

  test.each([
    ['header', 'Subject: \xc3\xb6\r\n\r\nx\r\n', true, { outcome: 'failed', status: '5.6.9' }],
    ['only asked for', 'Subject: o\r\n\r\nx\r\n', true, { outcome: 'delivered' }],
    ['8-bit header of old', 'Subject: \xf6\r\n\r\nx\r\n', false, { outcome: 'delivered' }],
  ])('%s', async (_, content, smtpUtf8, expected) => {
    const { send } = await setUp({ extensions: ['8BITMIME'] });
    expect((await send({ content, returnPath: { smtpUtf8 } })).recipients).toMatchObject([expected]);
  });
});

describe('the form of the message', () => {
  const text =
    'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xb6\r\n';

  test('8-bit to a server that takes it', async () => {
    const { peer, send } = await setUp({ extensions: ['8BITMIME'] });
    await send({ content: text });
    expect([only(peer).mail, only(peer).data]).toEqual(['MAIL FROM:<alice@example.com> BODY=8BITMIME', text]);
  });

  test('8-bit to a server that does not', async () => {
    const { peer, send } = await setUp({ extensions: [] });
    await send({ content: text });
    expect([only(peer).mail, only(peer).data]).toEqual([
      'MAIL FROM:<alice@example.com>',
      text.replace('Encoding: 8bit', 'Encoding: quoted-printable').replace('\xc3\xb6', '=C3=B6'),
    ]);
  });

  test.each<[string, string, object]>([
    [
      'signed',
      text.replace('text/plain; charset=utf-8', 'multipart/signed; boundary=b').replace('\xc3', '--b\r\n\r\n\xc3'),
      { status: '5.6.2' },
    ],
    ['an 8-bit header', text.replace('Subject: x', 'Subject: \xc3\xb6'), { status: '5.6.9' }],
  ])('8-bit that cannot be converted: %s', async (_, content, expected) => {
    const { peer, send } = await setUp({ extensions: [] });
    expect((await send({ content })).recipients).toMatchObject([{ outcome: 'failed', ...expected }]);
    expect(peer.messages).toEqual([]);
  });

  const binary =
    'MIME-Version: 1.0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\r\n.\r\nMAIL FROM:<evil@example.com>\n.\n';

  test('binary to a server that takes it', async () => {
    const { peer, send } = await setUp();
    await send({ content: binary, returnPath: { body: 'binarymime' } });
    expect(only(peer)).toMatchObject({ data: binary, via: 'BDAT', mail: expect.stringContaining('BODY=BINARYMIME') });
  });

  test.each([['8BITMIME', 'CHUNKING'], ['8BITMIME'], []])('binary to a server with %j', async (...extensions) => {
    const { peer, send } = await setUp({ extensions: extensions.flat() });
    await send({ content: binary, returnPath: { body: 'binarymime' } });
    expect(only(peer).data).toContain('Content-Transfer-Encoding: base64\r\n\r\nAA0KLg0KTUFJTCBG');
    expect(peer.messages).toHaveLength(1);
  });

  test('a line that is too long', async () => {
    const { peer, send } = await setUp();
    await send({ content: `Subject: x\r\n\r\n${'word '.repeat(1000)}\r\n` });
    for (const line of only(peer).data.split('\r\n')) expect(line.length).toBeLessThan(999);
    expect(only(peer).data).toContain('Content-Transfer-Encoding: quoted-printable');
  });

  test('bare line ends never leave, in a header least of all', async () => {
    const { peer, send } = await setUp({ extensions: [] });
    await send({ content: 'Subject: x\r\n\r\na\n.\nMAIL FROM:<evil@example.com>\r\n' });
    expect(only(peer).data).not.toMatch(/[^\r]\n|\r(?!\n)/);
    const bad = await send({ content: 'Subject: x\nX: y\r\n\r\na\r\n' });
    expect(bad.recipients).toMatchObject([{ outcome: 'failed', status: '5.6.0' }]);
    expect(peer.messages).toHaveLength(1);
  });

  test('a large one is converted as it comes', async () => {
    const { peer, send } = await setUp({ extensions: ['CHUNKING'] });
    const line = `${'x'.repeat(310)}${'\xc3\xb6'.repeat(30)}\r\n`;
    const content = async function* () {
      yield Buffer.from(text, 'latin1');
      for (let i = 0; i < 40; i++) yield Buffer.from(line.repeat(200), 'latin1');
    };
    await send({ content });
    expect(
      only(peer)
        .data.replaceAll('=\r\n', '')
        .match(/(?:=C3=B6){30}\r\n/g),
    ).toHaveLength(8000);
    expect(peer.commands.filter((command) => command.startsWith('BDAT')).length).toBeGreaterThan(2);
  });

  test('what cannot be signed anew now is put off, and the session serves the next message', async () => {
    const { Failure } = await import('../../base/failure.ts');
    const renewHead = () => Promise.reject(new Failure('unavailable', 'no thread'));
    const { peer, send } = await setUp({ extensions: [] }, { renewHead });
    const put = await send({ content: text, message: { head: 'DKIM-Signature: x\r\n' } });
    expect(put.recipients).toMatchObject([{ outcome: 'deferred', status: '4.3.0' }]);
    expect(put.destination).toBe('ok');
    expect((await send({})).recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect([peer.sessions.length, peer.messages.length]).toEqual([1, 1]);
  });

  test('a store that fails in the middle', async () => {
    const { Failure } = await import('../../base/failure.ts');
    const { peer, send } = await setUp({ extensions: ['PIPELINING'] });
    let opened = 0;
    const content = async function* () {
      opened += 1;
      yield Buffer.from(`Subject: x\r\n\r\n${'a\r\n'.repeat(120_000)}`);
      if (opened > 1) throw new Failure('unavailable', 'disk');
    };
    expect((await send({ content })).recipients).toMatchObject([{ outcome: 'deferred', status: '4.3.0' }]);
    expect(peer.messages).toEqual([]);
  });
});
