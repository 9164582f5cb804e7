/** npm's imapflow: what a modern client does all day. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ImapFlow, ImapFlowOptions } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';

let office: InteropOffice;
let authority: string;
const open = new Set<ImapFlow>();

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob', 'carol');
  authority = await readFile(office.authorityFile, 'utf8');
});
afterEach(async () => {
  for (const client of open) await client.logout();
  open.clear();
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

async function connect(userId: string, options: Partial<ImapFlowOptions> = {}): Promise<ImapFlow> {
  const client = await office.imap(userId, options);
  open.add(client);
  return client;
}

const message = (subject: string, body = 'x') => `From: a@example.org\r\nSubject: ${subject}\r\n\r\n${body}\r\n`;

describe('connecting', () => {
  test('STARTTLS, and without compression', async () => {
    const client = await connect('alice', {
      port: office.ports.imap,
      secure: false,
      doSTARTTLS: true,
      disableCompression: true,
    });
    expect(client.secureConnection).toBe(true);
    expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 0 });
  });

  test('a wrong password', async () => {
    const connecting = connect('alice', { auth: { user: 'alice', pass: 'wrong' } });
    await expect(connecting).rejects.toMatchObject({ authenticationFailed: true });
  });

  test('IMAP4rev2 with QRESYNC, UTF8=ACCEPT and compression', async () => {
    const client = await connect('alice', { qresync: true });
    expect([...client.enabled]).toEqual(expect.arrayContaining(['CONDSTORE', 'QRESYNC', 'UTF8=ACCEPT']));
    // imapflow switches it on by itself wherever it is offered.
    expect(client.capabilities.has('COMPRESS=DEFLATE')).toBe(true);
    expect(client.namespace).toMatchObject({ delimiter: '/' });
  });
});

test('mailboxes: names beyond ASCII, special uses, subscriptions, status, quota', async () => {
  const client = await connect('alice');
  const created = await client.mailboxCreate(['Büro', '東京 & Umgebung', 'A "quoted" \\ name']);
  expect(created).toMatchObject({ created: true, mailboxId: expect.any(String) });
  const listed = await client.list({ statusQuery: { messages: true, unseen: true, uidNext: true, size: true } });
  expect(listed.map(({ path }) => path)).toContain('Büro/東京 & Umgebung/A "quoted" \\ name');
  const uses = Object.fromEntries(listed.map(({ path, specialUse }) => [path, specialUse]));
  expect(uses).toMatchObject({ Sent: '\\Sent', Drafts: '\\Drafts', Trash: '\\Trash', Junk: '\\Junk' });
  // And not guessed by imapflow from their names.
  expect(listed.find(({ path }) => path === 'Sent')?.specialUseSource).toBe('extension');
  expect(listed.find(({ path }) => path === 'Sent')?.status).toMatchObject({ messages: 0, uidNext: 1 });
  await client.mailboxRename('Büro', 'Kontor');
  expect(await client.mailboxSubscribe('Kontor')).toBe(true);
  const subscribed = (await client.list()).filter(({ subscribed: isSubscribed }) => isSubscribed);
  expect(subscribed.map(({ path }) => path)).toContain('Kontor');
  await client.mailboxDelete('Kontor/東京 & Umgebung/A "quoted" \\ name');
  await expect(client.mailboxOpen('Büro')).rejects.toMatchObject({ serverResponseCode: 'NONEXISTENT' });
});

test('quota: what is used, and the limits', async () => {
  await office.server.addUsers('dora');
  const limits = { storageQuota: 1024 * 1024, messageQuota: 100 };
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'dora' }, body: limits });
  const client = await connect('dora');
  await client.append('INBOX', message('large', 'x'.repeat(10_000)));
  const used = Math.ceil(message('large', 'x'.repeat(10_000)).length / 1024) * 1024;
  expect(await client.getQuota('INBOX')).toMatchObject({
    storage: { usage: used, limit: 1024 * 1024 },
    message: { usage: 1, limit: 100 },
  });
});

test('append, search, fetch, flags, copy, move, delete', async () => {
  const client = await connect('alice');
  await client.mailboxCreate('Work');
  await client.mailboxCreate('Target');
  for (const subject of ['eins', 'Grüße zwei', 'drei']) {
    const date = new Date('2024-02-01T10:00:00Z');
    const appended = await client.append('Work', message(subject, 'Grün'), ['\\Flagged', '$Label1'], date);
    expect(appended).toMatchObject({ uid: expect.any(Number), uidValidity: expect.any(BigInt) });
  }
  expect(await client.status('Work', { messages: true, unseen: true, uidNext: true, size: true })).toMatchObject({
    ...{ messages: 3, unseen: 3, uidNext: 4 },
    size: ['eins', 'Grüße zwei', 'drei'].reduce((sum, each) => sum + Buffer.byteLength(message(each, 'Grün')), 0),
  });
  const { exists, permanentFlags } = await client.mailboxOpen('Work');
  expect(exists).toBe(3);
  expect(permanentFlags).toContain('\\*');
  expect(await client.search({ subject: 'GRÜßE' }, { uid: true })).toEqual([2]);
  expect(await client.search({ body: 'grün', keyword: '$Label1', not: { from: 'bob' } })).toEqual([1, 2, 3]);
  expect(await client.search({ or: [{ subject: 'eins' }, { subject: 'drei' }], since: '2024-01-31' })).toEqual([1, 3]);
  expect(await client.search({ since: '2024-02-02' })).toEqual([]);
  expect(await client.search({ unKeyword: '$Label1' })).toEqual([]);
  const one = await client.fetchOne('2', {
    ...{ envelope: true, flags: true, internalDate: true, size: true, bodyStructure: true, threadId: true },
    bodyParts: ['TEXT', 'HEADER'],
    headers: ['subject'],
  });
  expect(one).toMatchObject({
    uid: 2,
    envelope: { subject: 'Grüße zwei' },
    internalDate: new Date('2024-02-01T10:00:00Z'),
    bodyStructure: { type: 'text/plain' },
    emailId: expect.any(String),
    threadId: expect.any(String),
  });
  expect(await client.messageFlagsSet('1', ['\\Seen', '$Other'])).toBe(true);
  expect(await client.messageFlagsRemove('1:*', ['\\Flagged'])).toBe(true);
  const flags = new Map([
    [1, '$Other \\Seen'],
    [2, '$Label1'],
    [3, '$Label1'],
  ]);
  expect(await flagsOf(client)).toEqual(flags);
  const emails = await emailsOf(client);
  expect(new Set(emails).size).toBe(3);
  const copied = await client.messageCopy('1:2', 'Target');
  expect([...((copied && copied.uidMap) || [])]).toEqual([
    [1, 1],
    [2, 2],
  ]);
  const moved = await client.messageMove('3', 'Target', { uid: true });
  expect([...((moved && moved.uidMap) || [])]).toEqual([[3, 3]]);
  expect(await client.messageDelete('1')).toBe(true);
  expect((await client.fetchAll('1:*', { flags: true })).map(({ uid }) => uid)).toEqual([2]);
  expect(await client.status('Target', { messages: true, unseen: true })).toMatchObject({ messages: 3, unseen: 2 });
  // What is copied or moved is the same email with the same flags: RFC 8474 section 5.1.
  await client.mailboxOpen('Target', { readOnly: true });
  expect(await flagsOf(client)).toEqual(flags);
  expect(await emailsOf(client)).toEqual(emails);
});

/** By UID. */
async function flagsOf(client: ImapFlow): Promise<Map<number, string>> {
  const found = await client.fetchAll('1:*', { flags: true });
  return new Map(found.map(({ uid, flags }) => [uid, [...(flags ?? [])].sort().join(' ')]));
}

