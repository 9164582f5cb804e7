import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../test/support/directory.ts';
import { createTestAuthority } from '../../../test/support/test-certificates.ts';
import { createClientSetupServices } from '../../composition/client-setup.ts';
import { SYSTEM } from '../access/caller.ts';
import { applyOne } from '../ports/store.ts';
import { bestServers } from './client-setup.ts';
import type { ClientSetupServices } from './client-setup-services.ts';
import { programSetups } from './programs.ts';

const PASSWORD = 'correct horse battery';
const ALL = {
  ...{ imaps: 2993, imap: 2143, pop3s: 2995, pop3: 2110, submissions: 2465, submission: 2587, ldaps: 2636, ldap: 2389 },
  https: 2443,
};

let directory: TestDirectory;
let services: ClientSetupServices;
let ports: Record<string, number> = ALL;
const time = { ms: Date.now() };

beforeAll(async () => {
  directory = await openTestDirectory();
  await directory.users.create({ userId: 'alice', mail: 'alice@example.test', password: PASSWORD });
  await directory.users.create({
    userId: 'root',
    mail: 'root@example.test',
    password: PASSWORD,
    role: 'administrator',
  });
  await directory.domains.create('example.com');
  const { cert, key } = await (await createTestAuthority()).issue(['mail.example.test']);
  const { store, settings, signInServices } = directory;
  services = createClientSetupServices({
    ...{ store, settings, hostname: 'mail.example.test', appPasswords: signInServices.appPasswords },
    clock: { nowMs: () => time.ms } as never,
    ports: () => ports,
    contexts: { certificate: { chain: cert, privateKey: key } },
  });
});
beforeEach(() => {
  ports = ALL;
});
afterAll(() => directory[Symbol.asyncDispose]());

const set = (name: string, value: unknown) => directory.settings.set(SYSTEM, name, value);

describe('which servers', () => {
  test('what begins with TLS comes first, at the ports where it is', () => {
    expect(services.setup.servers().map(({ protocol, port, security }) => [protocol, port, security])).toEqual([
      ['imap', 2993, 'tls'],
      ['imap', 2143, 'starttls'],
      ['pop3', 2995, 'tls'],
      ['pop3', 2110, 'starttls'],
      ['submission', 2465, 'tls'],
      ['submission', 2587, 'starttls'],
      ['ldap', 2636, 'tls'],
      ['ldap', 2389, 'starttls'],
    ]);
    expect(bestServers(services.setup.servers()).map(({ port }) => port)).toEqual([2993, 2995, 2465, 2636]);
  });

  test('what is not running is left out', () => {
    ports = { submission: 587 };
    const found = services.setup.servers();
    expect(found).toEqual([{ protocol: 'submission', host: 'mail.example.test', port: 587, security: 'starttls' }]);
    expect(services.setup.webOrigin()).toBeNull();
  });

  test('behind a proxy or NAT: other names and ports, for all or for one; what nobody is told', async () => {
    await set('clientSetupHost', 'office.example.org');
    await set('clientSetupServers', 'imaps=993 submissions=smtp.example.org:465 pop3=none pop3s=none https=443');
    try {
      const [imaps] = services.setup.servers();
      expect(imaps).toMatchObject({ host: 'office.example.org', port: 993 });
      expect(services.setup.servers()).toContainEqual(
        expect.objectContaining({ protocol: 'submission', host: 'smtp.example.org', port: 465 }),
      );
      expect(services.setup.servers().filter(({ protocol }) => protocol === 'pop3')).toEqual([]);
      expect(services.setup.webOrigin()).toBe('https://office.example.org');
      ports = { imap: 143 };
      expect(services.setup.servers()).toHaveLength(1);
    } finally {
      await directory.settings.reset(SYSTEM, 'clientSetupHost');
      await directory.settings.reset(SYSTEM, 'clientSetupServers');
    }
    ports = ALL;
    expect(services.setup.webOrigin()).toBe('https://mail.example.test:2443');
  });

  test.each(['imaps', 'imaps=0', 'imaps=65536', 'imaps=a b:1', 'smtp=25', 'imaps=-:993', 'imaps=x:y:1'])(
    'the setting does not take %j',
    async (value) => {
      await expect(set('clientSetupServers', [value])).rejects.toMatchObject({
        code: 'invalid',
        detail: { problem: 'not-a-public-server' },
      });
    },
  );
});

