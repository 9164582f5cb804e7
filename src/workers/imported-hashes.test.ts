import { afterEach, expect, test, vi } from 'vitest';
import { silentLogger } from '../base/log.ts';
import { createImportedHashes } from './imported-hashes.ts';

const HASH = '{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3';
/** Takes seconds. */
const SLOW = '$2b$15$abcdefghijklmnopqrstuuwHJMEGjfAzmL1lWmUmlphguIbWfjYey';

afterEach(() => {
  vi.useRealTimers();
});

/** A thread that runs this instead. */
const entryOf = (script: string) => new URL(`data:text/javascript,${encodeURIComponent(script)}`);
const DEAF = "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});";

test('passwords are verified away from the main thread, in turn', async () => {
  await using hashes = createImportedHashes({ log: silentLogger });
  const answers = ['secret', 'other', 'secret', ''].map((password) => hashes.verify(HASH, Buffer.from(password)));
  expect(await Promise.all(answers)).toEqual([true, false, true, false]);
});

test('what is no hash is known without a thread', async () => {
  await using hashes = createImportedHashes({ log: silentLogger, entry: entryOf(DEAF) });
  expect(hashes.isKnown(HASH)).toBe(true);
  expect(hashes.isKnown('{CLEARTEXT}secret')).toBe(false);
  expect(await hashes.verify('{CLEARTEXT}secret', Buffer.from('secret'))).toBe(false);
});

test('a thread that takes too long is ended, and the next question is asked of another', async () => {
  await using hashes = createImportedHashes({ log: silentLogger, maxAnswerMs: 300 });
  const slow = hashes.verify(SLOW, Buffer.from('secret'));
  const next = hashes
    .verify('{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', Buffer.from('secret'))
    .catch((error: unknown) => error);
  await expect(slow).rejects.toMatchObject({ code: 'unavailable' });
  // On a machine that is busy a thread may not have started within that time.
  expect([true, expect.objectContaining({ code: 'unavailable' })]).toContainEqual(await next);
});

test('a thread that cannot start fails its question, and so does one that breaks', async () => {
  await using hashes = createImportedHashes({ log: silentLogger, entry: entryOf('throw new Error("no")') });
  const ask = () => hashes.verify(HASH, Buffer.from('secret'));
  await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });
});

test('nobody waits behind two hundred others', async () => {
  const hashes = createImportedHashes({ log: silentLogger, entry: entryOf(DEAF) });
  const asked = Array.from({ length: 202 }, () => hashes.verify(HASH, Buffer.from('secret')).catch(() => 'refused'));
  await expect(asked.at(-1)).resolves.toBe('refused');
  await expect(Promise.race([asked[0], Promise.resolve('waiting')])).resolves.toBe('waiting');
  await hashes[Symbol.asyncDispose]();
  await expect(asked[0]).resolves.toBe('refused');
});
