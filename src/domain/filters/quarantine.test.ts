import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../test/support/directory.ts';
import { stage } from '../../../test/support/store.ts';
import { isFailure } from '../../base/failure.ts';
import { silentLogger } from '../../base/log.ts';
import { plainEnvelope } from '../../engines/contract/office.ts';
import { NO_FLAGS } from '../ports/flags.ts';
import type { AccountId, QuarantineId } from '../ports/ids.ts';
import type { Quarantined } from '../ports/quarantine.ts';
import type { Trace } from '../trace/trace.ts';
import { createQuarantine, type QuarantineService } from './quarantine.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 10, 1);
const REASONS = [{ filter: 'virus', text: 'a worm' }];

let opened: TestDirectory;
let nowMs: number;
let traced: string[];
let told: QuarantineId[];
let quarantine: QuarantineService;
/** What the recipients resolve to at the moment. */
let accounts: AccountId[];

beforeEach(async () => {
  opened = await openTestDirectory();
  nowMs = START_MS;
  traced = [];
  told = [];
  accounts = [];
  const trace: Trace = {
    add: (queueId, kind, facts) => traced.push(`${queueId} ${kind} ${Object.values(facts).join('|')}`),
  };
  quarantine = createQuarantine({
    store: opened.store,
    settings: opened.settings,
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    trace,
    log: silentLogger,
    redeliver: async (message: Quarantined) => ({
      local: accounts.map((account) => ({ account, mailbox: null, ...NO_FLAGS })),
      outgoing: [],
      receivedAt: { ms: message.receivedAtMs, offsetMinutes: 0 },
      filed: async ({ local }) => void traced.push(`${message.queueId} filed ${local.length}`),
    }),
    onKept: (id) => told.push(id),
  });
});
afterEach(() => opened[Symbol.asyncDispose]());

async function keep(queueId: string, text = 'Subject: é\r\n\r\nbody\r\n'): Promise<QuarantineId> {
  const content = await stage(opened.store, text);
  const message = {
    queueId,
    ...plainEnvelope('sender@example.org', ['alice@example.test']),
    clientAddress: '192.0.2.1',
    reasons: REASONS,
  };
  return await quarantine.keep({ content, receivedAt: { ms: nowMs, offsetMinutes: 0 }, message });
}

async function adminAccount(): Promise<AccountId> {
  const admin = await opened.store.reader().directory.findUser('admin');
  if (admin === null) throw new Error('there is no admin');
  return admin.account;
}

const notFound = (error: unknown) => isFailure(error, 'not-found');

describe('quarantine', () => {
  test('keeps a message with its reasons, and tells', async () => {
    const id = await keep('Q1');
    expect(told).toEqual([id]);
    expect(traced).toEqual(['Q1 quarantined virus: a worm']);
    expect(await quarantine.count()).toBe(1);
    const message = {
      id,
      queueId: 'Q1',
      recipients: [{ address: 'alice@example.test' }],
      reasons: REASONS,
      receivedAtMs: START_MS,
    };
    expect(await quarantine.show(id)).toMatchObject(message);
    expect(await quarantine.list({ text: 'SENDER@', limit: 10 })).toMatchObject([message]);
    expect(await quarantine.readHeader(id)).toBe('Subject: é\r\n');
  });

  test('shows only the beginning of a header without end', async () => {
    const id = await keep('Q1', 'A: 1\r\n'.repeat(100_000));
    expect((await quarantine.readHeader(id)).length).toBe(128 * 1024);
  });

  test('what is not there', async () => {
    const id = 99 as QuarantineId;
    await expect(quarantine.show(id)).rejects.toSatisfy(notFound);
    await expect(quarantine.readHeader(id)).rejects.toSatisfy(notFound);
    expect(await quarantine.release([id], 'admin')).toBe(0);
    expect(await quarantine.delete([id], 'admin')).toBe(0);
  });

  test('releases to those who are there now', async () => {
    const admin = await adminAccount();
    accounts = [admin];
    const ids = [await keep('Q1'), await keep('Q2')];
    expect(await quarantine.release(ids, 'admin')).toBe(2);
    expect(traced.slice(2)).toEqual(['Q1 freed admin', 'Q1 filed 1', 'Q2 freed admin', 'Q2 filed 1']);
    expect(await quarantine.count()).toBe(0);
    const mailboxes = await opened.store.reader().mailboxes.list(admin);
    expect(mailboxes.find(({ path }) => path === 'INBOX')).toMatchObject({ messageCount: 2 });
    expect(await quarantine.release(ids, 'admin')).toBe(0);
  });

  test('stays where nobody is left', async () => {
    const id = await keep('Q1');
    await expect(quarantine.release([id], 'admin')).rejects.toSatisfy(notFound);
    expect(await quarantine.count()).toBe(1);
  });

  test('releases once, however many ask at once', async () => {
    accounts = [await adminAccount()];
    const id = await keep('Q1');
    const counts = await Promise.all([1, 2, 3].map(() => quarantine.release([id], 'admin')));
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(traced.filter((one) => one.includes('freed'))).toHaveLength(1);
  });

  test('deletes', async () => {
    const ids = [await keep('Q1'), 99 as QuarantineId, await keep('Q2')];
    expect(await quarantine.delete(ids, 'admin')).toBe(2);
    expect(traced.slice(2)).toEqual(['Q1 deleted admin', 'Q2 deleted admin']);
    expect(await quarantine.count()).toBe(0);
  });

  test('forgets after its time', async () => {
    await keep('Q1');
    nowMs += 20 * DAY_MS;
    await keep('Q2');
    const { signal } = new AbortController();
    expect(await quarantine.expire(signal)).toBe(0);
    nowMs = START_MS + 30 * DAY_MS + 1;
    expect(await quarantine.expire(signal)).toBe(1);
    expect(traced.at(-1)).toBe('Q1 deleted expiry');
    expect(await quarantine.list({ limit: 10 })).toMatchObject([{ queueId: 'Q2' }]);
  });
});