describe('for whom', () => {
  test('everybody of a domain, whether there is such a person or not', async () => {
    const there = await services.setup.ofAddress('alice@example.test');
    const notThere = await services.setup.ofAddress('nobody@example.test');
    expect(there).not.toBeNull();
    expect(JSON.stringify(there).replaceAll('alice', 'nobody')).toBe(JSON.stringify(notThere));
  });
  test.each(['alice@example.org', 'alice', '', '@example.test', 'a b@example.test', '<script>@example.test', 'a@b@c'])(
    'nobody else: %j',
    async (text) => expect(await services.setup.ofAddress(text)).toBeNull(),
  );
  test('a domain in any form', async () => {
    expect((await services.setup.findDomain('EXAMPLE.test'))?.name).toBe('example.test');
    expect(await services.setup.findDomain('example.org')).toBeNull();
    expect(await services.setup.findDomain('..')).toBeNull();
  });
});

describe('how each program is set up', () => {
  test('mutt', () => {
    const [server, other] = [
      { protocol: 'imap', host: 'mail.example.test', port: 993, security: 'tls' },
      { protocol: 'submission', host: 'mail.example.test', port: 587, security: 'starttls' },
    ] as const;
    const address = "o'neill@example.test";
    const { configuration } =
      programSetups({ address, userName: address, servers: [server, other] }).find(
        ({ program }) => program === 'mutt',
      ) ?? {};
    expect(configuration).toContain(`set from = 'o'"'"'neill@example.test'\n`);
    expect(configuration).toContain(`set folder = 'imaps://o'"'"'neill%40example.test@mail.example.test:993'\n`);
    expect(configuration).toContain(`set smtp_url = 'smtp://o'"'"'neill%40example.test@mail.example.test:587'\n`);
  });
});

