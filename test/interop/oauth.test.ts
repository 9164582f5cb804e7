/** OAUTHBEARER and XOAUTH2 as programs speak them that nobody here wrote. RFC 7628, REQUIREMENTS MI2 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { unpackPeer } from '../support/peers/peers.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, runProgram, tryProgram } from './support/programs.ts';

const MECHANISMS = ['OAUTHBEARER', 'XOAUTH2'] as const;
/** Looks like one of ours, and is none. */
const WRONG = `mailroom_at_${'A'.repeat(43)}`;

let office: InteropOffice;
/** alice's. */
let token: string;
beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
  token = await openToken();
  await office.append('alice', 'INBOX', ['Subject: one\r\n\r\nthe first\r\n']);
});
afterAll(() => office[Symbol.asyncDispose]());

async function openToken(): Promise<string> {
  const body = {
    client: 'a program',
    services: ['imap' as const, 'pop3' as const, 'submission' as const, 'ldap' as const],
  };
  const tokens = await office.server.admin.call(ENDPOINTS['user.create-token'], { path: { userId: 'alice' }, body });
  return tokens.accessToken;
}

const lastOfBob = async () => (await office.messages('bob')).at(-1) ?? '';

describe('curl', () => {
  const SCHEMES = { imap: 'imap', imaps: 'imaps', pop3: 'pop3', pop3s: 'pop3s', smtp: 'submission' } as const;

  async function curl(context: TestContext, scheme: keyof typeof SCHEMES, mechanism: string, bearer: string) {
    const path = await requirePeer(context, 'curl');
    const file = await office.write('curl.eml', 'From: alice@example.test\r\nSubject: by curl\r\n\r\nHello\r\n');
    const mail = ['--mail-from', 'alice@example.test', '--mail-rcpt', 'bob@example.test', '--upload-file', file];
    const args = [
      ...['--silent', '--show-error', '--ssl-reqd', '--cacert', office.authorityFile],
      ...['--user', 'alice@example.test', '--oauth2-bearer', bearer, '--login-options', `AUTH=${mechanism}`],
      ...(scheme === 'smtp' ? mail : []),
      `${scheme}://127.0.0.1:${office.ports[SCHEMES[scheme]]}/`,
    ];
    return tryProgram(path, args, office);
  }

  describe.each(Object.keys(SCHEMES) as (keyof typeof SCHEMES)[])('%s', (scheme) => {
    test.for(MECHANISMS)('%s', async (mechanism, context) => {
      const right = await curl(context, scheme, mechanism, token);
      expect(right, right.stderr).toMatchObject({ code: 0 });
      if (scheme === 'smtp') expect(await lastOfBob()).toContain('Subject: by curl');
      const wrong = await curl(context, scheme, mechanism, WRONG);
      expect(wrong.code, wrong.stderr).toBe(67);
    });
  });
});

test.for(MECHANISMS)('msmtp: %s', async (mechanism, context) => {
  const path = await requirePeer(context, 'msmtp');
  const send = async (bearer: string) => {
    const lines = [
      ...['account default', 'host localhost', `port ${office.ports.submission}`, 'tls on', 'tls_starttls on'],
      ...[`tls_trust_file ${office.authorityFile}`, `auth ${mechanism.toLowerCase()}`, 'user alice@example.test'],
      ...[`passwordeval printf '%s' '${bearer}'`, 'from alice@example.test'],
    ];
    const file = await office.write('msmtprc', `${lines.join('\n')}\n`);
    const input = `From: alice@example.test\nSubject: msmtp ${mechanism}\n\nHello\n`;
    return tryProgram(path, ['-C', file, '--', 'bob@example.test'], { ...office, input });
  };
  const right = await send(token);
  expect(right, right.stderr).toMatchObject({ code: 0 });
  expect(await lastOfBob()).toContain(`Subject: msmtp ${mechanism}`);
  const wrong = await send(WRONG);
  // EX_NOPERM of sysexits.h
  expect(wrong.code, wrong.stderr).toBe(77);
});

test.for(MECHANISMS)('mutt sends, and keeps a copy by IMAP: %s', async (mechanism, context) => {
  const path = await requirePeer(context, 'mutt');
  const tokenFile = await office.write('token', token);
  const name = mechanism.toLowerCase();
  const lines = [
    `set ssl_ca_certificates_file = "${office.authorityFile}"; set ssl_starttls = yes; set ssl_force_tls = yes`,
    `set imap_user = "alice@example.test"; set imap_authenticators = "${name}"`,
    `set imap_oauth_refresh_command = "cat ${tokenFile}"; set smtp_oauth_refresh_command = "cat ${tokenFile}"`,
    `set smtp_authenticators = "${name}"; set smtp_url = "smtp://alice@localhost:${office.ports.submission}/"`,
    `set from = "alice@example.test"; set use_envelope_from; set record = "imap://localhost:${office.ports.imap}/Sent"`,
  ];
  const settings = ['-n', '-F', await office.write(`muttrc-${name}`, `${lines.join('\n')}\n`)];
  const sent = await tryProgram(path, [...settings, '-s', `mutt ${mechanism}`, '--', 'bob@example.test'], office);
  expect(sent, sent.stderr).toMatchObject({ code: 0 });
  expect(await lastOfBob()).toContain(`Subject: mutt ${mechanism}`);
  expect((await office.messages('alice', 'Sent')).at(-1)).toContain(`Subject: mutt ${mechanism}`);
});

