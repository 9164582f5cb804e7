/** An office in which every screen has something to show: people of all roles, aliases, groups, a second domain, mail that waits. */
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { RawClient } from './raw-client.ts';
import { TEST_DOMAIN, TEST_PASSWORD, type TestServer } from './server.ts';

/** Whoever has it: one User ID for each role. */
export const ROLES = {
  administrator: 'olga',
  'domain-administrator': 'dora',
  'help-desk': 'hugo',
  user: 'alice',
} as const;

export type OfficeRole = keyof typeof ROLES;

const NAMES: Readonly<Record<string, string>> = {
  olga: 'Olga',
  dora: 'Dora',
  hugo: 'Hugo',
  alice: 'Alice',
  bob: 'Bob',
};

/** Makes them all, with TEST_PASSWORD. What is sent to `bob@example.org` waits: nobody answers there. */
export async function peopleOffice(server: TestServer): Promise<void> {
  const { admin } = server;
  await admin.call(ENDPOINTS['domain.create'], { body: { name: 'example.com', description: 'The branch' } });
  for (const [userId, firstName] of Object.entries(NAMES)) {
    const role = (Object.keys(ROLES) as OfficeRole[]).find((one) => ROLES[one] === userId) ?? 'user';
    const isOfDomain = role === 'domain-administrator' || role === 'help-desk';
    await admin.call(ENDPOINTS['user.create'], {
      body: {
        ...{ userId, mail: `${userId}@${TEST_DOMAIN}`, password: TEST_PASSWORD, role },
        ...(isOfDomain ? { roleDomains: [TEST_DOMAIN] } : {}),
        profile: { firstName, lastName: 'Archer', office: 'Room 12', workPhone: '+49 30 555' },
        ...(userId === 'bob' ? { storageQuota: '2G' } : {}),
      },
    });
  }
  await admin.call(ENDPOINTS['user.create'], {
    body: { userId: 'carol', mail: 'carol@example.com', password: TEST_PASSWORD, profile: { firstName: 'Carol' } },
  });
  await admin.call(ENDPOINTS['user.archive'], { path: { userId: 'carol' }, body: {} });
  await admin.call(ENDPOINTS['group.create'], {
    body: { name: `staff@${TEST_DOMAIN}`, description: 'All who work here', members: ['alice', 'bob'] },
  });
  for (const [name, membership] of [
    ['lunch', 'self-service'],
    ['board', 'closed'],
    ['everything', 'open'],
  ] as const) {
    const people = { owners: ['bob'], members: ['bob', 'alice'] };
    await admin.call(ENDPOINTS['alias.create'], {
      body: { mail: `${name}@${TEST_DOMAIN}`, description: `Mail about ${name}`, membership, ...people },
    });
  }
  await admin.call(ENDPOINTS['user.create-app-password'], { path: { userId: 'alice' }, body: { label: 'Phone' } });
  await admin.call(ENDPOINTS['user.create-token'], {
    path: { userId: 'alice' },
    body: { client: 'mbsync', services: ['imap'] },
  });
  await submit(server, { from: 'alice', to: 'bob@example.org', subject: 'The offer' });
  await submit(server, { from: 'alice', to: `bob@${TEST_DOMAIN}`, subject: 'Lunch' });
}

export interface Submitted {
  /** User ID. */
  readonly from: string;
  readonly to: string | readonly string[];
  readonly subject: string;
}

/** Sends a message as a mail program does; resolves with the reply that took it. */
export async function submit({ ports }: TestServer, { from, to, subject }: Submitted): Promise<string> {
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
