import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { openTicketKey } from './ticket-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailroom-ticket-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('is kept for a day over restarts, for its owner only', async () => {
  const path = join(folder, 'ticket-key');
  const first = await openTicketKey(path, systemClock);
  expect(first.bytes).toHaveLength(48);
  expect(Buffer.from((await openTicketKey(path, systemClock)).bytes)).toEqual(Buffer.from(first.bytes));
  expect((await stat(path)).mode & 0o077).toBe(0);
});

test.each([
  ['a day old', -86_400],
  ['from the future', 86_500],
])('is replaced when it is %s', async (_, seconds) => {
  const path = join(folder, 'ticket-key');
  const first = await openTicketKey(path, systemClock);
  await utimes(path, Date.now() / 1000 + seconds, Date.now() / 1000 + seconds);
  expect((await openTicketKey(path, systemClock)).bytes).not.toEqual(first.bytes);
});

test('is replaced when it is damaged', async () => {
  const path = join(folder, 'ticket-key');
  await writeFile(path, 'short');
  expect((await openTicketKey(path, systemClock)).bytes).toHaveLength(48);
});
