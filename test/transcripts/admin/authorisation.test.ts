/**
 * Every endpoint of the management API × everybody who may come: who may does it, nobody else does, and no answer tells
 * whether something beyond one's reach exists. An endpoint without a sample fails. DI8, DI9
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import { PERMISSIONS } from '../../../src/domain/access/permissions.ts';
import type { Role } from '../../../src/domain/ports/directory.ts';
import { API_PREFIX, type Endpoint } from '../../../src/wire/admin/endpoint.ts';
import { ENDPOINTS, type EndpointName } from '../../../src/wire/admin/endpoints.ts';
import { openAdminApi } from '../../support/admin-api.ts';
import { type Named, PASSWORD, SAMPLES, type Sample, type Target, type Who } from './samples.ts';
import { makeSignInTarget, SIGN_IN_TARGETS } from './sign-in-targets.ts';

/** Everything that the samples are about is in the first. */
const DOMAIN = 'example.test';
const OTHER_DOMAIN = 'example.org';
/** As long as the name of the domain, so that an answer that only differs in the name has the same length. */
const NO_DOMAIN = 'missing.test';

interface Actor {
  readonly userId: string;
  readonly role: Role;
  readonly domain: string;
}

const ACTORS: readonly Actor[] = [
  { userId: 'ann', role: 'user', domain: DOMAIN },
  { userId: 'otto', role: 'domain-administrator', domain: OTHER_DOMAIN },
  { userId: 'helga', role: 'help-desk', domain: DOMAIN },
  { userId: 'dora', role: 'domain-administrator', domain: DOMAIN },
  { userId: 'root', role: 'administrator', domain: DOMAIN },
];
const ROLES: Readonly<Record<Who, readonly (Role | 'stranger')[]>> = {
  anybody: ['stranger', 'user', 'help-desk', 'domain-administrator', 'administrator'],
  everybody: ['user', 'help-desk', 'domain-administrator', 'administrator'],
  helpers: ['help-desk', 'domain-administrator', 'administrator'],
  managers: ['domain-administrator', 'administrator'],
  administrators: ['administrator'],
};

let api: Awaited<ReturnType<typeof openAdminApi>>;
let last = 0;

beforeAll(async () => {
  api = await openAdminApi();
  const { domains, users } = api.directory;
  await domains.create(OTHER_DOMAIN);
  for (const { userId, role, domain } of ACTORS) {
    const roleDomains = role === 'user' || role === 'administrator' ? [] : [domain];
    await users.create({ userId, mail: `${userId}@${domain}`, password: PASSWORD, role, roleDomains });
  }
});
afterAll(() => api[Symbol.asyncDispose]());

/** Four digits, so that all names of a kind are equally long. */
const nextUnique = () => `x${String(++last).padStart(4, '0')}`;

/** Something that is there, fresh each time. */
async function make(about: Target, { userId, domain }: Actor): Promise<string> {
  const unique = nextUnique();
  const { users, services, aliases, groups } = api.directory;
  const openToken = async (name: string) => {
    const { account } = await users.get(name);
    return api.directory.sessions.open({
      ...{ account, kind: 'token', credential: null, client: 'mutt', address: '', services: ['imap'] },
    });
  };
  switch (about) {
    case 'user':
    case 'archived':
    case 'user-session': {
      await services.users.createMany(SYSTEM, [{ userId: unique, mail: `${unique}@${DOMAIN}`, password: PASSWORD }], {
        defer: true,
      });
      if (about === 'archived') await users.archive(unique);
      return about === 'user-session' ? `${unique}/${(await openToken(unique)).session.id}` : unique;
    }
    case 'user-app-password': {
      const user = await make('user', { userId, role: 'user', domain });
      const caller = await api.directory.caller('root');
      const { id } = await api.directory.signInServices.userAppPasswords.make(caller, user, { label: unique });
      return `${user}/${id}`;
    }
    case 'sign-in-step':
    case 'passkey-answer':
      await users.create({ userId: unique, mail: `${unique}@${DOMAIN}`, password: PASSWORD });
      return makeSignInTarget(about, api.directory, { userId, unique, password: PASSWORD });
    case 'own-totp':
    case 'own-passkey':
    case 'own-factor':
    case 'own-app-password':
      return makeSignInTarget(about, api.directory, { userId, unique, password: PASSWORD });
    case 'own-session':
      return String((await openToken(userId)).session.id);
    case 'refresh-token':
      return (await openToken('ann')).refreshSecret ?? '';
    case 'alias':
      await aliases.create({ mail: `${unique}@${DOMAIN}`, owners: ['root'], members: ['root'] });
      return `${unique}@${DOMAIN}`;
    case 'change':
      await aliases.create({ mail: `${unique}@${DOMAIN}`, owners: ['root'], members: ['root'] });
      return String(await lastChange());
    case 'own-alias':
      await aliases.create({ mail: `${unique}@${domain}`, owners: [userId], members: [userId] });
      return `${unique}@${domain}`;
    case 'group':
      await groups.create({ name: `${unique}@${DOMAIN}` });
      return `${unique}@${DOMAIN}`;
    case 'domain':
      return DOMAIN;
    case 'server':
    case 'oneself':
      return '';
  }
}

/** The name of something of that kind that is not there. */
function missing(about: Target): string {
  const unique = nextUnique();
  if (about === 'domain') return NO_DOMAIN;
  if (about === 'user-session' || about === 'user-app-password') return `${unique}/1`;
  if (about === 'change') return '999999';
  return about === 'user' || about === 'archived' ? unique : `${unique}@${DOMAIN}`;
}

