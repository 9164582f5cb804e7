import { describe, expect, test } from 'vitest';
import { filterRequest } from '../../../test/support/filter-request.ts';
import { type StandInFilter, startStandInFilter } from '../../../test/support/stand-in-filter.ts';
import { isFailure } from '../../base/failure.ts';
import type { FilterRequest } from '../../domain/ports/content-filter.ts';
import { MilterPacketReader } from '../../wire/milter/packet-reader.ts';
import { MILTER_STEP } from '../../wire/milter/protocol.ts';
import { createMilterFilter } from './milter-filter.ts';

const MESSAGE = 'Received: a\r\n\tb\r\nSubject:  s\r\nno field\r\n\r\nbody\r\nmore\r\n';

interface Script {
  /** The numbers of the negotiation, and wishes behind them. */
  readonly version?: number;
  readonly actions?: number;
  readonly steps?: number;
  readonly wishes?: string;
  /** Replies to a command, where it is not `continue`. */
  readonly replies?: Readonly<Record<string, readonly string[]>>;
}

interface StandInMilter extends StandInFilter {
  /** Commands with their data, as byte strings. */
  readonly commands: string[];
}

const SILENT = { L: MILTER_STEP.noReplyToHeader, B: MILTER_STEP.noReplyToBody, M: MILTER_STEP.noReplyToMail };

function packet(text: string): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(text.length);
  return Buffer.concat([head, Buffer.from(text, 'latin1')]);
}

async function startMilter({ version = 6, actions = 0x17f, steps = 0, wishes = '', replies = {} }: Script) {
  const commands: string[] = [];
  const numbers = Buffer.alloc(12);
  [version, actions, steps].forEach((value, index) => numbers.writeUInt32BE(value, 4 * index));
  const filter = await startStandInFilter((socket) => {
    const reader = new MilterPacketReader();
    socket.on('data', (chunk) => {
      reader.push(chunk);
      for (let next = reader.next(); next !== null; next = reader.next()) {
        const { command, data } = next;
        commands.push(command + data.toString('latin1'));
        if (command === 'O') socket.write(packet(`O${numbers.toString('latin1')}${wishes}`));
        else if ('DAQ'.includes(command)) continue;
        else if (replies[command] !== undefined) socket.write(Buffer.concat(replies[command].map(packet)));
        else if ((steps & (SILENT[command as 'L'] ?? 0)) === 0) socket.write(packet('c'));
      }
    });
  });
  return Object.assign(filter, { commands }) satisfies StandInMilter;
}

async function examine(
  milter: StandInMilter,
  request: Partial<FilterRequest> = {},
  message = MESSAGE,
  maxBodyBytes = 1000,
) {
  const filter = createMilterFilter({
    name: 'm',
    address: milter.address,
    timeoutMs: 2000,
    maxBodyBytes: () => maxBodyBytes,
  });
  const verdict = await filter.examine(filterRequest(message, request), new AbortController().signal);
  // Its good-bye is the last that it hears.
  await expect.poll(() => milter.commands.at(-1)).toBe('Q');
  return verdict;
}

/** Without what every message has. */
const kinds = (milter: StandInMilter) => milter.commands.map((one) => one.slice(0, 1)).join('');

