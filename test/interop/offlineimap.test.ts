/** OfflineIMAP's two-way synchronisation with a Maildir. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, tryProgram } from './support/programs.ts';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/**
 * For STARTTLS, where it checks no certificate and has no setting for the version. Its IMAP library takes the session
 * tickets of TLS 1.3 for an answer, and when they come before its first command it waits for the rest of that while it
 * should be sending.
 */
const TLS_1_2 = `
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = default
[default]
MaxProtocol = TLSv1.2
`;

async function sync(context: TestContext, userId: string, security: 'tls' | 'starttls') {
  const path = await requirePeer(context, 'offlineimap');
  const mail = join(office.home, `${userId}-mail`);
  const settings = `
[general]
accounts = office
metadata = ${office.home}/${userId}-offlineimap
ui = quiet
socktimeout = 30

[Account office]
localrepository = here
remoterepository = there
utf8foldernames = yes

[Repository here]
type = Maildir
localfolders = ${mail}

[Repository there]
type = IMAP
remotehost = localhost
remoteport = ${security === 'tls' ? office.ports.imaps : office.ports.imap}
remoteuser = ${userId}
remotepass = ${TEST_PASSWORD}
ssl = ${security === 'tls' ? 'yes' : 'no'}
starttls = ${security === 'tls' ? 'no' : 'yes'}
sslcacertfile = ${office.authorityFile}
auth_mechanisms = PLAIN
`;
  const file = await office.write('offlineimaprc', settings);
  const env: Record<string, string> =
    security === 'starttls' ? { OPENSSL_CONF: await office.write('openssl.cnf', TLS_1_2) } : {};
  const { code, stdout, stderr } = await tryProgram(path, ['-o', '-c', file], { ...office, env });
  if (code !== 0 || /ERROR/.test(stdout + stderr))
    throw new Error(`offlineimap ended with ${code}:\n${stderr}\n${stdout}`);
  return mail;
}

async function read(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const part of ['new', 'cur']) {
    for (const name of await readdir(join(folder, part))) {
      const text = await readFile(join(folder, part, name), 'utf8');
      found.set(/^Subject: (.*?)\r?$/m.exec(text)?.[1] ?? '', join(folder, part, name));
    }
  }
  return found;
}

const message = (subject: string) => `From: bob@example.test\r\nSubject: ${subject}\r\n\r\nx ${subject}\r\n`;

test('both ways: messages, flags, deletions, folders with names beyond ASCII', async (context) => {
  const imap = await office.imap('alice');
  await imap.mailboxCreate('Büro/Märkte');
  await imap.append('Büro/Märkte', message('Grüße'), ['\\Flagged']);
  for (const subject of ['one', 'two', 'three']) await imap.append('INBOX', message(subject));

  const mail = await sync(context, 'alice', 'tls');
  const inbox = await read(join(mail, 'INBOX'));
  expect([...inbox.keys()].sort()).toEqual(['one', 'three', 'two']);
  const folder = (await readdir(mail)).find((name) => name.includes('Märkte')) ?? '';
  expect([...(await read(join(mail, folder))).values()][0]).toMatch(/:2,F$/);

  const one = inbox.get('one') ?? '';
  await rename(one, `${one.replace('/new/', '/cur/').replace(/:2,.*|$/, '')}:2,RS`);
  await rm(inbox.get('two') ?? '');
  await writeFile(join(mail, 'INBOX/new/1.1.host'), message('four').replaceAll('\r\n', '\n'));
  for (const part of ['cur', 'new', 'tmp']) await mkdir(join(mail, 'Größe', part), { recursive: true });
  await imap.mailboxOpen('INBOX');
  await imap.messageDelete({ subject: 'three' });

  await sync(context, 'alice', 'starttls');
  await imap.noop();
  const there = await imap.fetchAll('1:*', { flags: true, envelope: true });
  const flags = Object.fromEntries(there.map((each) => [each.envelope?.subject, [...(each.flags ?? [])].sort()]));
  expect(flags).toMatchObject({ one: ['\\Answered', '\\Seen'], four: expect.any(Array) });
  expect(there).toHaveLength(2);
  expect([...(await read(join(mail, 'INBOX'))).keys()].sort()).toEqual(['four', 'one']);
  expect((await imap.list()).map(({ path }) => path)).toContain('Größe');
  await imap.logout();
});
