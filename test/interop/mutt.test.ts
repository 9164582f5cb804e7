/** mutt: reading is driven by key strokes on a terminal of its own, sending by its batch mode. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { type RunOptions, requirePeer, tryProgram } from './support/programs.ts';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** The command line of mutt with these settings. */
async function commandLine(context: TestContext, ...settings: string[]): Promise<[string, ...string[]]> {
  const path = await requirePeer(context, 'mutt');
  const lines = [
    `set ssl_ca_certificates_file = "${office.authorityFile}"; set ssl_starttls = yes; set ssl_force_tls = yes`,
    `set imap_user = "alice"; set imap_pass = "${TEST_PASSWORD}"`,
    // For SMTP it would take SCRAM-SHA-256-PLUS, for which it lacks the channel binding of TLS 1.3, and give up.
    `set smtp_pass = "${TEST_PASSWORD}"; set smtp_authenticators = "plain"`,
    'set from = "alice@example.test"; set realname = "Älice Müller"; set use_envelope_from; set charset = "utf-8"',
    'set wait_key = no; set quit = yes; set delete = yes; set confirmappend = no; set mark_old = no',
    ...settings,
  ];
  return [path, '-n', '-F', await office.write('muttrc', `${lines.join('\n')}\n`)];
}

async function run(options: Partial<RunOptions>, path: string, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await tryProgram(path, args, { ...office, ...options });
  expect(code, stderr + stdout).toBe(0);
}

/** Runs a command on a pseudo-terminal. One that waits for more keys is ended. */
async function runOnTerminal(command: readonly string[]): Promise<void> {
  const line = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const env = { TERM: 'xterm', COLUMNS: '80', LINES: '24' };
  await run({ env }, 'script', '-qec', `timeout --foreground -k 1 30 ${line}`, '/dev/null');
}

const url = (service: 'imap' | 'imaps', path: string) => `${service}://localhost:${office.ports[service]}/${path}`;
const message = (subject: string) => `From: bob@example.test\r\nSubject: ${subject}\r\n\r\nbody ${subject}\r\n`;

test.for(['imap', 'imaps'] as const)('%s: reads, flags, saves, deletes', async (service, context) => {
  const folder = `Größe-${service}`;
  const imap = await office.imap('alice');
  await imap.mailboxCreate(folder);
  await office.append('alice', 'INBOX', ['one', 'two', 'three'].map(message));
  const copy = join(office.home, `${service}.txt`);
  const keys = [
    `<first-entry><pipe-message>cat > ${copy}<enter>`,
    '<first-entry><flag-message>',
    `<first-entry><next-entry><save-message>\\Cu=${folder}<enter>`,
    '<last-entry><delete-message>',
    '<sync-mailbox><quit>',
  ];
  const settings = [`set folder = "${url(service, '')}"`, `push "${keys.join('')}"`];
  const command = await commandLine(context, ...settings);
  await runOnTerminal([...command, '-f', url(service, 'INBOX')]);
  expect(await readFile(copy, 'utf8')).toContain('body one');
  expect(await office.messages('alice', folder)).toEqual([message('two')]);
  await imap.mailboxOpen('INBOX');
  const left = await imap.fetchAll('1:*', { flags: true, envelope: true });
  expect(left.map((each) => each.envelope?.subject)).toEqual(['one']);
  expect(left[0]?.flags).toContain('\\Flagged');
  await imap.messageDelete('1:*');
  await imap.logout();
});

describe.each([
  ['smtp', 'submission'],
  ['smtps', 'submissions'],
] as const)('%s', (scheme, service) => {
  test('sends with an attachment, and keeps a copy by IMAP', async (context) => {
    const attachment = await office.write('Übersicht.bin', Buffer.from([0, 255, 10, 13]));
    const target = `set smtp_url = "${scheme}://alice@localhost:${office.ports[service]}/"`;
    const [path, ...args] = await commandLine(context, target, `set record = "${url('imaps', 'Sent')}"`);
    const input = '.\nFrom here\nGrüße\n';
    await run({ input }, path, ...args, '-s', `Grüße ${scheme}`, '-a', attachment, '--', 'bob@example.test');
    const [received = ''] = (await office.messages('bob')).slice(-1);
    expect(received).toContain(' with ESMTPSA id ');
    const parsed = await PostalMime.parse(Buffer.from(received, 'latin1'));
    expect(parsed).toMatchObject({ subject: `Grüße ${scheme}`, from: { name: 'Älice Müller' } });
    expect(parsed.text?.trimEnd()).toBe('.\nFrom here\nGrüße');
    expect(parsed.attachments).toMatchObject([{ filename: 'Übersicht.bin' }]);
    const [kept = ''] = (await office.messages('alice', 'Sent')).slice(-1);
    expect(received.endsWith(kept.slice(kept.indexOf('\r\n\r\n')))).toBe(true);
  });
});
