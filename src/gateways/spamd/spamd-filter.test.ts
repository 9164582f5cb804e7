import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { filterRequest } from '../../../test/support/filter-request.ts';
import { type StandInFilter, startStandInFilter } from '../../../test/support/stand-in-filter.ts';
import { createSpamdFilter } from './spamd-filter.ts';

const MESSAGE = 'Subject: x\r\n\r\nbody\r\n';

const answering = (answer: string) => (socket: Socket) => {
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString();
    if (heard.endsWith('body\r\n')) socket.end(answer);
  });
};

async function examine(spamd: StandInFilter, maxBytes = 1000) {
  const filter = createSpamdFilter({ name: 'junk', address: spamd.address, timeoutMs: 5000, maxBytes });
  return await filter.examine(filterRequest(MESSAGE), new AbortController().signal);
}

describe('spamd', () => {
  test('gives a score, and a header field that says why', async () => {
    const rules = Array.from({ length: 12 }, (_, index) => `LONG_NAME_OF_RULE_${index}`);
    await using spamd = await startStandInFilter(
      answering(`SPAMD/1.1 0 EX_OK\r\nContent-length: 20\r\nSpam: True ; 15.2 / 5.0\r\n\r\n${rules.join(',')}\r\n`),
    );
    const verdict = await examine(spamd);
    expect(spamd.heard().toString()).toBe(`SYMBOLS SPAMC/1.5\r\nContent-length: ${MESSAGE.length}\r\n\r\n${MESSAGE}`);
    expect(verdict).toMatchObject({ kind: 'accept', score: 15.2, note: rules.join(',') });
    const [header] = verdict.kind === 'accept' ? verdict.headers : [];
    expect(header).toMatchObject({ kind: 'add', name: 'X-Spam-Status', index: 0 });
    expect(header?.value.replaceAll('\r\n\t', '')).toBe(`Yes, score=15.2 required=5.0 tests=${rules.join(',')}`);
    for (const line of header?.value.split('\r\n') ?? []) expect(line.length).toBeLessThan(78);
  });

  test('no rule fits', async () => {
    await using spamd = await startStandInFilter(answering('SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 5.0\r\n\r\n\r\n'));
    expect(await examine(spamd)).toMatchObject({
      score: 0,
      headers: [{ value: 'No, score=0.0 required=5.0 tests=none' }],
    });
  });

  test('one that talks without end is not listened to', async () => {
    await using spamd = await startStandInFilter((socket) => socket.write('x'.repeat(100_000)));
    await expect(examine(spamd)).rejects.toThrow('the answer of spamd has no end');
  });

  test('one that answers before the end gets no more', async () => {
    await using spamd = await startStandInFilter((socket) => {
      socket.once('data', () => socket.end('SPAMD/1.1 0 EX_OK\r\nSpam: True ; 9 / 5\r\n\r\nA'));
    });
    const endless = async function* () {
      for (;;) yield Buffer.alloc(64 * 1024, 'x');
    };
    const filter = createSpamdFilter({ name: 'junk', address: spamd.address, timeoutMs: 5000, maxBytes: 1000 });
    const verdict = await filter.examine(filterRequest('', { message: endless }), new AbortController().signal);
    expect(verdict).toMatchObject({ score: 9 });
  });

  test('what is too large is not sent at all', async () => {
    await using spamd = await startStandInFilter(() => {});
    expect(await examine(spamd, 10)).toMatchObject({ kind: 'accept', score: null, note: 'too large, not looked at' });
    expect(spamd.heard()).toHaveLength(0);
  });
});
