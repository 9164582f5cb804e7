/** Hostile clients of a whole SMTP session, octets in and octets out: seeded, so that a failure can be repeated. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { Envelope } from '../../src/domain/delivery/envelope.ts';
import type { Receiving } from '../../src/domain/delivery/receiving.ts';
import type { AccountId } from '../../src/domain/ports/ids.ts';
import { defaultValues, type Settings } from '../../src/domain/settings/settings.ts';
import { createLmtpService } from '../../src/transports/lmtp/service.ts';
import { type Connection, ConnectionClosed } from '../../src/transports/net/connection.ts';
import { Pace } from '../../src/transports/net/pace.ts';
import { Turns } from '../../src/transports/net/turns.ts';
import { createMxService, type SmtpServiceDeps } from '../../src/transports/smtp/service.ts';
import { accepted } from '../support/delivery.ts';

interface Filed {
  readonly envelope: Envelope;
  readonly text: string;
}

/** Knows alice, and keeps what it is given. */
function fakeReceiving(filed: Filed[]): Receiving {
  return {
    resolveRecipient: (address) => {
      if (address === 'postmaster' || address.localPart !== 'alice') return { refusal: 'unknown-recipient' };
      const copy = {
        account: 1 as AccountId,
        userId: 'alice',
        mailbox: null,
        via: 'address',
        decision: 'mailbox',
        welcomeSenders: [],
      } as const;
      return { accepted: accepted('alice@example.test', { copies: [copy] }) };
    },
    maySendAs: () => true,
    mayHoldBack: async () => true,
    isOwnDomain: async (name) => name === 'example.test',
    expectsReturns: false,
    nextQueueId: () => 'QUEUEID',
    refused: () => {},
    placesOfNotice: async () => ({ local: [], remote: [] }),
    redeliver: async () => ({
      local: [],
      outgoing: [],
      receivedAt: { ms: 0, offsetMinutes: 0 },
      filed: async () => {},
    }),
    begin: async (envelope) => {
      const chunks: Uint8Array[] = [];
      return {
        queueId: 'QUEUEID',
        names: { messageId: null, subject: null },
        write: (chunk) => {
          chunks.push(chunk);
          return undefined;
        },
        finish: async () => {
          filed.push({ envelope, text: Buffer.concat(chunks).toString('latin1') });
          return { isFiled: envelope.recipients.map(() => true) };
        },
        [Symbol.asyncDispose]: async () => {},
      };
    },
    [Symbol.dispose]: () => {},
  };
}

/** A client that has sent all it will send: packets that arrive one with each wait. */
class PlayedConnection implements Connection {
  readonly id = 'played';
  readonly peer = { address: '192.0.2.1', port: 1, isLoopback: false, isUnixSocket: false, isTrusted: true };
  readonly localPort = 25;
  readonly log = silentLogger;
  readonly tls = null;
  readonly canStartTls = true;
  readonly mayAuthenticate = false;
  readonly signal = new AbortController().signal;
  readonly pace = new Pace(systemClock, new Turns());
  output = '';
  #input = Buffer.alloc(0);
  readonly #packets: Buffer[];

  constructor(octets: string, packetBytes: number) {
    const bytes = Buffer.from(octets, 'latin1');
    this.#packets = [];
    for (let at = 0; at < bytes.length; at += packetBytes) this.#packets.push(bytes.subarray(at, at + packetBytes));
  }

  get hasInput(): boolean {
    return this.#input.length > 0;
  }
  setIsWaitedFor(): void {}
  setIdleTimeout(): void {}
  limitRate(): void {}

