import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, runProgram } from './support/programs.ts';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

const message = (subject: string) => `Return-Path: <a@example.org>\r\nSubject: ${subject}\r\n\r\n.\r\n..x\r\nend`;

test.for([
  ['SimplePOP3SSLRetriever', 'pop3s', 'alice'],
  ['SimpleIMAPSSLRetriever', 'imaps', 'bob'],
] as const)('%s', async ([type, service, userId], context) => {
  const path = await requirePeer(context, 'getmail');
  const folder = join(office.home, `${service}-mail`);
  await mkdir(folder, { recursive: true });
  const settings = [
    '[retriever]',
    `type = ${type}`,
    'server = localhost',
    `port = ${office.ports[service]}`,
    `username = ${userId}`,
    `password = ${TEST_PASSWORD}`,
    `ca_certs = ${office.authorityFile}`,
    ...(service === 'imaps' ? ['mailboxes = ("INBOX", "Gr\u00f6\u00dfe/\u6771\u4eac")'] : []),
    '[destination]',
    // Its own Maildir takes nothing from root, who may be running the tests.
    'type = MDA_external',
    'allow_root_commands = true',
    'path = /bin/sh',
    `arguments = ("-c", "cat > ${folder}/$$")`,
    '[options]',
    'read_all = false',
    'delivered_to = false',
    'received = false',
  ];
  const file = await office.write(`${service}/getmailrc`, `${settings.join('\n')}\n`);
  const fetchNew = () => runProgram(path, ['--getmaildir', join(office.home, service), '--rcfile', file], office);
  const texts = async () => Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));

  const subjects = ['Grüße', 'two'];
  await office.append(userId, 'INBOX', [message('Grüße'), message('two')]);
  if (service === 'imaps') {
    const imap = await office.imap(userId);
    await imap.mailboxCreate('Größe/東京');
    await imap.append('Größe/東京', message('filed'));
    await imap.logout();
    subjects.push('filed');
  }
  await fetchNew();
  const found = (await texts()).map((text) => /^Subject: (.*)$/m.exec(text)?.[1] ?? '');
  // POP3 without UTF8 has no words beyond ASCII: RFC 6856 section 2.1.
  const word = service === 'pop3s' ? '=?utf-8?B?R3LDvMOfZQ==?=' : 'Grüße';
  expect(found.sort()).toEqual([word, ...subjects.slice(1)].sort());
  for (const text of await texts()) expect(text).toMatch(/\r?\n\r?\n\.\r?\n\.\.x\r?\nend\r?\n?$/);

  // Only what is new comes the second time.
  await office.append(userId, 'INBOX', [message('three')]);
  await fetchNew();
  expect(await texts()).toHaveLength(subjects.length + 1);
});