test('imapflow: the mailbox opens, and a wrong token is told as one', async () => {
  const client = await office.imap('alice', { auth: { user: 'alice@example.test', accessToken: token } });
  expect(await client.mailboxOpen('INBOX')).toMatchObject({ exists: 1 });
  await client.logout();
  const refused = office.imap('alice', { auth: { user: 'alice@example.test', accessToken: WRONG } });
  await expect(refused).rejects.toMatchObject({
    authenticationFailed: true,
    oauthError: { status: expect.anything() },
  });
});

test('nodemailer sends', async () => {
  const ca = await readFile(office.authorityFile, 'utf8');
  const transport = (accessToken: string) =>
    createTransport({
      ...{ host: 'localhost', port: office.ports.submissions, secure: true, tls: { ca } },
      auth: { type: 'OAuth2', user: 'alice@example.test', accessToken },
    });
  const mail = { from: 'alice@example.test', to: 'bob@example.test', subject: 'by nodemailer', text: 'Hello' };
  await transport(token).sendMail(mail);
  expect(await lastOfBob()).toContain('Subject: by nodemailer');
  await expect(transport(WRONG).sendMail(mail)).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
});

test('Python’s imaplib, smtplib and poplib', async (context) => {
  const path = await requirePeer(context, 'python3');
  const file = join(import.meta.dirname, 'python/use_tokens.py');
  const { imaps, submission, pop3s } = office.ports;
  await runProgram(path, [file, office.authorityFile, token, `${imaps}`, `${submission}`, `${pop3s}`], office);
});

test('getmail fetches: XOAUTH2', async (context) => {
  const path = await requirePeer(context, 'getmail');
  const folder = join(office.home, 'getmail');
  await mkdir(folder, { recursive: true });
  const tokenFile = await office.write('getmail-token', token);
  const settings = [
    ...['[retriever]', 'type = SimpleIMAPSSLRetriever', 'server = localhost', `port = ${office.ports.imaps}`],
    ...['username = alice@example.test', 'use_xoauth2 = True', `password_command = ("cat", "${tokenFile}")`],
    ...[`ca_certs = ${office.authorityFile}`, '[destination]', 'type = MDA_external', 'allow_root_commands = true'],
    ...['path = /bin/sh', `arguments = ("-c", "cat > ${folder}/$$.eml")`, '[options]', 'received = false'],
  ];
  const file = await office.write('getmail/getmailrc', `${settings.join('\n')}\n`);
  await runProgram(path, ['--getmaildir', folder, '--rcfile', file], office);
  const [name = ''] = (await readdir(folder)).filter((each) => each.endsWith('.eml'));
  expect(await readFile(join(folder, name), 'utf8')).toContain('the first');
});

test('OfflineIMAP synchronises: XOAUTH2', async (context) => {
  const path = await requirePeer(context, 'offlineimap');
  const mail = join(office.home, 'offlineimap-mail');
  const settings = `
[general]
accounts = office
metadata = ${office.home}/offlineimap
ui = quiet
socktimeout = 30
[Account office]
localrepository = here
remoterepository = there
[Repository here]
type = Maildir
localfolders = ${mail}
[Repository there]
type = IMAP
remotehost = localhost
remoteport = ${office.ports.imaps}
remoteuser = alice@example.test
auth_mechanisms = XOAUTH2
oauth2_access_token = ${token}
oauth2_request_url = https://localhost/never-asked
ssl = yes
sslcacertfile = ${office.authorityFile}
readonly = True
`;
  const file = await office.write('offlineimaprc', settings);
  const { code, stdout, stderr } = await tryProgram(path, ['-c', file, '-o'], office);
  expect(code, stdout + stderr).toBe(0);
  expect(await readdir(join(mail, 'INBOX/new'))).toHaveLength(1);
});

/** Cyrus SASL with a module for XOAUTH2; its own knows none. */
async function saslPath(context: TestContext): Promise<string> {
  const plugin = await unpackPeer('sasl-xoauth2');
  if (!plugin.available) return context.skip(`sasl-xoauth2: ${plugin.reason}`);
  const modules = 'usr/lib/x86_64-linux-gnu/sasl2';
  return `${join(plugin.path, modules)}:/${modules}`;
}

test('mbsync synchronises: XOAUTH2', async (context) => {
  const path = await requirePeer(context, 'mbsync');
  const mail = join(office.home, 'mbsync-mail');
  await mkdir(mail, { recursive: true });
  const settings = `
IMAPAccount office
Host localhost
Port ${office.ports.imaps}
User alice@example.test
Pass "${token}"
SSLType IMAPS
SystemCertificates no
CertificateFile ${office.authorityFile}
AuthMechs XOAUTH2

IMAPStore far
Account office

MaildirStore near
Path ${mail}/
Inbox ${mail}/INBOX

Channel all
Far :far:
Near :near:
Sync Pull
Create Near
SyncState *
`;
  const file = await office.write('mbsyncrc', settings);
  const env = { SASL_PATH: await saslPath(context) };
  const { code, stdout, stderr } = await tryProgram(path, ['-Dn', '-c', file, 'all'], { ...office, env });
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('AUTHENTICATE XOAUTH2');
  const [name = ''] = await readdir(join(mail, 'INBOX/new'));
  expect(await readFile(join(mail, 'INBOX/new', name), 'utf8')).toContain('the first');
});
