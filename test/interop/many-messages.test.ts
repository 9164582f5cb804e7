/** 10,000 messages in one mailbox, met by several programs. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, runProgram } from './support/programs.ts';

const COUNT = 10_000;

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice');
  await fill();
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** By one MULTIAPPEND (RFC 3502) for every 500 messages. */
async function fill(): Promise<void> {
  using client = await RawClient.openTls(office.ports.imaps);
  await client.line();
  const answer = async (tag: string) => {
    for (;;) {
      const line = await client.line();
      if (line.startsWith(`${tag} `)) return line;
    }
  };
  client.send(`a LOGIN alice "${TEST_PASSWORD}"\r\n`);
  expect(await answer('a')).toContain('a OK');
  for (let from = 0; from < COUNT; from += 500) {
    const literals = Array.from({ length: 500 }, (_, index) => {
      const text = `From: a@example.org\r\nSubject: number ${from + index + 1}\r\n\r\nbody ${from + index + 1}\r\n`;
      return `{${text.length}+}\r\n${text}`;
    });
    client.send(`b APPEND INBOX ${literals.join(' ')}\r\n`);
    expect(await answer('b')).toMatch(new RegExp(`^b OK \\[APPENDUID \\d+ ${from + 1}:${from + 500}\\]`));
  }
}

test('imapflow lists, searches and moves them', async () => {
  const client = await office.imap('alice');
  await client.mailboxCreate('Archive/2024');
  const { exists } = await client.mailboxOpen('INBOX');
  expect(exists).toBe(COUNT);
  const all = await client.fetchAll('1:*', { uid: true, flags: true, envelope: true, size: true });
  expect(all.map(({ uid }) => uid)).toEqual(Array.from({ length: COUNT }, (_, index) => index + 1));
  expect(all.at(-1)?.envelope?.subject).toBe(`number ${COUNT}`);
  expect(await client.search({ subject: 'number 999' })).toEqual([999, ...range(9990, 9999)]);
  expect(await client.search({ body: 'body 1234' })).toEqual([1234]);
  await client.messageFlagsAdd('1:*', ['$Everyone']);
  expect(await client.search({ keyword: '$Everyone' })).toHaveLength(COUNT);
  await client.messageMove('1:5000', 'Archive/2024');
  expect(await client.status('Archive/2024', { messages: true })).toMatchObject({ messages: 5000 });
  await client.mailboxOpen('Archive/2024');
  await client.messageMove('1:*', 'INBOX');
  expect(await client.status('INBOX', { messages: true, uidNext: true })).toMatchObject({
    messages: COUNT,
    uidNext: 15_001,
  });
  await client.logout();
});

test('mbsync brings them to a Maildir', async (context) => {
  const path = await requirePeer(context, 'mbsync');
  const mail = join(office.home, 'mail');
  await mkdir(mail);
  const settings = `
FSync no
IMAPStore far
Host localhost
Port ${office.ports.imaps}
User alice
Pass "${TEST_PASSWORD}"
SSLType IMAPS
SystemCertificates no
CertificateFile ${office.authorityFile}
AuthMechs PLAIN

MaildirStore near
Path ${mail}/
Inbox ${mail}/INBOX

Channel all
Far :far:
Near :near:
Create Near
SyncState *
`;
  await runProgram(path, ['-c', await office.write('mbsyncrc', settings), 'all'], office);
  const files = [...(await readdir(join(mail, 'INBOX/new'))), ...(await readdir(join(mail, 'INBOX/cur')))];
  expect(files).toHaveLength(COUNT);
});

test("POP3: Python's poplib sees them all", async (context) => {
  const path = await requirePeer(context, 'python3');
  const script = `
import poplib, ssl, sys
server = poplib.POP3_SSL("127.0.0.1", int(sys.argv[1]), context=ssl.create_default_context(cafile=sys.argv[2]))
server.user("alice")
server.pass_(sys.argv[3])
print(server.stat()[0], len(server.list()[1]), len(set(line.split()[1] for line in server.uidl()[1])))
print(server.retr(${COUNT})[1][1].decode())
server.quit()
`;
  const args = ['-c', script, String(office.ports.pop3s), office.authorityFile, TEST_PASSWORD];
  expect((await runProgram(path, args, office)).split('\n')).toEqual([
    `${COUNT} ${COUNT} ${COUNT}`,
    'Subject: number 5000',
    '',
  ]);
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