describe('a link for a device', () => {
  const ticketIn = (url: string) => url.split('/').at(-1) ?? '';
  const prepare = async (label: string) => {
    const { url, expiresAtMs } = await services.devices.prepare(await directory.caller('alice'), label);
    return { ticket: ticketIn(url), url, expiresAtMs };
  };
  const labels = async () => {
    const list = await directory.signInServices.ownAppPasswords.list(await directory.caller('alice'));
    return list.map(({ label, services: scope }) => [label, scope]);
  };

  test('makes an app password when it is used, and works once', async () => {
    const { ticket, url, expiresAtMs } = await prepare('telephone');
    expect(url).toMatch(/^https:\/\/mail\.example\.test:2443\/client-setup\/[\w-]{43}$/);
    expect(expiresAtMs).toBe(time.ms + 600_000);
    expect((await services.devices.look(ticket))?.label).toBe('telephone');
    expect(await labels()).toEqual([]);
    const device = await services.devices.redeem(ticket, '192.0.2.7', false);
    expect(device).toMatchObject({ label: 'telephone', mailbox: { userName: 'alice@example.test' } });
    expect(await labels()).toEqual([['telephone', ['imap', 'submission']]]);
    expect(await services.devices.redeem(ticket, '192.0.2.7', false)).toBeNull();
    expect(await services.devices.look(ticket)).toBeNull();
    const [entry] = await directory.store.reader().audit.list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'user.create-app-password', actor: { name: 'alice', address: '192.0.2.7' } });
  });

  test('with the address book, where the device has one', async () => {
    const { ticket } = await prepare('tablet');
    await services.devices.redeem(ticket, '', true);
    expect(await labels()).toContainEqual(['tablet', ['imap', 'submission', 'ldap']]);
  });

  test('is over after ten minutes', async () => {
    const { ticket } = await prepare('late');
    time.ms += 600_000;
    expect(await services.devices.redeem(ticket, '', false)).toBeNull();
  });

  test('is over when the password has changed, or the account is out of use', async () => {
    const { ticket } = await prepare('stolen');
    await directory.users.setPassword('alice', `${PASSWORD} 2`);
    expect(await services.devices.look(ticket)).toBeNull();
    expect(await services.devices.redeem(ticket, '', false)).toBeNull();
    const next = await prepare('archived');
    await directory.users.archive('alice');
    expect(await services.devices.redeem(next.ticket, '', false)).toBeNull();
    const byOther = await services.devices.prepareFor(SYSTEM, 'alice', 'archived');
    expect(await services.devices.redeem(ticketIn(byOther.url), '', false)).toBeNull();
    await directory.users.restore('alice');
  });

  test('another one for the same name, or without pages: refused', async () => {
    const { ticket } = await prepare('watch');
    await services.devices.redeem(ticket, '', false);
    await expect(prepare('watch')).rejects.toMatchObject({ code: 'already-exists' });
    await expect(prepare('')).rejects.toMatchObject({ code: 'invalid' });
    ports = { imaps: 993, submissions: 465 };
    await expect(prepare('new')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('made for somebody else is over when who made it has lost the right', async () => {
    const { url } = await services.devices.prepareFor(await directory.caller('root'), 'alice', 'reception');
    await directory.users.update('root', { role: 'user' });
    expect(await services.devices.redeem(ticketIn(url), '', false)).toBeNull();
    const bySystem = await services.devices.prepareFor(SYSTEM, 'alice', 'reception');
    expect(await services.devices.redeem(ticketIn(bySystem.url), '', false)).toMatchObject({ label: 'reception' });
  });

  describe('is over with what it was made by', () => {
    const userIdOf = (name: string) => `${name}-${time.ms}`;
    const begin = async () => {
      time.ms += 1;
      const [dora, ben] = [userIdOf('dora'), userIdOf('ben')];
      const roleDomains = ['example.test'];
      await directory.users.create({
        ...{ userId: dora, mail: `${dora}@example.test`, password: PASSWORD },
        ...{ role: 'domain-administrator', roleDomains },
      });
      await directory.users.create({ userId: ben, mail: `${ben}@example.test`, password: PASSWORD });
      const maker = await directory.caller(dora);
      const { account } = await directory.users.get(dora);
      const { session } = await directory.sessions.open({
        ...{ account, kind: 'web', credential: null, client: 'browser', address: '', services: null },
      });
      const by = { ...maker, session: session.id };
      return { dora, ben, account, by, ticket: ticketIn((await services.devices.prepareFor(by, ben, 'desk')).url) };
    };
    type Link = Awaited<ReturnType<typeof begin>>;

    test.each<[string, (link: Link) => Promise<unknown>, boolean]>([
      ['nothing', async () => {}, true],
      ['a new name', ({ ben }) => directory.users.update(ben, { profile: { lastName: 'Archer' } }), true],
      [
        'the end of the session',
        ({ account, by }) => applyOne(directory.store, { kind: 'end-sessions', account, sessions: [by.session] }),
        false,
      ],
      ['a new password', ({ ben }) => directory.users.setPassword(ben, `${PASSWORD} 2`), false],
      ['a role of who has the account', ({ ben }) => directory.users.update(ben, { role: 'administrator' }), false],
      ['another domain', ({ ben }) => directory.users.update(ben, { mail: `${ben}@example.com` }), false],
      ['fewer domains', ({ dora }) => directory.users.update(dora, { roleDomains: ['example.com'] }), false],
    ])('%s: used %s', async (_, happen, isGood) => {
      const link = await begin();
      await happen(link);
      expect((await services.devices.look(link.ticket)) !== null).toBe(isGood);
      expect((await services.devices.redeem(link.ticket, '', false)) !== null).toBe(isGood);
      expect(
        await directory.signInServices.appPasswords.list((await directory.users.get(link.ben)).account),
      ).toHaveLength(isGood ? 1 : 0);
    });
  });
});
