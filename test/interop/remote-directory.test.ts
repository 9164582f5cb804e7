/** Debian's slapd as the source of users: connected, used, stopped and started in the middle of the mail flow. DI7 */
import { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EndpointInput } from '../../src/wire/admin/endpoint.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import type { LdapTestClient } from '../support/ldap-client.ts';
import {
  entryOf,
  READER,
  REMOTE_BASE,
  REMOTE_PEOPLE,
  type RemoteFixture,
  type RemoteFlavour,
  type RemoteSlapd,
  startRemoteSlapd,
} from '../support/peers/remote-slapd.ts';
import { RawClient } from '../support/raw-client.ts';
import { type InProcessServer, startTestServer, TEST_PASSWORD } from '../support/server.ts';

type ConnectBody = EndpointInput<(typeof ENDPOINTS)['directory.connect']>['body'];

const PEOPLE: readonly RemoteFixture[] = [
  {
    uid: 'ann',
    givenName: 'Ann',
    sn: 'Müller',
    mail: 'ann@example.test',
    telephoneNumber: '+49 30 1',
    userPassword: 'password of ann',
  },
  { uid: 'ben', givenName: 'Ben', sn: 'Brown', mail: 'ben@example.test', userPassword: 'password of ben' },
  { uid: 'cara', sn: 'Cole', mail: 'cara@example.test', userPassword: 'password of cara' },
  { uid: 'nomail', sn: 'Nomail', userPassword: 'password of nomail' },
  { uid: 'foreign', sn: 'Foreign', mail: 'foreign@example.org', userPassword: 'password of foreign' },
  { uid: 'admin', sn: 'Admin', mail: 'boss@example.test', userPassword: 'password of boss' },
];
const SAMPLE = { login: 'ann', password: 'password of ann' };

let slapd: RemoteSlapd | string;
let server: InProcessServer;

beforeAll(async () => {
  slapd = await startRemoteSlapd('openldap', PEOPLE);
});
afterAll(async () => {
  if (typeof slapd !== 'string') await slapd[Symbol.asyncDispose]();
});
beforeEach(async () => {
  server = await startTestServer({ users: ['olga', 'ben'] });
});
afterEach(() => server[Symbol.asyncDispose]());

const call = {
  connect: (body: ConnectBody) => server.admin.call(ENDPOINTS['directory.connect'], { body }),
  show: () => server.admin.call(ENDPOINTS['directory.show']),
  sync: (acceptsRemovals = false) => server.admin.call(ENDPOINTS['directory.sync'], { body: { acceptsRemovals } }),
  disconnect: () => server.admin.call(ENDPOINTS['directory.disconnect']),
  user: (userId: string) => server.admin.call(ENDPOINTS['user.show'], { path: { userId } }),
  users: async () =>
    (await server.admin.call(ENDPOINTS['user.list'], { query: { limit: 100 } })).users.map(({ userId }) => userId),
};

function bodyFor(running: RemoteSlapd, more: Partial<ConnectBody> = {}): ConnectBody {
  return {
    url: `ldaps://localhost:${running.tlsPort}`,
    base: REMOTE_BASE,
    kind: 'openldap',
    bindName: READER.name,
    bindPassword: READER.password,
    authorities: running.authority,
    sample: SAMPLE,
    ...more,
  };
}

/** Signs in over IMAP. @returns `OK`, or the code and text of the refusal. */
async function imapSignIn(login: string, password: string): Promise<string> {
  using client = await RawClient.openTls(server.ports.imaps);
  await client.line();
  const quoted = password.replace(/["\\]/g, '\\$&');
  client.send(`a LOGIN "${login}" "${quoted}"\r\n`);
  for (;;) {
    const line = await client.line();
    if (line.startsWith('a ')) return line.startsWith('a OK') ? 'OK' : line.slice(2);
  }
}

async function subjects(user: string, pass: string): Promise<string[]> {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: server.ports.imaps, secure: true, tls: { rejectUnauthorized: false } },
    ...{ auth: { user, pass }, logger: false },
  });
  await client.connect();
  try {
    await client.mailboxOpen('INBOX');
    const found: string[] = [];
    for await (const { envelope } of client.fetch('1:*', { envelope: true })) found.push(envelope?.subject ?? '');
    return found;
  } finally {
    await client.logout();
  }
}

