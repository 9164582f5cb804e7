/** Groups, roles, policies, the life of users and domains, and the record of changes, as they are managed on the command line. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../locales/index.ts';
import { type CommandOptions, runCommand } from '../../test/support/command-line.ts';
import { type InProcessServer, startTestServer } from '../../test/support/server.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['ann', 'bob', 'carl']) await makeUser(name);
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (words: string | readonly string[], options?: CommandOptions) => runCommand(server.dataDir, words, options);
const read = async (words: string) => JSON.parse((await run(`${words} --json`)).out) as unknown;

async function done(words: string | readonly string[]): Promise<string> {
  const { code, out, err } = await run(words);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

async function makeUser(name: string, domain = 'example.test') {
  const words = `user create ${name} --mail ${name}@${domain} --password-stdin`;
  expect(await run(words, { input: 'correct horse battery' })).toMatchObject({ code: 0 });
}

test('a group from making to deleting', async () => {
  const words = 'group create sales@example.test --quota 5G --withhold create-aliases --member ann --member bob';
  expect(await done(words)).toBe('Group sales@example.test made.\n');
  expect(await read('group show sales@example.test')).toMatchObject({
    ...{ name: 'sales@example.test', rank: 100, members: ['ann', 'bob'] },
    accountPolicy: { storageQuota: 5 * 2 ** 30, messageQuota: 'inherit', privileges: { 'create-aliases': false } },
  });
  await done('group update sales@example.test --rename trade --rank 7 --add-member carl --remove-member bob');
  await done('group update trade@example.test --inherit create-aliases --allow change-junk');
  expect(await done('group show trade@example.test')).toMatch(
    /^Name +Rank .*\ntrade@example\.test +7 +5 GB +inherit +change-junk: given *\n\nMembers\nann\ncarl\n$/,
  );
  expect(await read('group list --domain example.test')).toMatchObject({ groups: [{ name: 'trade@example.test' }] });
  expect(await done('group delete trade@example.test')).toBe('Group trade@example.test deleted.\n');
  expect(await run('group show trade@example.test')).toMatchObject({
    ...{ code: 4, err: 'Error: There is no group trade@example.test.\n' },
  });
});

test('roles, the address list and privileges of a user', async () => {
  await done('user update ann --role help-desk --role-domain example.test --unlisted --withhold change-forwarding');
  expect(await read('user show ann')).toMatchObject({
    ...{ role: 'help-desk', roleDomains: ['example.test'], isListed: false },
    privileges: { 'change-forwarding': false },
  });
  expect(await done('user show ann')).toContain('help-desk (example.test)');
  await done('user update ann --role user --listed --inherit change-forwarding');
  expect(await read('user show ann')).toMatchObject({ role: 'user', roleDomains: [], isListed: true, privileges: {} });
});

describe('the life of a user', () => {
  test('archived users are aside until they come back', async () => {
    await makeUser('dora');
    expect(await done('user archive dora')).toBe('User dora archived.\n');
    expect(await done('user list')).not.toContain('dora');
    expect(await done('user list --archived')).toMatch(/dora .* archived /);
    expect(await done('user restore dora')).toBe('User dora is back in use.\n');
    expect(await done('user list')).toContain('dora');
  });

  test('K2: whom others depend on is deleted when somebody takes over', async () => {
    await makeUser('emil');
    await done('alias create team@example.test --owner emil --member emil');
    await done('domain update example.test --catch-all emil@example.test');
    await done('user forward carl --to emil@example.test --keep-copy');
    const sentences = [
      'Nobody else owns the alias team@example.test.',
      'Nobody else is a member of the alias team@example.test.',
      'Mail to nobody in example.test is taken here.',
      'Mail of carl is forwarded here.',
    ];
    const told = await done('user dependents emil');
    expect(told.trim().split('\n').sort()).toEqual([...sentences].sort());
    const refused = await run('user delete emil');
    expect(refused).toMatchObject({ code: 6, out: '' });
    for (const sentence of sentences) expect(refused.err).toContain(sentence);
    expect(refused.err).toMatch(
      /^Error: emil cannot be deleted yet\. .* Use --hand-over-to to have somebody take over\.\n$/,
    );
    expect(await run('user delete emil --hand-over-to nobody')).toMatchObject({ code: 4 });
    expect(await done('user delete emil --hand-over-to bob')).toBe('User emil deleted.\n');
    expect(await read('alias show team@example.test')).toMatchObject({ owners: ['bob'], members: ['bob'] });
    expect(await done('user forward carl')).toContain('bob@example.test');
    expect(await run('user delete admin')).toMatchObject({ code: 6, err: expect.stringContaining('mailroom') });
  });
});

test('a domain gets another name, other names, and rules for its users', async () => {
  await done('domain create example.org');
  await makeUser('fred', 'example.org');
  await done('domain update example.org --quota 1G --message-quota 500 --withhold change-profile');
  expect(await done('domain rename example.org example.net')).toBe('Domain example.org is now called example.net.\n');
  expect(await read('user show fred')).toMatchObject({ mail: 'fred@example.net' });
  expect(await read('domain show example.org')).toMatchObject({
    ...{ name: 'example.net', synonyms: ['example.org'] },
    accountPolicy: { storageQuota: 2 ** 30, messageQuota: 500, privileges: { 'change-profile': false } },
  });
  await done('domain update example.net --add-synonym example.com');
  expect(await read('domain show example.net')).toMatchObject({ synonyms: ['example.com', 'example.org'] });
  await done('domain update example.net --remove-synonym example.org');
  expect(await read('domain show example.com')).toMatchObject({ synonyms: ['example.com'] });
  expect(await run('domain update example.net --remove-synonym example.org')).toMatchObject({ code: 4 });
  await done('domain rename example.net example.org --drop-old-name');
  expect((await run('domain show example.net')).code).toBe(4);
  expect((await run('domain rename example.org example.net --keep-old-name --drop-old-name')).code).toBe(2);
});

describe('policies', () => {
  test('what holds for a user, and who says so', async () => {
    await done('group create clerks@example.test --message-quota 900 --member carl');
    await done('user update carl --quota 3G');
    const { out } = await run('policy show carl');
    expect(out).toMatch(/^Quota +3 GB +the user$/m);
    expect(out).toMatch(/^Message limit +900 +group clerks@example\.test$/m);
    expect(out).toMatch(/^change-password +given +the server$/m);
    expect(await read('policy show carl')).toMatchObject({
      storageBytes: { value: 3 * 2 ** 30, source: { level: 'user', name: null } },
      messageCount: { value: 900, source: { level: 'group', name: 'clerks@example.test' } },
    });
  });

  test('for whom a change would make a difference', async () => {
    await done('group create drivers@example.test --member bob --member carl');
    await done('user update carl --message-quota 4');
    const shown = await done('policy preview --group drivers@example.test --message-quota 70 --withhold change-junk');
    expect(shown).toMatch(/^For 2 users something would be different\.\n/);
    expect(shown).toMatch(/^bob +Message limit +no limit +70$/m);
    expect(shown).toMatch(/^carl +change-junk +given +withheld$/m);
    expect(shown).not.toMatch(/^carl +Message limit/m);
    expect(await read('policy show bob')).toMatchObject({ messageCount: { value: null } });
    expect(await done('policy preview --user bob --quota none')).toBe('For 0 users something would be different.\n');
    expect(await read('policy preview --server --withhold change-vacation')).toMatchObject({
      users: expect.arrayContaining([
        {
          userId: 'admin',
          before: { privileges: { 'change-vacation': true } },
          after: { privileges: { 'change-vacation': false } },
        },
      ]),
    });
  });

  test('the server’s own rules: what is said already makes no difference, and its default is what it inherits', async () => {
    await done('settings set withheldPrivileges change-vacation');
    const none = { count: 0, users: [] };
    expect(await read('policy preview --server --withhold change-vacation')).toEqual(none);
    expect(await done('policy preview --server --withhold change-junk')).not.toContain('change-vacation');
    const back = await done('policy preview --server --inherit change-vacation');
    expect(back).toMatch(/^admin +change-vacation +withheld +given$/m);
    await done('settings reset withheldPrivileges');
  });

  test.each([
    ['no level', 'policy preview --quota 5G', /--server, --domain, --group, --user is missing/],
    ['two levels', 'policy preview --server --user bob --quota 5G', /--user cannot have this value/],
    ['nothing to change', 'policy preview --server', /Nothing to change/],
    ['no such privilege', 'user update bob --allow fly', /--allow takes one of these values: change-password, /],
    ['given and withheld', 'user update bob --allow change-junk --withhold change-junk', /--withhold cannot have/],
    ['no rank', 'group create x@example.test --rank many', /--rank takes a whole number/],
    ['no name of a group', 'group create drivers', /“drivers” is not a group/],
    ['listed and unlisted', 'user update bob --listed --unlisted', /--unlisted cannot have this value/],
    ['a role of domains without one', 'user update bob --role help-desk', /--role-domain is missing/],
  ])('%s is refused', async (_, words, text) => {
    expect(await run(words)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(text) });
  });
});

describe('the record of changes', () => {
  beforeAll(async () => {
    await makeUser('gina');
    await done('user update gina --quota 1G --withhold change-junk --last-name Gray');
    await done('user forward gina --to gina@mail.example.com --keep-copy');
    await done('user welcome gina --add example.com');
    await done('user archive gina');
    await done('group create writers@example.test --member gina');
    await done('group update writers@example.test --add-member bob --remove-member gina');
    await done('settings set maxReceivedHops 30');
  });

  test('is told in sentences, newest first', async () => {
    const out = await done('audit list --target user:GINA');
    const entries = out.split(/\n(?=\[\d+\] \d{4}-)/);
    expect(entries.map((entry) => entry.split('\n')[0]?.replace(/^\[\d+\] \S+ /, ''))).toEqual([
      'admin (on the server’s machine): User gina archived.',
      'admin (on the server’s machine): User gina changed.',
      'admin (on the server’s machine): User gina changed.',
      'admin (on the server’s machine): User gina changed.',
      'admin (on the server’s machine): User gina made.',
    ]);
    for (const line of [
      'Quota: inherit → 1 GB',
      'change-junk: inherited → withheld',
      'Last name: – → Gray',
      'Forwarding: – → gina@mail.example.com, with a copy here',
      'Welcome senders: +@example.com',
      'Mail address: gina@example.test',
    ]) {
      expect(out).toContain(`\n  ${line}\n`);
    }
  });

  test('a change is taken back by its number, once', async () => {
    await done('user update bob --office 7');
    const [, id = ''] = /^\[(\d+)\]/.exec(await done('audit list --limit 1')) ?? [];
    expect(await done(['audit', 'undo', id])).toMatch(new RegExp(`User bob changed.*Takes back change ${id}`, 's'));
    expect(await done('user show bob --json')).toContain('"office": ""');
    expect(await run(['audit', 'undo', id])).toMatchObject({
      code: 7,
      err: expect.stringContaining('taken back already'),
    });
    expect(await done('audit list --text 7 --action user.update')).toContain('Taken back by change');
    expect(await done('audit list --until 2000-01-01')).toContain('No such change');
    await done('user bulk disable bob');
    await done('user update bob --enable');
  });

  test('of privileges only what changed', async () => {
    await done('user update gina --allow change-profile');
    expect((await done('audit list --target user:gina --limit 1')).split('\n').slice(1)).toEqual([
      '  change-profile: inherited → given',
      '',
    ]);
    await done('user restore gina');
  });

  test('by its target, its actor and the time', async () => {
    expect(await done('audit list --target group:writers@example.test --limit 1')).toMatch(
      /: Group writers@example\.test changed\.\n {2}Members: −gina, \+bob\n$/,
    );
    expect(await done('audit list --target setting --since 1h --limit 1')).toMatch(
      /: Setting maxReceivedHops changed\.\n {2}Value: 50 → 30\n$/,
    );
    expect(await done('audit list --actor system')).toMatch(
      / the server itself: The directory was made with the domain example\.test\.\n/,
    );
    expect(await done('audit list --actor gina')).toBe('No such change is on record.\n');
    expect(await read('audit list --target user:gina --limit 1')).toMatchObject({
      entries: [{ action: 'user.restore', actor: { name: 'admin' }, after: { archivedAt: null } }],
    });
    for (const target of ['king', 'user:']) expect((await run(`audit list --target ${target}`)).code).toBe(2);
  });

  test.each(LANGUAGES)('in %s nothing is left without a text', async (language) => {
    const { out } = await run('audit list', { language });
    expect(out).not.toMatch(/audit\.|cli\.|column\.|\{\w+\}|undefined/);
    expect(out.includes('made.')).toBe(language === 'en');
  });

  test('no password is in it', async () => {
    await run('user password gina --password-stdin', { input: 'a rather secret phrase' });
    const out = JSON.stringify(await read('audit list'));
    expect(out).toContain('user.password');
    expect(out).not.toMatch(/secret phrase|correct horse|argon2/);
  });
});
