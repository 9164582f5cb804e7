/** Python's smtplib, imaplib and poplib. The checks are in `python/`. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
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

async function python(context: TestContext, script: string, ...args: (string | number)[]): Promise<string> {
  const path = await requirePeer(context, 'python3');
  const file = join(import.meta.dirname, 'python', script);
  return runProgram(path, [file, office.authorityFile, TEST_PASSWORD, ...args.map(String)], office);
}

test('smtplib sends', async (context) => {
  const { smtp, submission, submissions } = office.ports;
  await python(context, 'use_smtplib.py', office.server.lmtpSocket, smtp, submission, submissions);
  const arrived = (await office.messages('bob')).map((text) => Buffer.from(text, 'latin1').toString());
  expect((await office.messages('bob')).some((text) => text.endsWith('\r\n\r\n\0a\nb\rc\xff\r\n.\r\nno end'))).toBe(
    true,
  );
  const bySubject = new Map(arrived.map((text) => [/^Subject: (.*)\r$/m.exec(text)?.[1] ?? '', text]));
  expect([...bySubject.keys()].sort()).toEqual([
    'Grüße aus 東京',
    'binary',
    'dots',
    'dsn',
    'implicit',
    'lmtp',
    'partly',
  ]);
  expect(bySubject.get('dots')).toMatch(/\r\n\r\n\.\r\n\.\.\r\n\.\.\.x\r\n\.\r\nx\r\ny{100000}\r\n\.no end\r\n$/);
  expect(bySubject.get('Grüße aus 東京')).toContain(' with UTF8SMTPSA id ');
  expect(bySubject.get('Grüße aus 東京')).toContain('naïve café');
});

test('imaplib reads, searches and changes', async (context) => {
  await python(context, 'use_imaplib.py', office.ports.imap, office.ports.imaps);
});

test('poplib reads and deletes', async (context) => {
  const dots = 'Subject: dots\r\n\r\n.\r\n..\r\n...three\r\n\r\n.\r\n';
  const long = `Subject: long\r\n\r\n${'z'.repeat(100_000)}\r\nno line end`;
  await office.append('carol', 'INBOX', [dots, long, 'Subject: Grüße\r\n\r\nx\r\n']);
  await python(context, 'use_poplib.py', office.ports.pop3, office.ports.pop3s);
  expect(await office.messages('carol')).toHaveLength(2);
});
