/** fetchmail takes mail from one user's POP3 or IMAP and hands it to another by SMTP or LMTP: both ends are ours. */
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

const NO_MAIL = 1;

interface Fetch {
  readonly protocol: 'pop3' | 'imap';
  readonly service: 'pop3' | 'pop3s' | 'imap' | 'imaps';
  readonly target: string;
  readonly options: string;
}

async function fetchmail(context: TestContext, { protocol, service, target, options }: Fetch): Promise<number | null> {
  const path = await requirePeer(context, 'fetchmail');
  const ssl = service.endsWith('s') ? 'ssl' : '';
  const settings = `
set no bouncemail
poll localhost with proto ${protocol} service ${office.ports[service]} ${protocol === 'pop3' ? 'uidl' : ''}
  user "alice" there is "bob@example.test" here password "${TEST_PASSWORD}"
  ${ssl} sslproto "TLS1.2+" sslcertck sslcertfile "${office.authorityFile}"
  ${target} smtpname "bob@example.test" fetchdomains "localhost" ${options}
`.replace(/ fetchdomains "localhost"/, '');
  const file = await office.write('fetchmailrc', settings);
  const ids = ['--idfile', `${office.home}/fetchids`, '--pidfile', `${office.home}/fetchmail.pid`];
  const { code, stdout, stderr } = await tryProgram(path, ['-v', '-f', file, ...ids], office);
  if (code !== 0 && code !== NO_MAIL) throw new Error(`fetchmail ended with ${code}:\n${stderr}\n${stdout}`);
  return code;
}

const message = (subject: string) => `From: carol@example.com\r\nSubject: ${subject}\r\n\r\n.\r\n..x\r\nFrom y\r\n`;
const subjectsOf = async (userId: string) =>
  (await office.messages(userId)).map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1] ?? '');

test.for([
  { protocol: 'pop3', service: 'pop3s', target: 'smtp' },
  { protocol: 'pop3', service: 'pop3', target: 'lmtp' },
  { protocol: 'imap', service: 'imaps', target: 'lmtp' },
  { protocol: 'imap', service: 'imap', target: 'smtp' },
] as const)('$service to $target', async ({ protocol, service, target }, context) => {
  const to =
    target === 'smtp' ? `smtphost "localhost/${office.ports.smtp}"` : `lmtp smtphost "${office.server.lmtpSocket}"`;
  const subject = `${service} ${target}`;
  await office.append('alice', 'INBOX', [message(`${subject} 1`), message(`${subject} 2`)]);
  const fetch = (options: string) => fetchmail(context, { protocol, service, target: to, options });

  expect(await fetch('keep')).toBe(0);
  expect((await subjectsOf('bob')).slice(-2)).toEqual([`${subject} 1`, `${subject} 2`]);
  const [last = ''] = (await office.messages('bob')).slice(-1);
  expect(last.endsWith('\r\n\r\n.\r\n..x\r\nFrom y\r\n')).toBe(true);

  // What has been fetched is known by its UIDL, or by \Seen.
  expect(await fetch('keep')).toBe(NO_MAIL);
  expect(await fetch('fetchall no keep')).toBe(0);
  expect(await office.messages('alice')).toEqual([]);
});
