/** Two-way synchronisation with a Maildir. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { SCRAM_ITERATIONS } from '../../src/domain/access/scram-keys.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, runProgram } from './support/programs.ts';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob', 'carol');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** What Cyrus SASL's client is willing to compute. */
const MAX_SASL_ITERATIONS = 65_536;

type Security = 'IMAPS' | 'STARTTLS';

async function sync(context: TestContext, userId: string, security: Security = 'IMAPS', mechanism = 'PLAIN') {
  const path = await requirePeer(context, 'mbsync');
  const mail = join(office.home, `${userId}-mail`);
  await mkdir(mail, { recursive: true });
  const settings = `
IMAPAccount office
Host localhost
Port ${security === 'IMAPS' ? office.ports.imaps : office.ports.imap}
User ${userId}
Pass "${TEST_PASSWORD}"
SSLType ${security}
SystemCertificates no
CertificateFile ${office.authorityFile}
AuthMechs ${mechanism}
PipelineDepth 50

IMAPStore far
Account office

MaildirStore near
Path ${mail}/
Inbox ${mail}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Remove Both
Expunge Both
CopyArrivalDate yes
SyncState *
`;
  const file = await office.write('mbsyncrc', settings);
  const traffic = await runProgram(path, ['-Dn', '-c', file, 'all'], office);
  return { mail, traffic };
}

/** The messages of a Maildir folder by their subjects, with the path of each file. */
async function read(folder: string): Promise<Map<string, { path: string; flags: string; text: string }>> {
  const found = new Map<string, { path: string; flags: string; text: string }>();
  for (const part of ['new', 'cur']) {
    for (const name of await readdir(join(folder, part))) {
      const path = join(folder, part, name);
      const text = await readFile(path, 'latin1');
      const flags = /:2,(\w*)$/.exec(name)?.[1] ?? '';
      found.set(/^Subject: (.*?)\r?$/m.exec(text)?.[1] ?? '', { path, flags, text });
    }
  }
  return found;
}

const message = (subject: string) => `From: bob@example.test\r\nSubject: ${subject}\r\n\r\n.\r\nx ${subject}\r\n`;

test('both ways: messages, flags, deletions, folders with names beyond ASCII', async (context) => {
  const imap = await office.imap('alice');
  await imap.mailboxCreate('Büro/Märkte & mehr');
  await imap.append('Büro/Märkte & mehr', message('in a folder'), ['\\Flagged'], '2024-02-01T10:00:00Z');
  for (const subject of ['one', 'two', 'three']) await imap.append('INBOX', message(subject));

  const { mail } = await sync(context, 'alice');
  const inbox = await read(join(mail, 'INBOX'));
  expect([...inbox.keys()].sort()).toEqual(['one', 'three', 'two']);
  expect(
    inbox
      .get('one')
      ?.text.replaceAll(/\r?\n/g, '\r\n')
      .replace(/X-TUID.*\r\n/, ''),
  ).toBe(message('one'));
  // It keeps names as they are on the wire.
  const folder = join(mail, 'B&APw-ro/M&AOQ-rkte &- mehr');
  const filed = (await read(folder)).get('in a folder');
  expect(filed?.flags).toBe('F');
  expect((await stat(filed?.path ?? '')).mtimeMs).toBe(Date.parse('2024-02-01T10:00:00Z'));

  // Here: one is answered, two is gone, four and a folder are new.
  const one = inbox.get('one')?.path ?? '';
  await rename(one, `${one.replace('/new/', '/cur/').replace(/:2,.*|$/, '')}:2,RS`);
  await rm(inbox.get('two')?.path ?? '');
  await writeFile(join(mail, 'INBOX/new/1.1.host'), message('four').replaceAll('\r\n', '\n'));
  for (const part of ['cur', 'new', 'tmp']) await mkdir(join(mail, 'Gr&APYA3w-e', part), { recursive: true });
  await writeFile(join(mail, 'Gr&APYA3w-e', 'cur/1.2.host:2,S'), message('from here').replaceAll('\r\n', '\n'));
  // There: three is flagged, and the message of the folder is gone.
  await imap.mailboxOpen('INBOX');
  await imap.messageFlagsAdd({ subject: 'three' }, ['\\Flagged']);
  await imap.mailboxOpen('Büro/Märkte & mehr');
  await imap.messageDelete('1:*');

  const { traffic } = await sync(context, 'alice', 'STARTTLS');
  // It learns from the reply which message is which: it need not search for its marks.
  expect(traffic.match(/OK \[APPENDUID \d+ \d+\]/g)).toHaveLength(2);
  expect(traffic).not.toMatch(/FETCH .*HEADER\.FIELDS \(X-TUID\)/);
  await imap.mailboxOpen('INBOX');
  const far = await imap.fetchAll('1:*', { flags: true, envelope: true });
  const flags = Object.fromEntries(far.map((each) => [each.envelope?.subject, [...(each.flags ?? [])].sort()]));
  expect(flags).toMatchObject({ one: ['\\Answered', '\\Seen'], three: ['\\Flagged'], four: expect.any(Array) });
  expect(far).toHaveLength(3);
  expect((await read(join(mail, 'INBOX'))).get('three')?.flags).toBe('F');
  expect((await read(folder)).size).toBe(0);
  expect(await imap.status('Größe', { messages: true, unseen: true })).toMatchObject({ messages: 1, unseen: 0 });

  // A folder that goes there goes here, and what it has uploaded it knows again; a fourth time there is nothing to do.
  await imap.mailboxClose();
  await imap.mailboxDelete('Büro/Märkte & mehr');
  const four = (await read(join(mail, 'INBOX'))).get('four')?.path ?? '';
  await rename(four, `${four.replace('/new/', '/cur/').replace(/:2,.*$/, '')}:2,F`);
  await sync(context, 'alice');
  await imap.mailboxOpen('INBOX');
  expect(await imap.search({ flagged: true, subject: 'four' }, { uid: true })).toHaveLength(1);
  await sync(context, 'alice');
  await expect(stat(folder)).rejects.toThrow('ENOENT');
  expect((await read(join(mail, 'INBOX'))).size).toBe(3);
  await imap.logout();
});

describe('signing in', () => {
  test.for([
    ['IMAPS', 'SCRAM-SHA-256'],
    ['STARTTLS', 'SCRAM-SHA-256'],
    ['IMAPS', 'LOGIN'],
  ] as const)('%s with %s', async ([security, mechanism], context) => {
    if (mechanism.startsWith('SCRAM') && SCRAM_ITERATIONS > MAX_SASL_ITERATIONS) {
      return context.skip(`Cyrus SASL refuses ${SCRAM_ITERATIONS} iterations, its most are ${MAX_SASL_ITERATIONS}`);
    }
    await office.append('bob', 'INBOX', [message(`${security} ${mechanism}`)]);
    const { mail } = await sync(context, 'bob', security, mechanism);
    expect((await read(join(mail, 'INBOX'))).has(`${security} ${mechanism}`)).toBe(true);
  });
});
