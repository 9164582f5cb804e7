import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { filterRequest } from '../../../test/support/filter-request.ts';
import { type StandInFilter, startStandInFilter } from '../../../test/support/stand-in-filter.ts';
import { type ClamdOptions, createClamdFilter } from './clamd-filter.ts';

const MESSAGE = `Subject: x\r\n\r\n${'0123456789'.repeat(15_000)}`;
const END = Buffer.alloc(4);

/** Answers when the end has come. */
const answering = (answer: string) => (socket: Socket) => {
  let last: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    last = Buffer.concat([last, chunk]).subarray(-4);
    if (last.equals(END)) socket.end(answer);
  });
};

const OPTIONS = { name: 'virus', timeoutMs: 5000, onInfected: 'reject', maxBytes: 1e6 } as const;

/** Ends only where nobody wants more of it. */
const ENDLESS = async function* () {
  for (;;) yield Buffer.alloc(64 * 1024, 'x');
};

async function examine({ address }: StandInFilter, options: Partial<ClamdOptions> = {}, message = MESSAGE) {
  const filter = createClamdFilter({ ...OPTIONS, address, ...options });
  return await filter.examine(filterRequest(message), new AbortController().signal);
}

/** What the chunks of INSTREAM hold. */
function contentOf(heard: Buffer): string {
  expect(heard.toString('latin1', 0, 10)).toBe('zINSTREAM\0');
  const chunks: Buffer[] = [];
  for (let at = 10; ; ) {
    const length = heard.readUInt32BE(at);
    if (length === 0) {
      expect(heard).toHaveLength(at + 4);
      return Buffer.concat(chunks).toString();
    }
    chunks.push(heard.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
}

describe('clamd', () => {
  test.each(['unix', 'tcp'] as const)('gets the message in chunks over %s', async (kind) => {
    await using clamd = await startStandInFilter(answering('stream: OK\0'), kind);
    expect(await examine(clamd)).toMatchObject({ kind: 'accept', note: 'clean', headers: [], body: null });
    expect(contentOf(clamd.heard())).toBe(MESSAGE);
  });

  test('an answer in single octets', async () => {
    await using clamd = await startStandInFilter((socket) => {
      socket.once('data', () => {
        const send = (rest: string) => {
          if (rest !== '') socket.write(rest.slice(0, 1), () => setImmediate(send, rest.slice(1)));
        };
        send('stream: Some.Virus-1 FOUND\0');
      });
    });
    expect(await examine(clamd, {}, 'x')).toMatchObject({ kind: 'reject' });
  });

  test('infected: refused with the name of what was found', async () => {
    await using clamd = await startStandInFilter(answering('stream: Eicar-Test-Signature FOUND\0'));
    expect(await examine(clamd)).toEqual({
      kind: 'reject',
      code: 554,
      status: '5.7.1',
      text: 'message refused, it contains Eicar-Test-Signature',
    });
  });

  test('infected: kept aside', async () => {
    await using clamd = await startStandInFilter(answering('stream: Eicar-Test-Signature FOUND\0'));
    const verdict = await examine(clamd, { onInfected: 'quarantine' });
    expect(verdict).toEqual({ kind: 'quarantine', reason: 'Eicar-Test-Signature' });
  });

  test('a name is one word for a reply', async () => {
    await using clamd = await startStandInFilter(answering('stream: a\r\n250 b\u2028 FOUND\0'));
    const verdict = await examine(clamd);
    expect(verdict).toMatchObject({ kind: 'reject', text: 'message refused, it contains a??250?b?' });
  });

  test('one that has enough before the end is heard', async () => {
    await using clamd = await startStandInFilter((socket) => {
      socket.once('data', () => socket.write('INSTREAM size limit exceeded. ERROR\0'));
    });
    const filter = createClamdFilter({ ...OPTIONS, address: clamd.address });
    const verdict = await filter.examine(filterRequest('', { message: ENDLESS }), new AbortController().signal);
    expect(verdict).toMatchObject({ kind: 'accept', note: 'too large, not scanned' });
  });

  test('one that talks without end is not listened to', async () => {
    await using clamd = await startStandInFilter((socket) => socket.write('x'.repeat(100_000)));
    await expect(examine(clamd)).rejects.toThrow('the answer of clamd has no end');
  });

  test('what is too large is not sent at all', async () => {
    await using clamd = await startStandInFilter(answering('stream: Some FOUND\0'));
    expect(await examine(clamd, { maxBytes: 100 })).toMatchObject({ kind: 'accept', note: 'too large, not scanned' });
    expect(clamd.heard()).toHaveLength(0);
  });
});