describe('what a milter is told', () => {
  test('everything, in its order', async () => {
    await using milter = await startMilter({});
    const returnPath = {
      address: 'é@example.org',
      envelopeId: null,
      returnContent: null,
      smtpUtf8: true,
      body: '8bitmime' as const,
    };
    await examine(milter, { returnPath, recipients: ['a@example.test', 'b@example.test'] });
    const utf8 = Buffer.from('é').toString('latin1');
    expect(milter.commands.filter((one) => !/^[OD]/.test(one))).toEqual([
      'C[192.0.2.1]\x004\x9c\x40192.0.2.1\0',
      'Hclient.example.org\0',
      `M<${utf8}@example.org>\0SIZE=${MESSAGE.length}\0BODY=8BITMIME\0SMTPUTF8\0`,
      'R<a@example.test>\0',
      'R<b@example.test>\0',
      'T',
      'LReceived\0a\n\tb\0',
      'LSubject\0s\0',
      'N',
      'Bbody\r\nmore\r\n',
      'E',
      'Q',
    ]);
    expect(milter.commands[0]?.slice(1, 5)).toBe('\0\0\0\x06');
  });

  test('macros: the usual ones, and who signed in', async () => {
    await using milter = await startMilter({});
    const request = filterRequest('');
    await examine(milter, { client: { ...request.client, hostName: 'mx.example.org', userId: 'alice' } });
    const macros = new Map(milter.commands.filter((one) => one.startsWith('D')).map((one) => [one[1], one.slice(2)]));
    expect(macros.get('C')).toBe(
      'j\0mail.example.test\0v\0Mailroom\0_\0mx.example.org [192.0.2.1]\0{daemon_name}\0Mailroom\0' +
        '{client_addr}\x00192.0.2.1\0{client_name}\0mx.example.org\0{client_port}\x0040000\0{client_ptr}\0mx.example.org\0',
    );
    expect(macros.get('H')).toBe('{tls_version}\0TLSv1.3\0{cipher}\0TLS_AES_256_GCM_SHA384\0{cipher_bits}\x00256\0');
    expect(macros.get('M')).toContain('i\0Q1\0{auth_type}\0SASL\0{auth_authen}\0alice\0');
    expect(macros.get('R')).toBe('{rcpt_addr}\0alice@example.test\0{rcpt_host}\0example.test\0{rcpt_mailer}\0local\0');
    expect(macros.get('E')).toBe('i\0Q1\0');
  });

  test('macros: by wish', async () => {
    await using milter = await startMilter({ wishes: '\0\0\0\0j client_addr nothing\0\0\0\0\x02\0' });
    await examine(milter);
    const macros = milter.commands.filter((one) => one.startsWith('D'));
    expect(macros[0]).toBe('DCj\0mail.example.test\0client_addr\x00192.0.2.1\0');
    expect(macros.some((one) => one.startsWith('DM'))).toBe(false);
  });

  test.each([
    ['no envelope', 0x1 | 0x2 | 0x4 | 0x8 | 0x200, 'OLLNBDEQ'],
    ['no header', MILTER_STEP.noHeaders, 'ODCDHDMDRDTDNBDEQ'],
    ['no end of header', MILTER_STEP.noEndOfHeader, 'ODCDHDMDRDTLLBDEQ'],
    ['no body', MILTER_STEP.noBody, 'ODCDHDMDRDTLLDNDEQ'],
    ['the envelope only', MILTER_STEP.noHeaders | MILTER_STEP.noEndOfHeader | MILTER_STEP.noBody, 'ODCDHDMDRDTDEQ'],
  ])('leaves out what it does not want: %s', async (_, steps, expected) => {
    await using milter = await startMilter({ steps });
    await examine(milter);
    // The macros of the end of the header belong to a command that may be missing.
    const seen = kinds(milter);
    expect([expected, expected.replace('LLN', 'LLDN')]).toContain(seen);
  });

  test('does not wait where it gets no reply', async () => {
    await using milter = await startMilter({ steps: SILENT.L | SILENT.B | SILENT.M, replies: { L: [], B: [], M: [] } });
    expect(await examine(milter)).toMatchObject({ kind: 'accept' });
  });

  test('the white space of header fields, where it is wanted', async () => {
    await using milter = await startMilter({
      steps: MILTER_STEP.leadingSpace,
      replies: { E: ['hA\0 1\0', 'hB\x002\0', 'c'] },
    });
    const verdict = await examine(milter);
    expect(milter.commands.filter((one) => one.startsWith('L'))).toEqual(['LReceived\0 a\n\tb\0', 'LSubject\0  s\0']);
    expect(verdict).toMatchObject({
      headers: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    });
  });

  test('an old one, which knows no DATA', async () => {
    await using milter = await startMilter({ version: 2 });
    await examine(milter);
    expect(kinds(milter)).not.toContain('T');
  });

  test('the body in pieces, until it has seen enough', async () => {
    const body = `${'x'.repeat(99_998)}\r\n`;
    const chunk = Buffer.from(`A: b\r\n\r\n${body}`);
    const whole = {
      sizeBytes: chunk.length,
      async *message() {
        yield chunk;
      },
    };
    {
      await using milter = await startMilter({});
      await examine(milter, whole);
      const bodies = milter.commands.filter((one) => one.startsWith('B')).map((one) => one.slice(1));
      expect(bodies.map(({ length }) => length)).toEqual([65_535, 34_465]);
      expect(bodies.join('')).toBe(body);
    }
    await using milter = await startMilter({ replies: { B: ['s'] } });
    await examine(milter, whole);
    expect(milter.commands.filter((one) => one.startsWith('B'))).toHaveLength(1);
  });

  test('a Unix socket as client has no address', async () => {
    await using milter = await startMilter({});
    await examine(milter, { client: { ...filterRequest('').client, address: '' } });
    expect(milter.commands).toContain('Clocalhost\0U');
  });
});

