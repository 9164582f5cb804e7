/** An office in which strangers and colleagues have written hostile texts wherever others read what they write. */
import { isFailure } from '../../src/base/failure.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { startKeepingMilter } from './keeping-milter.ts';
import { RawClient } from './raw-client.ts';
import { type InProcessServer, TEST_DOMAIN, TEST_PASSWORD } from './server.ts';
import { startSmtpPeer } from './smtp-peer.ts';

/** A screen, and what has to be found on it. */
export interface Written {
  /** Of the User IDs that see it. */
  readonly by: 'admin' | 'alice';
  readonly path: string;
  readonly texts: readonly string[];
}

/** As many as one account may have; of tokens fewer, since browsers count as well. */
const MAX_LABELS = 50;
const MAX_TOKENS = 90;
const MAX_DESCRIPTION = 1000;
/** Headers are unfolded and their ends trimmed before anybody sees them; these cannot be told apart then. */
const IN_ONE_LINE = HOSTILE_TEXTS.filter((text) => text.trim() === text && !text.includes('  '));

export async function writeHostileTexts(server: InProcessServer): Promise<readonly Written[]> {
  const { admin } = server;
  // Composed, as all names are kept.
  const texts = HOSTILE_TEXTS.map((text) => text.normalize('NFC'));
  const names = await importUsers(server, texts);
  const described = await takenOf(texts, texts.length, async (description) => {
    const n = String(texts.indexOf(description)).padStart(3, '0');
    await admin.call(ENDPOINTS['alias.create'], {
      body: { mail: `l${n}@${TEST_DOMAIN}`, description, owners: ['alice'], members: ['olga'] },
    });
    await admin.call(ENDPOINTS['group.create'], { body: { name: `g${n}@${TEST_DOMAIN}`, description } });
  });
  const descriptions = inLengthsOf(described, MAX_DESCRIPTION);
  for (const [index, description] of descriptions.entries()) {
    await admin.call(ENDPOINTS['domain.create'], { body: { name: `d${index}.example.test`, description } });
  }
  const path = { userId: 'alice' };
  const labels = await takenOf(texts, MAX_LABELS, (label) =>
    admin.call(ENDPOINTS['user.create-app-password'], { path, body: { label } }),
  );
  const clients = await takenOf(texts.toReversed(), MAX_TOKENS, (client) =>
    admin.call(ENDPOINTS['user.create-token'], { path, body: { client, services: ['imap'] } }),
  );
  for (const text of texts) {
    const line = { level: 40, time: new Date(0).toISOString(), name: 'server', login: text, msg: text };
    server.recentLog.add(`${JSON.stringify(line)}\n`);
  }
  return [
    { by: 'admin', path: '/msg/server/users', texts: names },
    { by: 'admin', path: '/msg/server/aliases', texts: described },
    { by: 'admin', path: '/msg/server/groups', texts: described },
    { by: 'admin', path: '/msg/server/domains', texts: descriptions },
    { by: 'admin', path: '/msg/server/logs', texts },
    { by: 'alice', path: '/msg/my/people', texts: names },
    { by: 'alice', path: '/msg/my/aliases', texts: described },
    { by: 'alice', path: '/msg/my/app-passwords', texts: labels },
    { by: 'alice', path: '/msg/my/sessions', texts: clients },
  ];
}

/** @returns the names that were taken: what turns other text around is refused */
async function importUsers({ admin }: InProcessServer, texts: readonly string[]): Promise<string[]> {
  const lines = texts.map((text, index) => {
    const userId = `p${String(index).padStart(3, '0')}`;
    const quoted = `"${text.replaceAll('"', '""')}"`;
    return `${userId},${userId}@${TEST_DOMAIN},${TEST_PASSWORD},${quoted},${quoted},${quoted}`;
  });
  const csv = ['userId,mail,password,firstName,office,title', ...lines].join('\n');
  const { refused } = await admin.call(ENDPOINTS['user.import'], { body: { csv } });
  const refusedLines = new Set(refused.map(({ line }) => line));
  return texts.filter((_, index) => !refusedLines.has(index + 2));
}

/** Those that may be what they are given for: labels have to be short, and readable. */
async function takenOf(
  texts: readonly string[],
  max: number,
  give: (text: string) => Promise<unknown>,
): Promise<string[]> {
  const taken: string[] = [];
  for (const text of texts) {
    if (taken.length === max) break;
    try {
      await give(text);
      taken.push(text);
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
    }
  }
  return taken;
}