/** Sends from elsewhere. @returns the reply to RCPT, or that to the message. */
async function send(to: string, subject: string): Promise<string> {
  using client = await RawClient.open(server.ports.smtp);
  const ask = async (line: string) => {
    client.send(`${line}\r\n`);
    for (;;) {
      const reply = await client.line();
      if (reply[3] !== '-') return reply;
    }
  };
  await client.line();
  await ask('EHLO client.example.com');
  await ask('MAIL FROM:<someone@example.com>');
  const recipient = await ask(`RCPT TO:<${to}>`);
  if (!recipient.startsWith('250')) return recipient;
  await ask('DATA');
  return await ask(`Subject: ${subject}\r\n\r\nhello\r\n.`);
}

describe('K3', () => {
  test.for(['ldaps at an odd port', 'StartTLS at an odd port', 'in the clear on this machine'] as const)(
    'remote LDAP port: people sign in with %s',
    async (way, context) => {
      if (typeof slapd === 'string') return context.skip(slapd);
      const plainUrl = `ldap://localhost:${slapd.port}`;
      const more = {
        'ldaps at an odd port': {},
        'StartTLS at an odd port': { url: plainUrl },
        'in the clear on this machine': { url: plainUrl, isPlain: true },
      }[way];
      await call.connect(bodyFor(slapd, more));
      expect((await call.show()).url).toContain(`:${way === 'ldaps at an odd port' ? slapd.tlsPort : slapd.port}`);
      expect(await imapSignIn('ann', 'password of ann')).toBe('OK');
      expect(await imapSignIn('ann@example.test', 'password of ann')).toBe('OK');
      expect(await imapSignIn('ann', 'password of ben')).toContain('AUTHENTICATIONFAILED');
      expect(await imapSignIn('olga', TEST_PASSWORD)).toBe('OK');
      expect(await imapSignIn('cara', '')).not.toBe('OK');
    },
  );
});

test('what a switch does, what it would do, and what is left of it', async (context) => {
  if (typeof slapd === 'string') return context.skip(slapd);
  const before = await call.users();
  const tried = await call.connect(bodyFor(slapd, { isDryRun: true }));
  expect(tried).toMatchObject({
    people: 6,
    added: { count: 2, first: ['ann', 'cara'] },
    linked: { count: 1, first: ['ben'] },
    missingDomains: ['example.org'],
  });
  const reasons = tried.refused.first.map(({ name, reason, value }) => [name.split(',')[0], reason, value]);
  expect(reasons.map((each) => each.join(' ')).toSorted()).toEqual([
    'uid=admin is-admin admin',
    'uid=foreign missing-domain example.org',
    'uid=nomail no-mail ',
  ]);
  expect(await call.users()).toEqual(before);
  expect(await call.show()).toMatchObject({ state: 'none', users: 0 });

  expect(await call.connect(bodyFor(slapd, { createsDomains: true }))).toMatchObject({ added: { count: 3 } });
  expect(await call.users()).toEqual(['admin', 'ann', 'ben', 'cara', 'foreign', 'olga']);
  expect(await call.user('ann')).toMatchObject({
    mail: 'ann@example.test',
    profile: { firstName: 'Ann', lastName: 'Müller', workPhone: '+49 30 1', office: '' },
  });
  expect(await call.show()).toMatchObject({ state: 'in-use', users: 4, kind: 'openldap', bindName: READER.name });
  // The password here counts no longer.
  expect(await imapSignIn('ben', 'password of ben')).toBe('OK');
  expect(await imapSignIn('ben', TEST_PASSWORD)).not.toBe('OK');

  await expect(call.connect(bodyFor(slapd))).rejects.toMatchObject({ code: 'in-use' });
  expect(await call.disconnect()).toMatchObject({ count: 4, withoutPassword: ['ann', 'cara', 'foreign'] });
  expect(await imapSignIn('ben', TEST_PASSWORD)).toBe('OK');
  expect(await imapSignIn('ben', 'password of ben')).not.toBe('OK');
  expect(await imapSignIn('ann', 'password of ann')).not.toBe('OK');
  expect(await send('ann@example.test', 'kept')).toMatch(/^250/);
  expect(await call.show()).toMatchObject({ state: 'ended', users: 0, said: null });
});

