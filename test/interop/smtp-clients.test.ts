/** Libraries that nobody here wrote send mail: curl's, and Python's smtplib. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peer } from '../support/peers/peers.ts';
import { type Office, openOffice, PASSWORD } from '../support/smtp-office.ts';
import type { TestListener } from '../support/test-listener.ts';

const run = promisify(execFile);

let office: Office;
let mx: TestListener;
let submission: TestListener;
let submissions: TestListener;
let lmtp: TestListener;
let scratch: string;

beforeAll(async () => {
  office = await openOffice();
  mx = await office.listen('mx');
  submission = await office.listen('submission');
  submissions = await office.listen('submission', { security: 'implicit-tls' });
  lmtp = await office.listen('lmtp');
  scratch = await mkdtemp(join(tmpdir(), 'mailroom-clients-'));
});
afterAll(async () => {
  for (const listener of [mx, submission, submissions, lmtp]) await listener[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

test('curl submits 30 MB', async (context) => {
  const program = await peer('curl');
  if (!program.available) return context.skip(program.reason);
  await office.addUser('large');
  const file = join(scratch, 'large.eml');
  const body = randomBytes(22_000_000).toString('base64').replace(/.{76}/g, '$&\r\n');
  const text = `From: alice@example.test\r\nDate: x\r\nMessage-ID: <large@example.test>\r\n\r\n${body}\r\n`;
  await writeFile(file, text);
  const url = `smtps://127.0.0.1:${submissions.port}/client.example.net`;
  const user = `alice:${PASSWORD}`;
  const envelope = ['--mail-from', 'alice@example.test', '--mail-rcpt', 'large@example.test'];
  await run(program.path, ['-sS', '-k', '--url', url, '--user', user, ...envelope, '--upload-file', file]);
  const { id } = await office.mailbox('large');
  const rows = await office.store
    .reader()
    .mailboxes.scan(id, 1 as never, 4294967295 as never, 2000, ['hash', 'sizeBytes']);
  const [hash, sizeBytes] = rows.at(-1) ?? [];
  if (hash === undefined || sizeBytes === undefined) throw new Error('nothing came');
  const stored = createHash('sha256');
  for await (const chunk of office.store.contents.stream(hash, sizeBytes - Buffer.byteLength(text)))
    stored.update(chunk);
  expect(stored.digest('hex')).toBe(createHash('sha256').update(text).digest('hex'));
});

test("Python's smtplib: STARTTLS, AUTH, partly refused recipients, LMTP", async (context) => {
  const program = await peer('python3');
  if (!program.available) return context.skip(program.reason);
  const script = `
import smtplib, ssl, sys
mx, submission, lmtp = map(int, sys.argv[1:4])
context = ssl._create_unverified_context()
with smtplib.SMTP('127.0.0.1', mx) as s:
    refused = s.sendmail('a@example.net', ['bob@example.test', 'nobody@example.test'], 'Subject: py1\\r\\n\\r\\n.dot\\r\\n')
    print(sorted(refused), s.esmtp_features['size'], s.vrfy('alice')[0])
with smtplib.SMTP('127.0.0.1', submission) as s:
    s.starttls(context=context)
    s.login('alice@example.test', sys.argv[4])
    s.sendmail('alice@example.test', ['bob@example.test'], 'From: alice@example.test\\r\\nSubject: py2\\r\\n\\r\\nx\\r\\n')
    try: s.sendmail('bob@example.test', ['bob@example.test'], 'x')
    except smtplib.SMTPSenderRefused as e: print(e.smtp_code)
    try: s.sendmail('alice@example.test', ['x@example.org'], 'x')
    except smtplib.SMTPRecipientsRefused as e: print(e.recipients['x@example.org'][0])
with smtplib.LMTP('127.0.0.1', lmtp) as s:
    print(s.sendmail('a@example.net', ['bob@example.test'], 'Subject: py3\\r\\n\\r\\nx\\r\\n'))
`;
  const ports = [mx.port, submission.port, lmtp.port].map(String);
  const { stdout } = await run(program.path, ['-c', script, ...ports, PASSWORD]);
  expect(stdout.split('\n')).toEqual(["['nobody@example.test'] 52428800 252", '550', '550', '{}', '']);
  const subjects = (await office.messages('bob')).map((text) => /^Subject: (py\d)\r$/m.exec(text)?.[1]);
  expect(subjects.filter((subject) => subject !== undefined)).toEqual(['py1', 'py2', 'py3']);
});
