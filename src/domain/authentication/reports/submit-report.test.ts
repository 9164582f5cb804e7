import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../../test/support/directory.ts';
import { systemClock } from '../../../base/clock.ts';
import { NO_FLAGS } from '../../ports/flags.ts';
import type { NoticePlaces } from '../../queue/notice-writer.ts';
import { createReportSubmission } from './submit-report.ts';

const MESSAGE = Buffer.from('From: <postmaster@example.test>\r\nSubject: Report\r\n\r\nx\r\n');
const NOWHERE: NoticePlaces = { local: [], remote: [] };

let office: TestDirectory;

beforeEach(async () => {
  office = await openTestDirectory();
});
afterEach(() => office[Symbol.asyncDispose]());

const submit = (places: NoticePlaces, to: string) =>
  createReportSubmission({
    store: office.store,
    clock: systemClock,
    signing: { sign: (domain) => Promise.resolve(`DKIM-Signature: of ${domain}\r\n`) },
    nextQueueId: () => 'R1',
    placesOf: () => Promise.resolve(places),
  })({ from: 'postmaster@example.test', to, message: MESSAGE });

test('to another server: queued, signed by our domain, with a return path of ours', async () => {
  const recipient = {
    address: 'reports@example.com',
    notify: [],
    originalRecipient: null,
    channel: { kind: 'smtp' },
    lane: 'example.com',
  } as const;
  await submit({ local: [], remote: [recipient] }, 'reports@example.com');
  const [queued] = await office.store.reader().queue.findByQueueId('R1');
  expect(queued).toMatchObject({
    origin: 'notice',
    head: 'DKIM-Signature: of example.test\r\n',
    returnPath: { address: 'postmaster@example.test' },
    recipients: [{ address: 'reports@example.com', notify: [] }],
  });
});

test('to one of ours: filed', async () => {
  const admin = await office.store.reader().directory.findUser('admin');
  if (admin === null) throw new Error('no admin');
  await submit({ local: [{ account: admin.account, mailbox: null, ...NO_FLAGS }], remote: [] }, 'admin@example.test');
  expect(await office.store.reader().queue.findByQueueId('R1')).toEqual([]);
  expect((await office.store.maintenance.status()).emailCount).toBe(1);
});

test('to nobody: says so', async () => {
  await expect(submit(NOWHERE, 'x@example.test')).rejects.toMatchObject({ code: 'not-found' });
});
