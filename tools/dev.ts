/**
 * `npm run dev`: the whole server on high ports, with an office full of mail. The office is made anew at each start, in
 * `.dev/`, which nothing else uses. Passwords are the User IDs followed by `-at-the-office`.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { socketPath } from '../src/config/data-directory.ts';
import { createAdminClient } from '../src/gateways/admin-client/admin-client.ts';
import { ENDPOINTS } from '../src/wire/admin/endpoints.ts';
import { conversation, type Letter } from './dev/letters.ts';
import { ALIASES, PEOPLE, passwordOf } from './dev/people.ts';
import { waitForFile } from './dev/wait-for-file.ts';

const ROOT = join(import.meta.dirname, '..');
const DATA = join(ROOT, '.dev');
const PORT_OFFSET = 12_000;
const IMAP_PORT = 143 + PORT_OFFSET;
const CONVERSATIONS = 120;

export async function main(): Promise<number> {
  await rm(DATA, { recursive: true, force: true });
  const ready = join(DATA, 'ready.json');
  const args = [
    'serve',
    '--data-dir',
    DATA,
    '--port-offset',
    String(PORT_OFFSET),
    '--hostname',
    'mail.example.test',
    '--domain',
    'example.test',
    '--ready-file',
    ready,
  ];
  const server = spawn(join(ROOT, 'bin/mailroom'), args, { stdio: 'inherit' });
  const ended = new Promise<number>((resolve) => server.once('exit', (code) => resolve(code ?? 1)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
  if (await Promise.race([waitForFile(ready), ended.then(() => false)])) {
    await fillOffice();
    process.stdout.write(
      `\nThe office is full: ${PEOPLE.map(({ userId }) => userId).join(', ')}. Passwords: NAME-at-the-office\n`,
    );
  }
  return ended;
}

async function fillOffice(): Promise<void> {
  const admin = createAdminClient(socketPath(DATA, 'admin'));
  const set = (name: string, value: string) =>
    admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });
  await set('cleartextAuthFrom', '127.0.0.0/8, ::1');
  // The office is made up: nothing that somebody tries in it goes out to real people.
  await set('mailLookUpDestinations', 'off');
  await set('dnsServers', '127.0.0.1:9');
  for (const { userId, firstName, lastName, language } of PEOPLE) {
    await admin.call(ENDPOINTS['user.create'], {
      body: {
        userId,
        mail: `${userId}@example.test`,
        password: passwordOf(userId),
        profile: { firstName, lastName },
        language,
      },
    });
  }
  for (const { name, owner, members, description } of ALIASES) {
    await admin.call(ENDPOINTS['alias.create'], {
      body: { mail: `${name}@example.test`, owners: [owner], members: [...members], description },
    });
  }
  const letters = Array.from({ length: CONVERSATIONS }, (_, index) => conversation(index)).flat();
  for (const person of PEOPLE) await file(person.userId, letters);
}

/** Files what the person got and what the person sent, as it would lie there by now. */
async function file(userId: string, letters: readonly Letter[]): Promise<void> {
  const imap = new ImapFlow({
    host: '127.0.0.1',
    port: IMAP_PORT,
    secure: false,
    doSTARTTLS: false,
    auth: { user: userId, pass: passwordOf(userId) },
    logger: false,
  });
  await imap.connect();
  for (const letter of letters) {
    if (letter.from === userId) await imap.append('Sent', letter.source, ['\\Seen'], letter.date);
    if (letter.to.includes(userId)) await imap.append(letter.mailbox, letter.source, [...letter.flags], letter.date);
  }
  await imap.logout();
}