async function emailsOf(client: ImapFlow): Promise<(string | undefined)[]> {
  return (await client.fetchAll('1:*', { uid: true, threadId: true })).map(({ emailId }) => emailId);
}

test('IDLE tells of new mail, flags and expunges within moments', async () => {
  const watcher = await connect('bob');
  await watcher.mailboxOpen('INBOX');
  const idling = watcher.idle();
  const actor = await connect('bob');
  await actor.mailboxOpen('INBOX');

  const exists = once(watcher, 'exists');
  await actor.append('INBOX', message('idle'));
  expect(await exists).toMatchObject([{ count: 1, prevCount: 0 }]);
  const flags = once(watcher, 'flags');
  await actor.messageFlagsAdd('1', ['\\Flagged']);
  expect((await flags)[0]).toMatchObject({ seq: 1, flags: new Set(['\\Flagged']) });
  const expunge = once(watcher, 'expunge');
  await actor.messageDelete('1');
  expect((await expunge)[0]).toMatchObject({ seq: 1, vanished: false });
  await watcher.noop();
  await idling;
});

test('QRESYNC: what was missed is told by UID', async () => {
  const first = await connect('carol');
  await first.mailboxCreate('Resync');
  for (const subject of ['a', 'b', 'c', 'd']) await first.append('Resync', message(subject));
  const { uidValidity, highestModseq } = await first.mailboxOpen('Resync');
  await first.messageDelete('2:3', { uid: true });
  await first.messageFlagsAdd('4', ['\\Answered'], { uid: true });

  const second = await connect('carol', { qresync: true });
  const vanished: number[] = [];
  second.on('expunge', ({ uid }) => vanished.push(uid ?? 0));
  const changed: unknown[] = [];
  second.on('flags', ({ uid, flags }) => changed.push([uid, flags]));
  const box = await second.mailboxOpen('Resync', { uidValidity, changedSince: highestModseq });
  expect(new Set(vanished)).toEqual(new Set([2, 3]));
  expect(changed).toEqual([[4, new Set(['\\Answered'])]]);
  const since = await second.fetchAll('1:*', { flags: true }, { uid: true, changedSince: highestModseq ?? 0n });
  expect(since).toMatchObject([{ uid: 4, flags: new Set(['\\Answered']) }]);
  expect(since[0]?.modseq).toBeGreaterThan(highestModseq ?? 0n);
  expect(box.exists).toBe(2);
});

