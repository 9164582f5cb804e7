import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type StandInFilter, startStandInFilter } from '../../../test/support/stand-in-filter.ts';
import { isFailure } from '../../base/failure.ts';
import { FilterConnection } from './filter-connection.ts';
import { withDeadline } from './with-deadline.ts';

const LIMITS = { connectTimeoutMs: 5000, silenceTimeoutMs: 5000 };

async function connect({ address }: StandInFilter, signal = new AbortController().signal) {
  return await FilterConnection.open(address, LIMITS, signal);
}

describe('FilterConnection', () => {
  test('what arrived before the other side broke off is read, then why', async () => {
    await using filter = await startStandInFilter((socket) => {
      socket.write('last words');
      socket.once('data', () => socket.resetAndDestroy());
    }, 'tcp');
    using connection = await connect(filter);
    expect(Buffer.from((await connection.read()) ?? '').toString()).toBe('last words');
    await connection.write(Buffer.from('x'));
    await expect(connection.read()).rejects.toThrow(/the connection broke: .*ECONNRESET/);
  });

  test('speaking to one that has hung up does not drown what it said', async () => {
    for (let round = 0; round < 50; round++) {
      await using filter = await startStandInFilter((socket) =>
        socket.once('data', () => socket.end('no more').destroySoon()),
      );
      using connection = await connect(filter);
      // Until it is clear that nobody listens.
      while (!connection.hasInput) await connection.write(Buffer.alloc(100_000));
      for (let n = 0; n < 10; n++) await connection.write(Buffer.alloc(100_000));
      expect(Buffer.from((await connection.read()) ?? '').toString()).toBe('no more');
      expect(await connection.read()).toBe(null);
    }
  });

  test('one that floods has to wait', async () => {
    let flooding: Socket | undefined;
    await using filter = await startStandInFilter((socket) => {
      flooding = socket;
      const flood = () => {
        while (socket.write(Buffer.alloc(64 * 1024))) continue;
      };
      socket.on('drain', flood);
      flood();
    });
    using connection = await connect(filter);
    await wait(200);
    expect((flooding?.bytesWritten ?? 0) - (flooding?.writableLength ?? 0)).toBeLessThan(4e6);
    // Whoever reads gets it all the same.
    let bytes = 0;
    while (bytes < 10e6) bytes += (await connection.read())?.length ?? Infinity;
    expect(bytes).toBeLessThan(20e6);
  });

  test('ends with its signal, at any time', async () => {
    const gone = new AbortController();
    let ended: Promise<unknown> = Promise.resolve();
    await using filter = await startStandInFilter((socket) => {
      socket.resume();
      ended = once(socket, 'close');
    });
    using connection = await connect(filter, gone.signal);
    await connection.write(Buffer.from('x'));
    gone.abort(new Error('gone'));
    await expect(connection.read()).rejects.toThrow('gone');
    await ended;
  });
});

describe('withDeadline', () => {
  test('is over in time', async () => {
    const work = (signal: AbortSignal) => once(signal, 'abort').then(() => Promise.reject(new Error('inner')));
    const { signal } = new AbortController();
    await expect(withDeadline(10, signal, work)).rejects.toSatisfy((error) => isFailure(error, 'unavailable'));
    const gone = new AbortController();
    const aborted = withDeadline(10_000, gone.signal, work);
    gone.abort(new Error('outer'));
    await expect(aborted).rejects.toThrow('outer');
    await expect(withDeadline(10_000, signal, () => Promise.reject(new Error('inner')))).rejects.toThrow('inner');
  });
});