describe('a switch that fails leaves all as it was', () => {
  const cases: readonly [string, (running: RemoteSlapd) => Partial<ConnectBody>, object][] = [
    ['reach', () => ({ url: 'ldaps://localhost:9' }), { code: 'unavailable', detail: { reason: 'remote-reach' } }],
    [
      'reach: a plain port',
      ({ port }) => ({ url: `ldaps://localhost:${port}` }),
      { code: 'unavailable', detail: { reason: 'remote-tls' } },
    ],
    [
      'TLS: another name',
      ({ tlsPort }) => ({ url: `ldaps://127.0.0.1:${tlsPort}` }),
      { code: 'unavailable', detail: { reason: 'remote-tls' } },
    ],
    ['sign in', () => ({ bindPassword: 'wrong' }), { code: 'unavailable', detail: { reason: 'remote-sign-in' } }],
    [
      'search: no such base',
      () => ({ base: 'ou=nowhere,dc=example,dc=org' }),
      { code: 'unavailable', detail: { reason: 'remote-search' } },
    ],
    ['search: no filter', () => ({ filter: '(uid=' }), { code: 'invalid', detail: { field: 'filter' } }],
    ['map: nobody', () => ({ filter: '(uid=nomail)' }), { code: 'invalid', detail: { reason: 'remote-nobody' } }],
    ['map: nothing', () => ({ filter: '(uid=none)' }), { code: 'invalid', detail: { reason: 'remote-empty' } }],
    [
      'map: no identifier',
      () => ({ mapping: { remoteId: 'description' } }),
      { code: 'invalid', detail: { reason: 'remote-nobody' } },
    ],
    [
      'sample: wrong password',
      () => ({ sample: { login: 'ann', password: 'x' } }),
      { code: 'invalid', detail: { reason: 'remote-sample-password' } },
    ],
    [
      'sample: nobody',
      () => ({ sample: { login: 'nobody', password: 'x' } }),
      { code: 'invalid', detail: { reason: 'remote-sample-unknown' } },
    ],
    [
      'sample: everybody',
      () => ({ sample: { login: '*', password: 'x' } }),
      { code: 'invalid', detail: { reason: 'remote-sample-unknown' } },
    ],
    ['no sample', () => ({ sample: undefined }), { code: 'invalid', detail: { field: 'sample' } }],
  ];

  test.for(cases)('%s', async ([, more, failure], context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    const before = await state();
    await expect(call.connect(bodyFor(slapd, { createsDomains: true, ...more(slapd) }))).rejects.toMatchObject(failure);
    expect(await state()).toEqual(before);
    expect(await imapSignIn('ben', TEST_PASSWORD)).toBe('OK');
  });

  async function state() {
    const { domains } = await server.admin.call(ENDPOINTS['domain.list']);
    const { entries } = await server.admin.call(ENDPOINTS['audit.list'], { query: {} });
    return { users: await call.users(), domains, directory: await call.show(), changes: entries.length };
  }
});