/** Mail that waits since another server says hostile things of it, and mail in quarantine with a hostile header. */
export async function sendHostileMail(server: InProcessServer): Promise<readonly Written[]> {
  const { admin } = server;
  const subject = IN_ONE_LINE.slice(0, 20).join(' ');
  const answers = IN_ONE_LINE.filter((text) => Buffer.byteLength(text) < 400);
  let asked = 0;
  await using peer = await startSmtpPeer({
    answer: (command) =>
      command.startsWith('RCPT') ? `451 4.3.0 ${answers[asked++ % answers.length]}\r\n` : undefined,
  });
  await admin.call(ENDPOINTS['route.set'], {
    path: { pattern: 'example.org' },
    body: { host: '127.0.0.1', port: peer.port, tls: 'none' },
  });
  await submit(server, { from: 'alice', to: answers.map((_, index) => `r${index}@example.org`), subject });
  while (peer.commands.filter((command) => command.startsWith('RCPT')).length < answers.length) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await using milter = await startKeepingMilter('<img src=x onerror=hit()>');
  if (milter.address.kind !== 'unix') throw new Error('not a socket');
  await admin.call(ENDPOINTS['settings.set'], {
    path: { name: 'contentFilters' },
    body: { value: `keeper milter ${milter.address.path}` },
  });
  await receive(server, [
    `Subject: ${subject}`,
    `From: "<script>hit()</script>" <evil@example.org>`,
    ...IN_ONE_LINE.map((text, index) => `X-Text-${index}: ${text}`),
  ]);
  const { messages } = await admin.call(ENDPOINTS['queue.list'], {});
  const kept = await admin.call(ENDPOINTS['quarantine.list'], {});
  return [
    { by: 'admin', path: `/msg/server/queue/${messages[0]?.queueId}`, texts: [subject, ...answers] },
    { by: 'admin', path: `/msg/server/trace?text=${messages[0]?.queueId}`, texts: [] },
    { by: 'admin', path: `/msg/server/quarantine/${kept.messages[0]?.id}`, texts: IN_ONE_LINE },
    { by: 'admin', path: `/msg/server/trace?text=${kept.messages[0]?.queueId}`, texts: [] },
  ];
}

/** From outside, in UTF-8, to `alice`. */
async function receive({ ports }: InProcessServer, header: readonly string[]): Promise<void> {
  using client = await RawClient.open(ports.smtp);
  await client.line();
  const commands = [
    'EHLO client.example.org',
    'MAIL FROM:<evil@example.org> SMTPUTF8',
    `RCPT TO:<alice@${TEST_DOMAIN}>`,
  ];
  for (const command of [...commands, 'DATA', `${header.join('\r\n')}\r\n\r\nHello.\r\n.`]) {
    await client.sendAll(Buffer.from(`${command}\r\n`).toString('latin1'));
    let line = await client.line();
    while (line[3] === '-') line = await client.line();
    if (!/^[23]/.test(line)) throw new Error(`${command.slice(0, 40)}: ${line}`);
  }
}

/** Joined by spaces, each as long as it may be. */
function inLengthsOf(texts: readonly string[], length: number): string[] {
  const joined: string[] = [];
  for (const text of texts) {
    const last = joined.at(-1);
    if (last !== undefined && last.length + text.length < length) joined[joined.length - 1] = `${last} ${text}`;
    else joined.push(text);
  }
  return joined;
}

interface Submitted {
  /** User ID. */
  readonly from: string;
  readonly to: string | readonly string[];
  readonly subject: string;
}

/** Sends a message as a mail program does; resolves with the reply that took it. */
async function submit({ ports }: InProcessServer, { from, to, subject }: Submitted): Promise<string> {
  using client = await RawClient.openTls(ports.submissions);
  const plain = Buffer.from(`\0${from}\0${TEST_PASSWORD}`).toString('base64');
  const own = `${from}@${TEST_DOMAIN}`;
  await reply(client);
  const recipients = [to].flat();
  const envelope = [`MAIL FROM:<${own}>`, ...recipients.map((address) => `RCPT TO:<${address}>`)];
  const lines = ['EHLO client.example.test', `AUTH PLAIN ${plain}`, ...envelope, 'DATA'];
  for (const line of lines) {
    client.send(`${line}\r\n`);
    await reply(client);
  }
  const encoded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
  client.send(`From: <${own}>\r\nTo: <${recipients[0]}>\r\nSubject: ${encoded}\r\n\r\nHello.\r\n.\r\n`);
  return await reply(client);
}

/** Its last line. Throws when it is a refusal. */
async function reply(client: RawClient): Promise<string> {
  let line = await client.line();
  while (line[3] === '-') line = await client.line();
  if (!/^[23]/.test(line)) throw new Error(line);
  return line;
}