describe('what a milter decides', () => {
  const MACHINE = ['C', 'H', 'M', 'R', 'T', 'L', 'N', 'B', 'E'];
  const decisions: readonly (readonly [reply: string, verdict: object])[] = [
    ['a', { kind: 'accept', headers: [] }],
    ['r', { kind: 'reject', code: 550, status: '5.7.1' }],
    ['t', { kind: 'defer', code: 451, status: '4.7.1' }],
    ['d', { kind: 'discard' }],
    ['y553 5.1.8 go away\0', { kind: 'reject', code: 553, status: '5.1.8', text: 'go away' }],
    ['y450 later\0', { kind: 'defer', code: 450, status: '4.7.1', text: 'later' }],
    ['y421 4.3.2 closing\0', { kind: 'defer', code: 451, status: '4.3.2' }],
    ['y550 4.1.1 odd\0', { kind: 'reject', code: 550, status: '5.7.1' }],
  ];
  test.each(MACHINE.flatMap((at) => decisions.map((one) => [at, ...one] as const)))(
    'at %s: %j',
    async (at, reply, verdict) => {
      await using milter = await startMilter({ replies: { [at]: [reply] } });
      expect(await examine(milter)).toMatchObject(verdict);
      const isOpen = at !== 'E';
      expect(milter.commands.slice(-2)).toEqual(isOpen ? ['A', 'Q'] : ['E', 'Q']);
      // Nothing of the message follows a decision.
      expect(
        kinds(milter)
          .replace(/D/g, '')
          .slice(-3 - Number(isOpen)),
      ).toMatch(isOpen ? new RegExp(`${at}AQ$`) : /EQ$/);
    },
  );

  test('changes, in the order in which they were made', async () => {
    const E = [
      'p',
      'hA\x001\0',
      'i\0\0\0\0B\x002\0',
      'p',
      'm\0\0\0\0C\x003\0',
      'bnew\n',
      'bbody\r',
      '+<x@y>\0',
      '+<z@y>\0',
      '-<z@y>\0',
      '-<w@y>\0',
      'e<>\0',
      'c',
    ];
    await using milter = await startMilter({ replies: { E } });
    expect(await examine(milter)).toEqual({
      kind: 'accept',
      headers: [
        { kind: 'add', name: 'A', value: '1' },
        { kind: 'add', name: 'B', value: '2', index: 0 },
        { kind: 'change', name: 'C', value: '3', occurrence: 1 },
      ],
      body: Buffer.from('new\r\nbody\r\n'),
      addedRecipients: ['x@y'],
      removedRecipients: ['z@y', 'w@y'],
      newSender: '',
      score: null,
      note: 'accepted with changes',
    });
  });

  test('a new body in many small pieces, and a reason without end', async () => {
    const pieces = Array.from({ length: 50_000 }, () => 'bx');
    await using milter = await startMilter({ replies: { E: [...pieces, 'c'] } });
    const verdict = await examine(milter, {}, MESSAGE, 50_000);
    expect(verdict.kind === 'accept' && verdict.body?.length).toBe(50_000);
    await using wordy = await startMilter({ replies: { E: [`qbad\r\nwords ${'x'.repeat(10_000)}\0`, 'c'] } });
    const kept = await examine(wordy);
    expect(kept.kind === 'quarantine' && kept.reason).toMatch(/^bad words x{490}$/);
  });

  test('binary bodies keep their line ends', async () => {
    await using milter = await startMilter({ replies: { E: ['ba\nb\r', 'c'] } });
    const returnPath = { ...filterRequest('').returnPath, body: 'binarymime' as const };
    expect(await examine(milter, { returnPath })).toMatchObject({ body: Buffer.from('a\nb\r') });
  });

  test.each([
    ['kept aside', ['qbad words\0', 'c'], { kind: 'quarantine', reason: 'bad words' }],
    ['kept aside and refused', ['qbad words\0', 'r'], { kind: 'reject' }],
  ])('%s', async (_, E, verdict) => {
    await using milter = await startMilter({ replies: { E } });
    expect(await examine(milter)).toMatchObject(verdict);
  });

  test.each([
    ['shuts down', { C: ['4'] }],
    ['has no connection', { C: ['f'] }],
    ['says what is no reply', { C: ['X'] }],
    ['changes before the end', { H: ['hA\x001\0'] }],
    ['skips at the end', { E: ['s'] }],
    ['answers twice', { L: ['c', 'c'] }],
    ['answers before the end', { B: ['c', 'c'] }],
    ['makes the header too large', { E: [...Array.from({ length: 3 }, () => `hA\0${'x'.repeat(500_000)}\0`), 'c'] }],
    ['makes the body too large', { E: [`b${'x'.repeat(600)}`, `b${'x'.repeat(600)}`, 'c'] }],
    ['wants thousands of changes', { E: [...Array.from({ length: 2001 }, () => 'hA\x001\0'), 'c'] }],
    ['adds thousands of recipients', { E: [...Array.from({ length: 2001 }, (_, n) => `+<a${n}@b>\0`), 'c'] }],
  ])('one that %s is broken', async (_, replies) => {
    await using milter = await startMilter({ replies });
    await expect(examine(milter)).rejects.toSatisfy((error) => isFailure(error, 'unavailable'));
  });

  test('one that wants more than was offered is broken', async () => {
    await using milter = await startMilter({ actions: 0x80 });
    await expect(examine(milter)).rejects.toThrow(/more than was offered/);
  });
});