  takeLine(maxBytes: number): Uint8Array | null {
    const end = this.#input.indexOf(10) + 1;
    if ((end === 0 ? this.#input.length : end) > maxBytes) throw new Failure('too-large', 'line');
    return end === 0 ? null : this.#take(end);
  }
  async readLine(maxBytes: number): Promise<Uint8Array> {
    for (;;) {
      const line = this.takeLine(maxBytes);
      if (line !== null) return line;
      this.#receive();
    }
  }
  async skipLine(): Promise<void> {
    while (!this.#input.includes(10)) this.#receive();
    this.#take(this.#input.indexOf(10) + 1);
  }
  async read(maxBytes: number): Promise<Uint8Array> {
    if (this.#input.length === 0) this.#receive();
    return this.#take(Math.min(maxBytes, this.#input.length));
  }
  unread(bytes: Uint8Array): void {
    this.#input = Buffer.concat([bytes, this.#input]);
  }
  write(data: string | Uint8Array): void {
    this.output += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
  }
  async flush(): Promise<void> {}
  async startTls(): Promise<void> {
    throw new ConnectionClosed('tls-failure');
  }
  startCompression(): void {}
  takeStream(): never {
    throw new TypeError('SMTP reads lines');
  }
  async end(): Promise<void> {}
  destroy(): void {}

  #take(count: number): Buffer {
    const taken = this.#input.subarray(0, count);
    this.#input = this.#input.subarray(count);
    return taken;
  }
  #receive(): void {
    const packet = this.#packets.shift();
    if (packet === undefined) throw new ConnectionClosed('end');
    this.#input = Buffer.concat([this.#input, packet]);
  }
}

const defaults = defaultValues();
const settings: Settings = {
  get: (name) => defaults[name],
  isSet: () => false,
  refused: () => new Map(),
  set: async () => {},
  setAs: async () => {},
  reset: async () => {},
  checkBefore: () => {},
  guard: () => {},
  onChange: () => () => {},
};

async function play(octets: string, packetBytes: number, isLmtp: boolean): Promise<{ output: string; filed: Filed[] }> {
  const filed: Filed[] = [];
  const deps: SmtpServiceDeps = {
    hostname: 'mail.example.test',
    settings,
    receiving: fakeReceiving(filed),
    sasl: {
      mechanisms: () => [],
      authenticate: () => Promise.reject(new Failure('unsupported', 'none')),
      signIn: () => Promise.reject(new Failure('unsupported', 'none')),
    },
    watch: () => () => {},
    clock: systemClock,
    delay: async () => {},
  };
  const connection = new PlayedConnection(octets, packetBytes);
  await (isLmtp ? createLmtpService(deps) : createMxService(deps))(connection);
  return { output: connection.output, filed };
}

const piece = fc.constantFrom(
  'EHLO x\r\n',
  'LHLO x\r\n',
  'HELO x\r\n',
  'MAIL FROM:<a@example.org>\r\n',
  'MAIL FROM:<> BODY=BINARYMIME SMTPUTF8\r\n',
  'RCPT TO:<alice@example.test>\r\n',
  'RCPT TO:<alice@example.test> NOTIFY=NEVER\r\n',
  'RCPT TO:<bob@example.test>\r\n',
  'DATA\r\n',
  'Subject: x\r\n\r\ntext\r\n',
  '.\r\n',
  '..\r\n',
  '\r\n.\r\n',
  '\n.\n',
  '\n.\r\n',
  '\r.\r',
  '\0',
  'BDAT 4\r\nabcd',
  'BDAT 4 LAST\r\nNOOP',
  'BDAT 0 LAST\r\n',
  'BDAT 9\r\nMAIL FROM',
  'BDAT x\r\n',
  'RSET\r\n',
  'NOOP\r\n',
  'NOOP\n',
  'STARTTLS\r\n',
  'AUTH PLAIN AA==\r\n',
  'VRFY a\r\n',
  'GET / HTTP/1.1\r\n',
  `${'x'.repeat(2100)}\r\n`,
  '\xff\xfe\r\n',
  'QUIT\r\n',
);
const REPLIES = /^(?:[2345]\d\d(?:-[ -~]*\r\n[2345]\d\d)* [ -~]*\r\n)*$/;

const script = fc.record({
  octets: fc
    .tuple(fc.boolean(), fc.array(piece, { maxLength: 25 }))
    .map(([isPolite, pieces]) =>
      isPolite ? ['EHLO x\r\n', 'MAIL FROM:<>\r\n', 'RCPT TO:<alice@example.test>\r\n', ...pieces] : pieces,
    ),
  packetBytes: fc.constantFrom(1, 2, 7, 40, 5000),
  isLmtp: fc.boolean(),
});

test('a session survives everything, answers by the grammar, and files nothing that two servers would read apart', async () => {
  let messages = 0;
  await fc.assert(
    fc.asyncProperty(script, async ({ octets, packetBytes, isLmtp }) => {
      const hello = isLmtp ? octets.map((text) => text.replace('EHLO', 'LHLO')) : octets;
      const { output, filed } = await play(hello.join(''), packetBytes, isLmtp);
      expect(output).toMatch(REPLIES);
      expect(output).toMatch(/^(220|554) /);
      messages += filed.length;
      for (const { envelope, text } of filed) {
        if (envelope.returnPath.body !== 'binarymime') expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
      }
      const queued = output.match(/ queued as /g)?.length ?? 0;
      expect(queued).toBe(filed.reduce((sum, { envelope }) => sum + (isLmtp ? envelope.recipients.length : 1), 0));
    }),
    { seed: 2033, numRuns: 3000 },
  );
  // Proves that the scripts get that far.
  expect(messages).toBeGreaterThan(50);
});

test('octets that come one by one mean what they mean in one packet, for a client that waits for nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 15 }), async (pieces) => {
      const octets = `EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n${pieces.join('')}`;
      const one = await play(octets, 1, false);
      const two = await play(octets, 2, false);
      // Two octets of a line end stay together or not: what is refused for coming too early may differ, messages may not.
      const texts = (filed: readonly Filed[]) => filed.map(({ text }) => text);
      const shorter = one.filed.length < two.filed.length ? one.filed : two.filed;
      expect(texts(one.filed).slice(0, shorter.length)).toEqual(texts(two.filed).slice(0, shorter.length));
    }),
    { seed: 5321, numRuns: 1000 },
  );
});