describe('in use', () => {
  test('stopped and started in the middle of the mail flow', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    await server.admin.call(ENDPOINTS['settings.set'], {
      path: { name: 'remoteDirectoryProbationMs' },
      body: { value: '1m' },
    });
    await call.connect(bodyFor(slapd));
    expect(await send('ann@example.test', 'before')).toMatch(/^250/);
    expect(await imapSignIn('ann', 'password of ann')).toBe('OK');
    try {
      await slapd.stop();
      expect(await send('ann@example.test', 'while it is away')).toMatch(/^250/);
      expect(await send('cara@example.test', 'to who has never signed in')).toMatch(/^250/);
      // The remembered password, in a process that has forgotten what it verified.
      expect(await subjects('ann', 'password of ann')).toEqual(['before', 'while it is away']);
      expect(await imapSignIn('cara', 'password of cara')).toContain('[UNAVAILABLE]');
      expect(await imapSignIn('ann', 'a wrong password')).toContain('[UNAVAILABLE]');
      expect(await imapSignIn('olga', TEST_PASSWORD)).toBe('OK');
      await expect(call.sync()).rejects.toMatchObject({ code: 'unavailable', detail: { reason: 'remote-reach' } });
    } finally {
      await slapd.start();
    }
    await expect.poll(() => imapSignIn('cara', 'password of cara')).toBe('OK');
    expect(await subjects('cara', 'password of cara')).toEqual(['to who has never signed in']);
    expect(await call.show()).toMatchObject({ state: 'in-use' });
  });

  test('a new colleague signs in at once, and what is looked for is never a filter', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    await call.connect(bodyFor(slapd));
    using manager = await slapd.manager();
    const dora = { uid: 'dora', sn: 'Dole', mail: 'dora@example.test', userPassword: 'password of dora' };
    await add(manager, 'openldap', dora);
    try {
      for (const attack of ['*', 'd*', 'dora)(uid=*', '*)(|(uid=*', 'dora\\2a', '(uid=dora)']) {
        expect(await imapSignIn(attack, 'password of dora')).not.toBe('OK');
      }
      expect(await call.users()).not.toContain('dora');
      expect(await imapSignIn('dora@example.test', 'password of dora')).toBe('OK');
      expect(await send('dora@example.test', 'welcome')).toMatch(/^250/);
    } finally {
      await manager.code({ kind: 'delete', name: `uid=dora,${REMOTE_PEOPLE}` });
    }
  });

  test('what is changed there is changed here; what is kept there is not changed here', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    await call.connect(bodyFor(slapd));
    using manager = await slapd.manager();
    const set = (attribute: string, value: string) =>
      manager.code({
        kind: 'modify',
        name: `uid=cara,${REMOTE_PEOPLE}`,
        changes: [
          { mode: 'replace', attribute: { type: attribute, values: value === '' ? [] : [Buffer.from(value)] } },
        ],
      });
    try {
      expect(await imapSignIn('cara', 'password of cara')).toBe('OK');
      expect(await set('mail', 'cara.cole@example.test')).toBe('success');
      expect(await set('givenName', 'Cara')).toBe('success');
      expect(await set('pwdAccountLockedTime', '000001010000Z')).toBe('success');
      expect(await call.sync()).toMatchObject({ changed: { first: ['cara'] }, vanished: { missing: 0 } });
      expect(await call.user('cara')).toMatchObject({
        mail: 'cara.cole@example.test',
        isEnabled: false,
        profile: { firstName: 'Cara' },
      });
      expect(await imapSignIn('cara', 'password of cara')).not.toBe('OK');
      // The address may not be taken from somebody.
      expect(await set('mail', 'olga@example.test')).toBe('success');
      expect(await call.sync()).toMatchObject({
        refused: {
          first: expect.arrayContaining([
            expect.objectContaining({ reason: 'mail-taken', value: 'olga@example.test' }),
          ]),
        },
      });
      expect(await call.user('cara')).toMatchObject({ mail: 'cara.cole@example.test' });
    } finally {
      for (const [attribute, value] of [
        ['mail', 'cara@example.test'],
        ['givenName', ''],
        ['pwdAccountLockedTime', ''],
      ] as const)
        await set(attribute, value);
    }
    await call.sync();
    const kept = {
      code: 'no-permission',
      detail: { reason: 'remote-directory', directory: `ldaps://localhost:${slapd.tlsPort}` },
    };
    const update = (body: object) => server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'cara' }, body });
    await expect(update({ mail: 'x@example.test' })).rejects.toMatchObject(kept);
    await expect(update({ isEnabled: false })).rejects.toMatchObject(kept);
    await expect(update({ profile: { title: 'Chief' } })).rejects.toMatchObject(kept);
    await expect(
      server.admin.call(ENDPOINTS['user.password'], { path: { userId: 'cara' }, body: { password: TEST_PASSWORD } }),
    ).rejects.toMatchObject(kept);
    await expect(
      server.admin.call(ENDPOINTS['user.delete'], { path: { userId: 'cara' }, body: {} }),
    ).rejects.toMatchObject(kept);
    // Ours: where mail goes, how much there may be, who may do what.
    expect(
      await update({ storageQuota: '1G', role: 'administrator', profile: { alternateMail: 'cara@example.com' } }),
    ).toMatchObject({ role: 'administrator' });
  });

  test('SCRAM is not announced, and a password changed there counts at once', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    const mechanisms = async () => {
      using client = await RawClient.openTls(server.ports.imaps);
      return await client.line();
    };
    expect(await mechanisms()).toContain('SCRAM-SHA-256');
    await call.connect(bodyFor(slapd));
    expect(await mechanisms()).not.toContain('SCRAM');
    expect(await imapSignIn('ann', 'password of ann')).toBe('OK');
    using manager = await slapd.manager();
    const set = (password: string) =>
      manager.code({
        kind: 'modify',
        name: `uid=ann,${REMOTE_PEOPLE}`,
        changes: [{ mode: 'replace', attribute: { type: 'userPassword', values: [Buffer.from(password)] } }],
      });
    try {
      expect(await set('another "password" \\ of ann')).toBe('success');
      expect(await imapSignIn('ann', 'another "password" \\ of ann')).toBe('OK');
      // The new one took the place of the old, which nobody need ask about any more.
      expect(await imapSignIn('ann', 'password of ann')).not.toBe('OK');
    } finally {
      await set('password of ann');
    }
    await call.disconnect();
    expect(await mechanisms()).toContain('SCRAM-SHA-256');
  });
});

