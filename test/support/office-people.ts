/** An office in which every screen has something to show: people of all roles, aliases, groups, a second domain, mail that waits or was kept aside. */
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { holdUpMail, INFECTED, sendMail, startStandInScanner } from './mail-under-way.ts';
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

/** Makes them all, with TEST_PASSWORD. What is sent to example.org waits: nobody answers there. */
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
  await holdUpMail(server);
  await sendMail(server, { from: `alice@${TEST_DOMAIN}`, to: 'bob@example.org', subject: 'The offer' });
  await sendMail(server, { from: 'bob@example.org', to: `alice@${TEST_DOMAIN}`, subject: 'The answer' });
  await using _scanner = await startStandInScanner(server);
  await sendMail(server, {
    ...{ from: 'bob@example.org', to: `alice@${TEST_DOMAIN}`, subject: 'The picture', text: INFECTED },
  });
  await admin.call(ENDPOINTS['settings.reset'], { path: { name: 'contentFilters' } });
}
