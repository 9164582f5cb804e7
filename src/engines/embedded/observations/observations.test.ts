/** Through the real thread, on real files. */
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { type LogFields, type Logger, silentLogger } from '../../../base/log.ts';
import type { TraceEvent } from '../../../domain/ports/observations.ts';
import type { ObservationsClient } from './observations-client.ts';
import { openObservations } from './open.ts';

interface Opened extends AsyncDisposable {
  readonly directory: string;
  readonly file: string;
  readonly lines: string[];
  observations: ObservationsClient;
  reopen(between?: () => void): Promise<void>;
}

async function open(): Promise<Opened> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-observations-'));
  const lines: string[] = [];
  const note = (fields: LogFields, message: string) => lines.push(`${message}: ${String(fields.because)}`);
  const log: Logger = { ...silentLogger, debug: note, info: note, warn: note, error: note };
  const start = () => openObservations({ directory, clock: systemClock, log });
  const opened = {
    directory,
    file: join(directory, 'observations.sqlite'),
    lines,
    observations: start(),
    async reopen(between?: () => void) {
      await opened.observations[Symbol.asyncDispose]();
      between?.();
      opened.observations = start();
    },
    async [Symbol.asyncDispose]() {
      await opened.observations[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return opened;
}

function event(queueId: string, kind: string, atMs: number, keys?: readonly string[]): TraceEvent {
  return { queueId, kind, atMs, facts: { n: atMs }, ...(keys === undefined ? {} : { keys }) };
}

async function found(observations: ObservationsClient, text: string, more: { fromMs?: number; toMs?: number } = {}) {
  return (await observations.findTraces({ text, limit: 10, ...more })).map(({ queueId }) => queueId);
}

test('messages are found by queue id, address, Message-ID and words, newest first', async () => {
  await using opened = await open();
  const { observations } = opened;
  observations.trace(event('Qa1', 'accepted', 10, ['anna@example.org', 'bob@example.test', '1@x', 'offer', 'müller']));
  observations.trace(event('Qb2', 'accepted', 20, ['anna@example.com', 'bob@example.test', '2@x', 'offers']));
  observations.trace(event('Qa1', 'attempt', 40));
  observations.trace(event('Qa1', 'delayed', 30));
  expect(await found(observations, 'bob@example.test')).toEqual(['Qb2', 'Qa1']);
  expect(await found(observations, 'ANNA')).toEqual(['Qb2', 'Qa1']);
  expect(await found(observations, ' <anna@example.org> ')).toEqual(['Qa1']);
  expect(await found(observations, '<1@x>')).toEqual(['Qa1']);
  expect(await found(observations, 'qB2')).toEqual(['Qb2']);
  expect(await found(observations, 'MÜLL offer')).toEqual(['Qa1']);
  expect(await found(observations, 'offer müll nobody')).toEqual([]);
  expect(await found(observations, 'ffer')).toEqual([]);
  expect(await found(observations, '')).toEqual(['Qb2', 'Qa1']);
  expect(await found(observations, 'bob', { fromMs: 21 })).toEqual(['Qa1']);
  expect(await found(observations, 'bob', { fromMs: 41 })).toEqual([]);
  expect(await found(observations, 'bob', { toMs: 15 })).toEqual(['Qa1']);
  expect(await observations.findTraces({ text: 'Qa1', limit: 1 })).toEqual([
    {
      queueId: 'Qa1',
      events: [event('Qa1', 'accepted', 10), event('Qa1', 'delayed', 30), event('Qa1', 'attempt', 40)],
    },
  ]);
  expect(await observations.findTraces({ text: 'bob', limit: 1 })).toHaveLength(1);
});

test('what many messages have in common is found from the newest back', async () => {
  await using opened = await open();
  const { observations } = opened;
  // More keys than are gone through, in portions that the buffer takes.
  for (let count = 0; count < 21_000; count += 1) {
    const keys = count % 7000 === 5 ? ['common', 'rare'] : ['common'];
    observations.trace(event(`Q${count}`, 'accepted', count, keys));
    if (count % 5000 === 0) await observations.note('x', 'x');
  }
  expect((await found(observations, 'common')).slice(0, 2)).toEqual(['Q20999', 'Q20998']);
  expect(await found(observations, 'comm rare')).toEqual(['Q14005', 'Q7005', 'Q5']);
  expect(await found(observations, 'comm q')).toHaveLength(10);
  expect(await found(observations, 'comm common', { toMs: 3 })).toEqual(['Q3', 'Q2', 'Q1', 'Q0']);
});

test('counts add up, by topic, subject, day and row', async () => {
  await using opened = await open();
  const { observations } = opened;
  const tally = { topic: 'dmarc', subject: 'example.org', day: '2026-11-23', row: '{"a":1}' };
  observations.tally(tally);
  observations.tally(tally, 4);
  observations.tally({ ...tally, row: '{"a":2}' });
  observations.tally({ ...tally, subject: 'example.com' });
  observations.tally({ ...tally, topic: 'tls' });
  observations.tally({ ...tally, day: '2026-11-24' });
  expect(await observations.tallies('dmarc', '2026-11-23')).toEqual([
    { ...tally, subject: 'example.com', count: 1 },
    { ...tally, count: 5 },
    { ...tally, row: '{"a":2}', count: 1 },
  ]);
  await observations.forgetTallies('dmarc', '2026-11-23');
  expect(await observations.tallies('dmarc', '2026-11-23')).toEqual([]);
  expect(await observations.tallies('dmarc', '2026-11-24')).toHaveLength(1);
  expect(await observations.tallies('tls', '2026-11-23')).toHaveLength(1);
});

test('a note lives until its time', async () => {
  await using opened = await open();
  const { observations } = opened;
  const untilMs = Date.now() + 60_000;
  await observations.setNote('mta-sts', 'example.org', 'v1', untilMs);
  await observations.setNote('mta-sts', 'example.org', 'v2', untilMs + 1);
  await observations.setNote('greylist', 'example.org', 'g', Date.now() - 1);
  expect(await observations.note('mta-sts', 'example.org')).toEqual({ value: 'v2', untilMs: untilMs + 1 });
  expect(await observations.note('greylist', 'example.org')).toBeNull();
  expect(await observations.note('mta-sts', 'example.com')).toBeNull();
});

test('everything is there after closing and opening again', async () => {
  await using opened = await open();
  opened.observations.trace(event('Q1', 'accepted', 1, ['a@example.org']));
  opened.observations.tally({ topic: 't', subject: 's', day: 'd', row: 'r' }, 3);
  await opened.reopen();
  expect(await found(opened.observations, 'a@example.org')).toEqual(['Q1']);
  expect(await opened.observations.tallies('t', 'd')).toMatchObject([{ count: 3 }]);
  expect(opened.lines).toEqual(['the observations begin anew: there was none']);
});

const DAMAGES: readonly (readonly [string, (file: string) => void])[] = [
  ['is no database', (file) => fs.writeFileSync(file, 'this is no database, and was never one. '.repeat(200))],
  ['is cut off', (file) => fs.truncateSync(file, 5000)],
  ['has lost all but its first page', (file) => overwrite(file, 4096)],
  ['begins with zeros', (file) => overwrite(file, 0)],
  ['is gone', (file) => fs.rmSync(file)],
];

test.each(DAMAGES)('a file that %s is replaced by an empty one', async (_name, damage) => {
  await using opened = await open();
  for (let count = 0; count < 300; count += 1) {
    opened.observations.trace(event(`Q${count}`, 'accepted', count, [`a${count}@example.org`]));
  }
  await opened.reopen(() => damage(opened.file));
  opened.observations.trace(event('Qnew', 'accepted', 1, ['b@example.org']));
  expect(await found(opened.observations, 'a7@example.org')).toEqual([]);
  // What was observed before the damage was seen may be gone with it.
  opened.observations.trace(event('Qlater', 'accepted', 1, ['b@example.org']));
  expect(await found(opened.observations, 'b@example.org')).toContain('Qlater');
  expect(opened.lines.filter((line) => line.includes('begin anew'))).toHaveLength(2);
});

test('cleaning removes what is too old, then the oldest of what is too much, and makes the file smaller', async () => {
  await using opened = await open();
  const { observations } = opened;
  for (let count = 0; count < 3000; count += 1) {
    observations.trace(event(`Q${count}`, 'accepted', count, [`a${count}@example.org`]));
  }
  // An old message that something happened to later.
  observations.trace(event('Q5', 'attempt', 2500));
  await observations.setNote('t', 'old', 'x', 1);
  await observations.setNote('t', 'new', 'x', Date.now() + 60_000);
  await observations.clean({ tracesBeforeMs: 1000, maxBytes: 100_000_000 });
  expect(await found(observations, 'a5@example.org')).toEqual(['Q5']);
  expect(await found(observations, 'a999@example.org')).toEqual([]);
  expect(await found(observations, 'a1000@example.org')).toEqual(['Q1000']);
  expect(await observations.note('t', 'new')).not.toBeNull();
  const maxBytes = 150_000;
  await observations.clean({ tracesBeforeMs: 0, maxBytes });
  expect(await found(observations, 'a1000@example.org')).toEqual([]);
  expect(await found(observations, 'a2999@example.org')).toEqual(['Q2999']);
  expect(await observations.note('t', 'new')).not.toBeNull();
  await opened.reopen();
  expect(await found(opened.observations, 'a2999@example.org')).toEqual(['Q2999']);
  await opened.observations[Symbol.asyncDispose]();
  expect(fs.statSync(opened.file).size).toBeLessThanOrEqual(maxBytes);
});

test('after closing nothing is taken, and questions are refused', async () => {
  await using opened = await open();
  const { observations } = opened;
  await observations[Symbol.asyncDispose]();
  observations.trace(event('Q1', 'accepted', 1));
  await expect(observations.note('a', 'b')).rejects.toMatchObject({ code: 'unavailable' });
  await observations[Symbol.asyncDispose]();
});

/** Zeros from there to the end. */
function overwrite(file: string, start: number): void {
  const descriptor = fs.openSync(file, 'r+');
  const zeros = Buffer.alloc(fs.fstatSync(descriptor).size - start);
  fs.writeSync(descriptor, zeros, 0, zeros.length, start);
  fs.closeSync(descriptor);
}
