import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';

let office: InteropOffice;
let authority: string;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
  authority = await readFile(office.authorityFile, 'utf8');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

describe.each([
  ['submission', 'PLAIN'],
  ['submissions', 'LOGIN'],
] as const)('%s with %s', (service, authMethod) => {
  test('names and file names beyond ASCII, alternatives, an embedded picture, DSN', async () => {
    const transport = createTransport({
      host: '127.0.0.1',
      port: office.ports[service],
      secure: service === 'submissions',
      requireTLS: true,
      tls: { ca: authority },
      authMethod,
      auth: { user: 'alice', pass: TEST_PASSWORD },
    });
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]);
    const sent = await transport.sendMail({
      from: { name: 'Älice 東京', address: 'alice@example.test' },
      to: { name: 'Zoë, Bob', address: 'bob@example.test' },
      subject: `Grüße 🐦 ${'lang '.repeat(40)}ende`,
      text: '.\n..\nnaïve\n',
      html: '<p>naïve <img src="cid:picture@example.test"></p>',
      attachments: [
        { filename: `Übersicht ${'ä'.repeat(80)}.txt`, content: 'eins' },
        { filename: '東京.png', content: picture, cid: 'picture@example.test' },
      ],
      dsn: { id: 'a b', return: 'headers', notify: ['failure', 'delay'], recipient: 'bob@example.test' },
    });
    transport.close();
    expect(sent.accepted).toEqual(['bob@example.test']);
    const [last = ''] = (await office.messages('bob')).slice(-1);
    const parsed = await PostalMime.parse(Buffer.from(last, 'latin1'));
    expect(parsed.subject).toBe(`Grüße 🐦 ${'lang '.repeat(40)}ende`);
    expect(parsed.from).toMatchObject({ name: 'Älice 東京' });
    expect(parsed.to).toMatchObject([{ name: 'Zoë, Bob' }]);
    expect(parsed.text?.trimEnd()).toBe('.\n..\nnaïve');
    const attachments = parsed.attachments.map(({ filename }) => filename ?? '').sort();
    expect(attachments).toEqual([`Übersicht ${'ä'.repeat(80)}.txt`, '東京.png'].sort());
    await using client = await open('bob');
    const { bodyStructure } = (await client.imap.fetchOne('*', { bodyStructure: true })) || {};
    expect(JSON.stringify(bodyStructure)).toContain('東京.png');
  });
});

test('a pool of connections sends a hundred messages, each once', async () => {
  const transport = createTransport({
    host: '127.0.0.1',
    port: office.ports.submissions,
    secure: true,
    pool: true,
    maxConnections: 4,
    tls: { ca: authority },
    auth: { user: 'alice', pass: TEST_PASSWORD },
  });
  const before = (await office.messages('alice')).length;
  const subjects = Array.from({ length: 100 }, (_, index) => `pool ${index}`);
  const envelope = { from: 'alice@example.test', to: 'alice@example.test' };
  await Promise.all(subjects.map((subject) => transport.sendMail({ ...envelope, subject, text: subject })));
  transport.close();
  const seen = (await office.messages('alice')).slice(before).map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1] ?? '');
  expect(seen.toSorted()).toEqual(subjects.toSorted());
});

test('SMTPUTF8: a sub-address beyond ASCII', async () => {
  const transport = createTransport({
    host: '127.0.0.1',
    port: office.ports.submissions,
    secure: true,
    tls: { ca: authority },
    auth: { user: 'alice', pass: TEST_PASSWORD },
  });
  const raw = 'From: alice@example.test\r\nTo: bob+größe@example.test\r\nSubject: utf8\r\n\r\nx\r\n';
  await transport.sendMail({ envelope: { from: 'alice@example.test', to: 'bob+größe@example.test' }, raw });
  transport.close();
  expect((await office.messages('bob')).at(-1)).toContain(' with UTF8SMTPSA id ');
});

async function open(userId: string) {
  const imap = await office.imap(userId);
  await imap.mailboxOpen('INBOX', { readOnly: true });
  return { imap, [Symbol.asyncDispose]: async () => imap.logout() };
}