test('30 MB by submission, downloaded byte for byte; attachments with names beyond ASCII', async () => {
  const content = randomBytes(30 * 1024 * 1024);
  const transport = createTransport({
    host: '127.0.0.1',
    port: office.ports.submission,
    requireTLS: true,
    tls: { ca: authority },
    auth: { user: 'alice', pass: TEST_PASSWORD },
  });
  const attachments = [
    { filename: 'Größe 東京.bin', content },
    { filename: 'klein.txt', content: 'Grüße' },
  ];
  await transport.sendMail({ from: 'alice@example.test', to: 'bob@example.test', subject: 'large', attachments });
  transport.close();
  const client = await connect('bob');
  await client.mailboxOpen('INBOX');
  const found = await client.fetchOne('*', { bodyStructure: true, size: true });
  expect(JSON.stringify((found || {}).bodyStructure)).toContain('Größe 東京.bin');
  const { meta, content: stream } = await client.download('*', '1');
  expect(meta).toMatchObject({ filename: 'Größe 東京.bin', contentType: 'application/octet-stream' });
  expect((await whole(stream)).equals(content)).toBe(true);
  const small = await client.download('*', '2');
  expect((await whole(small.content)).toString()).toBe('Grüße');
  const all = await client.downloadMany('*', ['1', '2']);
  expect(all['1']?.content?.equals(content)).toBe(true);
});

async function whole(stream: Readable | undefined): Promise<Buffer> {
  return stream === undefined ? Buffer.alloc(0) : buffer(stream);
}