describe.each(['389ds', 'active-directory'] as const)('%s', (flavour) => {
  const id = flavour === 'active-directory' ? 'sAMAccountName' : 'uid';
  const guid = (last: number) =>
    // Octets below 128 only: LDIF is written from texts here.
    Buffer.from(`011223344556677018293a4b5c6d7e${last.toString(16).padStart(2, '0')}`, 'hex');
  const person = (name: string, isEnabled: boolean, number: number): RemoteFixture => ({
    ...{ [id]: name, givenName: name, sn: 'Person', mail: `${name}@example.test`, userPassword: `password of ${name}` },
    ...(flavour === 'active-directory'
      ? {
          objectGUID: guid(number).toString('latin1'),
          userAccountControl: isEnabled ? '512' : '514',
          sAMAccountType: '805306368',
          whenChanged: '20260101000000.0Z',
        }
      : {
          nsUniqueId: `0e0f4b01-1dd211b2-8001-0000000000${number}`,
          nsAccountLock: isEnabled ? 'false' : 'TRUE',
        }),
  });

  test('its attributes are understood', async (context) => {
    const running = await startRemoteSlapd(flavour, [
      person('eve', true, 10),
      person('fred', false, 11),
      person('gina', true, 12),
    ]);
    if (typeof running === 'string') return context.skip(running);
    await using remote = running;
    const sample = { login: 'eve', password: 'password of eve' };
    expect(await call.connect(bodyFor(remote, { kind: flavour, sample }))).toMatchObject({
      added: { first: ['eve', 'gina'] },
      refused: { first: [{ reason: 'is-disabled', value: 'fred' }] },
    });
    expect(await imapSignIn('eve', 'password of eve')).toBe('OK');
    expect(await imapSignIn('fred', 'password of fred')).not.toBe('OK');

    using manager = await remote.manager();
    const attribute = flavour === 'active-directory' ? 'userAccountControl' : 'nsAccountLock';
    const value = flavour === 'active-directory' ? '514' : 'true';
    const naming = flavour === 'active-directory' ? 'cn' : 'uid';
    const name = `${naming}=gina,${REMOTE_PEOPLE}`;
    const changes = [{ mode: 'replace', attribute: { type: attribute, values: [Buffer.from(value)] } }] as const;
    expect(await manager.code({ kind: 'modify', name, changes })).toBe('success');
    // Renamed: the identifier stays, and so does the mailbox.
    expect(
      await manager.code({
        kind: 'modify-name',
        name: `${naming}=eve,${REMOTE_PEOPLE}`,
        newRelativeName: `${naming}=eva`,
        deletesOld: true,
        newSuperior: null,
      }),
    ).toBe('success');
    if (flavour === 'active-directory') {
      const renamed = [{ mode: 'replace', attribute: { type: id, values: [Buffer.from('eva')] } }] as const;
      expect(await manager.code({ kind: 'modify', name: `cn=eva,${REMOTE_PEOPLE}`, changes: renamed })).toBe('success');
    }
    expect(await call.sync()).toMatchObject({ changed: { count: 2 }, vanished: { missing: 0 } });
    expect(await call.user('gina')).toMatchObject({ isEnabled: false });
    expect(await imapSignIn('gina', 'password of gina')).not.toBe('OK');
    expect(await imapSignIn('eva', 'password of eve')).toBe('OK');
    expect(await call.users()).not.toContain('eve');
  });
});

async function add(manager: LdapTestClient, flavour: RemoteFlavour, person: RemoteFixture): Promise<void> {
  const { dn, attributes } = entryOf(flavour, person);
  const byType = new Map<string, Buffer[]>();
  for (const [type, value] of attributes) byType.set(type, [...(byType.get(type) ?? []), Buffer.from(value)]);
  const code = await manager.code({
    kind: 'add',
    name: dn,
    attributes: [...byType].map(([type, values]) => ({ type, values })),
  });
  if (code !== 'success') throw new Error(`${dn} was not added: ${code}`);
}
