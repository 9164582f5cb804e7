/** What any program may do that calls itself a content filter, to each kind of client. */
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { filterRequest } from '../../../test/support/filter-request.ts';
import { startStandInFilter } from '../../../test/support/stand-in-filter.ts';
import { isFailure } from '../../base/failure.ts';
import type { ContentFilter, FilterAddress } from '../../domain/ports/content-filter.ts';
import { createMilterFilter } from '../milter/milter-filter.ts';
import { createClamdFilter } from '../scanner/clamd-filter.ts';
import { createSmtpFilter } from '../smtp-filter/smtp-filter.ts';
import { createSpamdFilter } from '../spamd/spamd-filter.ts';

type Make = (address: FilterAddress, timeoutMs: number) => ContentFilter;

const KINDS: Readonly<Record<string, Make>> = {
  clamd: (address, timeoutMs) =>
    createClamdFilter({ name: 'f', address, timeoutMs, onInfected: 'reject', maxBytes: 1e9 }),
  spamd: (address, timeoutMs) => createSpamdFilter({ name: 'f', address, timeoutMs, maxBytes: 1e9 }),
  milter: (address, timeoutMs) => createMilterFilter({ name: 'f', address, timeoutMs, maxBodyBytes: () => 1e6 }),
  smtp: (address, timeoutMs) => createSmtpFilter({ name: 'f', address, timeoutMs }),
};

/** More than a socket holds. */
const LARGE = `a: b\r\n\r\n${'x'.repeat(4e6)}`;

const FAULTS: Readonly<Record<string, (socket: Socket) => void>> = {
  'never says anything': (socket) => socket.resume(),
  'never reads': (socket) => socket.pause(),
  'hangs up at once': (socket) => socket.destroy(),
  'ends its side at once': (socket) => socket.end(),
  'hangs up when it has heard something': (socket) => socket.once('data', () => socket.destroy()),
  'drips without end': (socket) => {
    const timer = setInterval(() => socket.write('2'), 5);
    socket.resume();
    socket.on('close', () => clearInterval(timer));
  },
  'answers rubbish': (socket) => {
    socket.resume();
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 10, 0, 13, 10, 13, 10]));
    socket.end('rubbish\r\n\r\n\0');
  },
  floods: (socket) => {
    const flood = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(64 * 1024, 'x\n'))) continue;
    };
    socket.on('drain', flood);
    socket.resume();
    flood();
  },
};

/** No actions, and the steps up to DATA are not wanted. */
const NOTHING_BEFORE_THE_HEADER = Buffer.from([0, 0, 0, 0, 0, 0, 2, 0x0f]);

const unavailable = (error: unknown) => isFailure(error, 'unavailable');

describe.each(Object.entries(KINDS))('%s', (_, make) => {
  test.each(Object.entries(FAULTS))('%s', async (_, serve) => {
    await using filter = await startStandInFilter(serve);
    const { signal } = new AbortController();
    for (const message of ['a: b\r\n\r\nc\r\n', LARGE]) {
      await expect(make(filter.address, 250).examine(filterRequest(message), signal)).rejects.toSatisfy(unavailable);
    }
  });

  test('nobody listens', async () => {
    const addresses: FilterAddress[] = [{ kind: 'unix', path: '/nonexistent/socket' }];
    {
      await using filter = await startStandInFilter(() => {}, 'tcp');
      addresses.push(filter.address);
    }
    for (const address of addresses) {
      const { signal } = new AbortController();
      await expect(make(address, 1000).examine(filterRequest(''), signal)).rejects.toSatisfy(unavailable);
    }
  });

  test('who waits for it may go', async () => {
    await using filter = await startStandInFilter((socket) => socket.resume());
    const gone = new AbortController();
    const examined = make(filter.address, 10_000).examine(filterRequest('a: b\r\n\r\n'), gone.signal);
    await nextTurn();
    gone.abort(new Error('the client has gone'));
    await expect(examined).rejects.toThrow('the client has gone');
    await expect(make(filter.address, 10_000).examine(filterRequest(''), gone.signal)).rejects.toThrow('has gone');
  });

  test('a message that cannot be read is no fault of the filter', async () => {
    await using filter = await startStandInFilter((socket) => {
      // Enough for each kind to come to the message.
      if (make === KINDS['smtp']) socket.write('220 a\r\n');
      socket.on('data', (chunk) => {
        if (chunk.toString('latin1', 4, 5) === 'O')
          socket.write(Buffer.concat([chunk.subarray(0, 9), NOTHING_BEFORE_THE_HEADER]));
        else socket.write(chunk.toString().startsWith('DATA') ? '354 go\r\n' : '250 ok\r\n');
      });
    });
    const broken = { next: () => Promise.reject(new Error('the disk is broken')) };
    const request = filterRequest('', { message: () => ({ [Symbol.asyncIterator]: () => broken }) });
    const { signal } = new AbortController();
    await expect(make(filter.address, 1000).examine(request, signal)).rejects.toThrow('the disk is broken');
  });
});