/** Status, headers and body, but for the name of the target. */
async function ask(name: EndpointName, who: string | null, named: Named) {
  const { method, path: pattern }: Endpoint = ENDPOINTS[name];
  const { path = {}, query = {}, body } = SAMPLES[name].request(named);
  const filled = pattern.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(path[key] ?? ''));
  const search = new URLSearchParams(query).toString();
  const isBodyless = method === 'GET' || method === 'DELETE';
  const target = `${API_PREFIX}${filled}${search === '' ? '' : `?${search}`}`;
  const response = await api.request(method, target, isBodyless ? undefined : (body ?? {}), who);
  const headers = Object.fromEntries([...response.headers].filter(([header]) => header !== 'date'));
  const text = await response.text();
  const [hidden = ''] = named.target.split('/');
  return { status: response.status, headers, text: hidden === '' ? text : text.replaceAll(hidden, 'NAME') };
}

async function lastChange(): Promise<number> {
  return (await api.directory.store.reader().audit.list({ limit: 1 }))[0]?.id ?? 0;
}

/** What is answered about something that is there, and about something that is not; neither changes anything. */
async function refusals(name: EndpointName, { about }: Sample, actor: Actor | null, hidden?: string) {
  const asked = actor ?? { userId: '', role: 'user', domain: DOMAIN };
  const target = hidden ?? (await make(about, { ...asked, userId: 'root' }));
  const unique = nextUnique();
  const before = await lastChange();
  const there = await ask(name, actor?.userId ?? null, { ...asked, unique, target });
  const absent = hidden === undefined || about !== 'user' ? missing(about) : `x${hidden.slice(1).replace(/./g, '0')}`;
  const notThere = await ask(name, actor?.userId ?? null, { ...asked, unique, target: target === '' ? '' : absent });
  expect(await lastChange(), `${name} of ${asked.userId} changed something`).toBe(before);
  expect(there, `${name} tells ${asked.userId} what exists`).toEqual(notThere);
  return there;
}

const UNSCOPED: readonly Target[] = [
  ...(['change', 'server', 'oneself', 'own-alias', 'own-session', 'refresh-token'] as const),
  ...SIGN_IN_TARGETS,
];
const isScoped = (about: Target) => !UNSCOPED.includes(about);

test('every endpoint has a sample', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(Object.keys(ENDPOINTS).sort());
});

describe.each(Object.entries(SAMPLES) as [EndpointName, Sample][])('%s', (name, sample) => {
  const { who, about, statusOfMissing = 404 } = sample;

  // Some rows have the domain behind them, which refuses the same once more.
  test('the table of rights says so, too', () => {
    expect([...PERMISSIONS[name]].sort()).toEqual([...ROLES[who]].sort());
  });

  test('nobody', async () => {
    if (who === 'anybody') {
      const asked = { userId: '', domain: DOMAIN };
      const target = await make(about, { ...asked, role: 'user' });
      const { status, text } = await ask(name, null, { ...asked, unique: nextUnique(), target });
      expect(status, text).toBe(200);
      return;
    }
    expect(await refusals(name, sample, null)).toMatchObject({
      status: 401,
      text: expect.stringContaining('"authentication-failed"'),
    });
  });

  test.each(ACTORS.map((actor) => [actor.role, actor.domain, actor] as const))(
    '%s of %s',
    async (role, domain, actor) => {
      if (!ROLES[who].includes(role)) {
        const { status, text } = await refusals(name, sample, actor);
        expect(status).toBe(403);
        expect(text).toContain('"no-permission"');
        return;
      }
      if (isScoped(about) && role !== 'administrator' && domain !== DOMAIN) {
        expect((await refusals(name, sample, actor)).status).toBe(statusOfMissing);
        return;
      }
      const named = { target: await make(about, actor), unique: nextUnique(), userId: actor.userId, domain };
      const { status, text } = await ask(name, actor.userId, named);
      // Some of the server’s have nothing to act on here: what counts is that they are not refused.
      if (about === 'server') expect([401, 403], text).not.toContain(status);
      else expect(status, text).toBe(200);
      if (isScoped(about)) {
        const absent = await ask(name, actor.userId, { ...named, unique: nextUnique(), target: missing(about) });
        expect(absent.status).toBe(statusOfMissing);
      }
    },
  );

  if (about !== 'user' || who === 'administrators') return;
  test('of who has a role himself: as if he were not there', async () => {
    for (const actor of ACTORS.filter(({ role, domain }) => ROLES[who].includes(role) && domain === DOMAIN)) {
      if (actor.role === 'administrator') continue;
      expect((await refusals(name, sample, actor, 'root')).status).toBe(statusOfMissing);
    }
  });
});

test('what is listed without a domain is of the caller’s domains', async () => {
  for (const list of ['domains', 'users', 'groups', 'aliases', 'quotas', 'search?query=e&limit=50']) {
    const all = await (await api.request('GET', `${API_PREFIX}/${list}`, undefined, 'root')).text();
    expect(all, list).toContain(list === 'quotas' ? '"dora"' : DOMAIN);
    const own = await (await api.request('GET', `${API_PREFIX}/${list}`, undefined, 'otto')).text();
    expect(own, list).not.toMatch(/example\.test|"(?:ann|helga|dora|root)"/);
  }
});

test('who manages a domain previews no change of the whole server or of a domain', async () => {
  const policy = { messageQuota: 7 };
  for (const body of [
    { level: 'server', policy },
    { level: 'domain', name: DOMAIN, policy },
  ]) {
    expect((await api.request('POST', `${API_PREFIX}/policies/preview`, body, 'dora')).status).toBe(403);
    expect((await api.request('POST', `${API_PREFIX}/policies/preview`, body, 'root')).status).toBe(200);
  }
});
