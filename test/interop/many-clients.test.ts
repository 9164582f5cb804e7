/** Several programs at one mailbox at the same time. */
import { once } from 'node:events';
import type { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, runProgram } from './support/programs.ts';

let office: InteropOffice;
const open = new Set<ImapFlow>();

beforeAll(async () => {
  office = await openInteropOffice('alice');
});
afterEach(async () => {
  for (const client of open) await client.logout();
  open.clear();
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

async function openClient(mailbox: string): Promise<ImapFlow> {
  const client = await office.imap('alice');
  open.add(client);
  await client.mailboxOpen(mailbox);
  return client;
}

async function openClients(count: number, mailbox: string): Promise<ImapFlow[]> {
  return Promise.all(Array.from({ length: count }, () => openClient(mailbox)));
}

const message = (subject: string, bytes = 10) => `Subject: ${subject}\r\n\r\n${'x'.repeat(bytes)}\r\n`;

async function makeMailbox(name: string, messages: readonly string[]): Promise<void> {
  const client = await office.imap('alice');
  await client.mailboxCreate(name);
  await client.logout();
  await office.append('alice', name, messages);
}

const flagsOf = async (client: ImapFlow) =>
  (await client.fetchAll('1:*', { flags: true, uid: true })).map(
    ({ uid, flags }) => `${uid}: ${[...(flags ?? [])].sort().join(' ')}`,
  );

test('flags set by one are seen by the others with their next command', async () => {
  await makeMailbox(
    'Flags',
    ['a', 'b', 'c'].map((subject) => message(subject)),
  );
  const first = await openClient('Flags');
  const others = await openClients(3, 'Flags');
  const told = others.map((other) => once(other, 'flags'));
  await first.messageFlagsAdd('2', ['\\Flagged', '$Label']);
  for (const [index, other] of others.entries()) {
    await other.noop();
    expect((await told[index])?.[0]).toMatchObject({ seq: 2, flags: new Set(['\\Flagged', '$Label']) });
    expect((await flagsOf(other))[1]).toBe('2: $Label \\Flagged');
  }
  // All at once, each its own: none gets lost.
  const clients = [first, ...others];
  await Promise.all(clients.map((client, index) => client.messageFlagsAdd('1:3', [`$Client${index}`])));
  for (const client of clients) {
    for (const line of await flagsOf(client)) expect(line).toContain('$Client0 $Client1 $Client2 $Client3');
  }
});

test('messages expunged by one stay readable within a FETCH of another', async () => {
  const subjects = Array.from({ length: 50 }, (_, index) => `number ${index}`);
  await makeMailbox(
    'Expunge',
    subjects.map((subject) => message(subject, 200_000)),
  );
  const reader = await openClient('Expunge');
  const remover = await openClient('Expunge');
  const seen: string[] = [];
  let removing: Promise<unknown> = Promise.resolve();
  const gone = once(reader, 'expunge');
  let isReading = true;
  let toldTooEarly = 0;
  reader.on('expunge', () => (toldTooEarly += isReading ? 1 : 0));
  for await (const { source, envelope } of reader.fetch('1:*', { source: true, envelope: true })) {
    if (seen.length === 0) removing = remover.messageDelete('11:40');
    expect(source?.length).toBe(message(envelope?.subject ?? '', 200_000).length);
    seen.push(envelope?.subject ?? '');
  }
  isReading = false;
  await removing;
  await reader.noop();
  await gone;
  // RFC 9051 section 7.5.1: not within a FETCH.
  expect(toldTooEarly).toBe(0);
  // Each number meant one message all along, and what was still there came whole.
  expect(seen).toEqual(subjects.filter((subject) => seen.includes(subject)));
  expect(seen.length).toBeGreaterThanOrEqual(20);
  expect((await reader.fetchAll('1:*', { envelope: true })).map(({ envelope }) => envelope?.subject)).toEqual(
    subjects.filter((_, index) => index < 10 || index >= 40),
  );
});

test('ten at once append, flag, move and delete: nothing is lost or doubled', async () => {
  await makeMailbox('Busy', []);
  await makeMailbox('Done', []);
  const clients = await openClients(10, 'Busy');
  await Promise.all(
    clients.map(async (client, index) => {
      for (let round = 0; round < 10; round++) {
        const { uid = 0 } = (await client.append('Busy', message(`${index}/${round}`))) || {};
        await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
        if (round % 3 === 0) await client.messageMove(String(uid), 'Done', { uid: true });
        if (round % 3 === 1) await client.messageDelete(String(uid), { uid: true });
      }
    }),
  );
  const subjects = async (mailbox: string) =>
    (await office.messages('alice', mailbox)).map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1] ?? '').sort();
  const expected = (rest: number) =>
    clients
      .flatMap((_, index) => range(10).flatMap((round) => (round % 3 === rest ? [`${index}/${round}`] : [])))
      .sort();
  expect(await subjects('Done')).toEqual(expected(0));
  expect(await subjects('Busy')).toEqual(expected(2));
  // Everybody sees the same.
  const views = await Promise.all(clients.map((client) => flagsOf(client)));
  for (const view of views) expect(view).toEqual(views[0]);
});

test('curl and imapflow share INBOX while POP3 empties it', async (context) => {
  const curl = await requirePeer(context, 'curl');
  await office.append(
    'alice',
    'INBOX',
    ['one', 'two'].map((subject) => message(subject)),
  );
  const watcher = await openClient('INBOX');
  const common = ['--silent', '--show-error', '--cacert', office.authorityFile, '--user', `alice:${TEST_PASSWORD}`];
  const expunged = once(watcher, 'expunge');
  const idling = watcher.idle();
  const pop3 = `pop3s://127.0.0.1:${office.ports.pop3s}/1`;
  await runProgram(curl, [...common, pop3, '--request', 'DELE', '--head'], office);
  expect((await expunged)[0]).toMatchObject({ seq: 1 });
  await watcher.noop();
  await idling;
  const imap = `imaps://127.0.0.1:${office.ports.imaps}/INBOX;MAILINDEX=1`;
  expect(await runProgram(curl, [...common, imap], office)).toBe(message('two'));
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
