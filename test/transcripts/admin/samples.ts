/** A request for each endpoint of the management API, and who may make it: beside the table of rights, so that a slip in one of them shows. */
import type { EndpointName } from '../../../src/wire/admin/endpoints.ts';
import type { SignInTarget } from './sign-in-targets.ts';

export const PASSWORD = 'correct horse battery';

/** Each of them is all that follow as well; `anybody` has not even signed in. */
export type Who = 'anybody' | 'everybody' | 'helpers' | 'managers' | 'administrators';

/** What a request is about: of a domain, of the whole server, or of whoever makes it. */
export type Target =
  | 'domain'
  | 'user'
  | 'archived'
  | 'user-session'
  | 'user-app-password'
  | 'alias'
  | 'group'
  | 'change'
  | 'server'
  | 'oneself'
  | 'own-alias'
  | 'own-session'
  | 'refresh-token'
  | SignInTarget;

export interface Named {
  /** Of the target: domain, User ID or address; of a session its number, behind that of its user and a slash. */
  readonly target: string;
  /** Not used by any other request. */
  readonly unique: string;
  /** Whoever makes the request, and in which domain he is. */
  readonly userId: string;
  readonly domain: string;
}

export interface Request {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Sample {
  readonly who: Who;
  readonly about: Target;
  readonly request: (named: Named) => Request;
  /** What it answers about a target that is not there; without it 404. */
  readonly statusOfMissing?: number;
}

const nothing = (): Request => ({});
const byUser = ({ target }: Named): Request => ({ path: { userId: target } });
const byUserAndSession = ({ target }: Named): Request => {
  const [userId = '', id = ''] = target.split('/');
  return { path: { userId, id } };
};
const asJson = ({ target }: Named): Request => ({ body: target.startsWith('{') ? JSON.parse(target) : {} });
const byMail = ({ target }: Named): Request => ({ path: { mail: target } });
const byName = ({ target }: Named): Request => ({ path: { name: target } });
const byDomain = ({ target }: Named): Request => ({ query: { domain: target } });
const withBody =
  (request: (named: Named) => Request, body: unknown) =>
  (named: Named): Request => ({ ...request(named), body });
const ofServer = (request: Request = {}): Sample => ({
  who: 'administrators',
  about: 'server',
  request: () => request,
});

export const SAMPLES: Readonly<Record<EndpointName, Sample>> = {
  'domain.list': { who: 'helpers', about: 'oneself', request: nothing },
  'domain.show': { who: 'helpers', about: 'domain', request: byName },
  'domain.create': ofServer({ body: { name: 'made.example.org' } }),
  'domain.update': ofServer({ path: { name: 'example.test' }, body: { description: 'head office' } }),
  'domain.delete': ofServer({ path: { name: 'made.example.org' } }),
  'domain.dns': { who: 'managers', about: 'domain', request: byName },
  'domain.reports': { who: 'managers', about: 'domain', request: byName },
  'domain.keys': { who: 'managers', about: 'domain', request: byName },
  'domain.rotate-keys': { who: 'managers', about: 'domain', request: withBody(byName, { force: true }) },

  'user.list': { who: 'helpers', about: 'domain', request: byDomain },
  'user.export': { who: 'helpers', about: 'domain', request: byDomain },
  'user.show': { who: 'helpers', about: 'user', request: byUser },
  'user.create': {
    who: 'managers',
    about: 'domain',
    request: ({ target, unique }) => ({ body: { userId: unique, mail: `${unique}@${target}`, password: PASSWORD } }),
  },
  'user.import': {
    who: 'managers',
    about: 'domain',
    request: ({ target, unique }) => ({
      body: { csv: `userId,mail,password\n${unique},${unique}@${target},${PASSWORD}\n` },
    }),
    // Each line is made or refused by itself.
    statusOfMissing: 200,
  },
  'user.update': { who: 'managers', about: 'user', request: withBody(byUser, { profile: { title: 'clerk' } }) },
  'user.password': { who: 'helpers', about: 'user', request: withBody(byUser, { password: PASSWORD }) },
  'user.delete': { who: 'managers', about: 'user', request: byUser },
  'user.archive': { who: 'managers', about: 'user', request: byUser },
  'user.restore': { who: 'managers', about: 'archived', request: byUser },
  'user.bulk': {
    who: 'managers',
    about: 'user',
    request: ({ target }) => ({ body: { userIds: [target], action: { kind: 'language', language: 'de' } } }),
    // Each is done or refused by itself.
    statusOfMissing: 200,
  },
  'user.dependents': { who: 'helpers', about: 'user', request: byUser },
  'user.sessions': { who: 'helpers', about: 'user', request: byUser },
  'user.end-session': { who: 'helpers', about: 'user-session', request: byUserAndSession },
  'user.end-sessions': { who: 'helpers', about: 'user', request: byUser },
  'user.create-token': {
    who: 'managers',
    about: 'user',
    request: withBody(byUser, { client: 'mutt', services: ['imap'] }),
  },

  'user.factors': { who: 'helpers', about: 'user', request: byUser },
  'user.reset-factors': { who: 'helpers', about: 'user', request: byUser },
  'client-setup.show': { who: 'helpers', about: 'user', request: ({ target }) => ({ path: { of: target } }) },
  'client-setup.file': { who: 'helpers', about: 'user', request: withBody(byUser, { program: 'outlook' }) },
  'client-setup.device': { who: 'managers', about: 'user', request: withBody(byUser, { label: 'telephone' }) },
  'user.app-passwords': { who: 'helpers', about: 'user', request: byUser },
  'user.create-app-password': { who: 'managers', about: 'user', request: withBody(byUser, { label: 'scanner' }) },
  'user.delete-app-password': { who: 'helpers', about: 'user-app-password', request: byUserAndSession },

  'group.list': { who: 'helpers', about: 'domain', request: byDomain },
  'group.show': { who: 'helpers', about: 'group', request: byName },
  'group.members': { who: 'helpers', about: 'group', request: byName },
  'group.create': {
    who: 'managers',
    about: 'domain',
    request: ({ target, unique }) => ({ body: { name: `${unique}@${target}` } }),
  },
  'group.update': { who: 'managers', about: 'group', request: withBody(byName, { rank: 7 }) },
  'group.delete': { who: 'managers', about: 'group', request: byName },

  'alias.list': { who: 'helpers', about: 'domain', request: byDomain },
  'alias.show': { who: 'helpers', about: 'alias', request: byMail },
  'alias.create': {
    who: 'managers',
    about: 'domain',
    request: ({ target, unique }) => ({
      body: { mail: `${unique}@${target}`, owners: ['root'], members: ['root'] },
    }),
  },
  'alias.update': { who: 'managers', about: 'alias', request: withBody(byMail, { description: 'for all' }) },
  'alias.bulk': {
    who: 'managers',
    about: 'alias',
    request: ({ target }) => ({ body: { mails: [target], action: { kind: 'add-members', members: ['ann'] } } }),
    statusOfMissing: 200,
  },
  'alias.delete': { who: 'managers', about: 'alias', request: byMail },
  'channel.list': ofServer(),

  'quota.list': { who: 'helpers', about: 'domain', request: byDomain },
  'quota.show': { who: 'helpers', about: 'user', request: byUser },
  'quota.set': { who: 'managers', about: 'user', request: withBody(byUser, { storageQuota: '2G' }) },
  'policy.show': { who: 'helpers', about: 'user', request: byUser },
  'policy.preview': {
    who: 'managers',
    about: 'user',
    request: ({ target }) => ({ body: { level: 'user', name: target, policy: { messageQuota: 7 } } }),
  },
  'audit.list': ofServer(),
  'audit.undo': { who: 'administrators', about: 'change', request: ({ target }) => ({ path: { id: target } }) },
  search: { who: 'helpers', about: 'oneself', request: () => ({ query: { query: 'example' } }) },

  'me.show': { who: 'everybody', about: 'oneself', request: nothing },
  'me.quota': { who: 'everybody', about: 'oneself', request: nothing },
  'me.update': {
    who: 'everybody',
    about: 'oneself',
    request: ({ unique }) => ({ body: { profile: { title: unique } } }),
  },
  'me.password': {
    who: 'everybody',
    about: 'oneself',
    request: () => ({ body: { present: PASSWORD, password: PASSWORD } }),
  },
  'me.forwarding': {
    who: 'everybody',
    about: 'oneself',
    request: ({ unique }) => ({ body: { forwarding: { addresses: [`${unique}@example.net`], keepsCopy: true } } }),
  },
  'me.find-users': { who: 'everybody', about: 'oneself', request: nothing },
  'me.find-aliases': { who: 'everybody', about: 'oneself', request: nothing },
  'me.aliases': { who: 'everybody', about: 'oneself', request: nothing },
  'me.show-alias': { who: 'everybody', about: 'own-alias', request: byMail },
  'me.create-alias': {
    who: 'everybody',
    about: 'oneself',
    request: ({ unique, userId, domain }) => ({ body: { mail: `${unique}@${domain}`, members: [userId] } }),
  },
  'me.update-alias': { who: 'everybody', about: 'own-alias', request: withBody(byMail, { description: 'mine' }) },
  'me.delete-alias': { who: 'everybody', about: 'own-alias', request: byMail },
  'sign-in': { who: 'anybody', about: 'oneself', request: () => ({ body: { login: 'ann', password: PASSWORD } }) },
  'sign-in.second-factor': {
    who: 'anybody',
    about: 'sign-in-step',
    request: ({ target }) => {
      const [challenge, code] = target.split('/');
      return { body: { challenge, code } };
    },
  },
  'sign-in.begin-passkey': { who: 'anybody', about: 'oneself', request: nothing },
  'sign-in.passkey': { who: 'anybody', about: 'passkey-answer', request: asJson },
  'sign-out': { who: 'everybody', about: 'oneself', request: nothing },
  'me.factors': { who: 'everybody', about: 'oneself', request: nothing },
  'me.begin-totp': {
    who: 'everybody',
    about: 'oneself',
    request: ({ unique }) => ({ body: { label: unique, password: PASSWORD } }),
  },
  'me.confirm-totp': {
    who: 'everybody',
    about: 'own-totp',
    request: ({ target }) => {
      const [id = '', code] = target.split('/');
      return { path: { id }, body: { code } };
    },
  },
  'me.begin-passkey': { who: 'everybody', about: 'oneself', request: () => ({ body: { password: PASSWORD } }) },
  'me.finish-passkey': { who: 'everybody', about: 'own-passkey', request: asJson },
  'me.new-recovery-codes': { who: 'everybody', about: 'own-factor', request: () => ({ body: { password: PASSWORD } }) },
  'me.delete-factor': {
    who: 'everybody',
    about: 'own-factor',
    request: ({ target }) => ({ path: { id: target }, body: { password: PASSWORD } }),
  },
  'me.app-passwords': { who: 'everybody', about: 'oneself', request: nothing },
  'me.create-app-password': {
    who: 'everybody',
    about: 'oneself',
    request: ({ unique }) => ({ body: { label: unique, password: PASSWORD } }),
  },
  'me.client-setup': { who: 'everybody', about: 'oneself', request: nothing },
  'me.client-setup-file': { who: 'everybody', about: 'oneself', request: () => ({ body: { program: 'outlook' } }) },
  'me.client-setup-device': {
    who: 'everybody',
    about: 'oneself',
    request: ({ unique }) => ({ body: { label: unique, password: PASSWORD } }),
  },
  'me.delete-app-password': {
    who: 'everybody',
    about: 'own-app-password',
    request: ({ target }) => ({ path: { id: target } }),
  },
  'me.sessions': { who: 'everybody', about: 'oneself', request: nothing },
  'me.end-session': { who: 'everybody', about: 'own-session', request: ({ target }) => ({ path: { id: target } }) },
  'me.end-other-sessions': { who: 'everybody', about: 'oneself', request: nothing },
  'me.create-token': {
    who: 'everybody',
    about: 'oneself',
    request: () => ({ body: { client: 'mutt', services: ['imap'], password: PASSWORD } }),
  },
  'token.refresh': {
    who: 'anybody',
    about: 'refresh-token',
    request: ({ target }) => ({ body: { refreshToken: target } }),
  },

  'queue.list': ofServer(),
  'queue.show': ofServer({ path: { queueId: 'N1' } }),
  'queue.lanes': ofServer(),
  'queue.retry': ofServer({ body: { queueIds: ['N1'] } }),
  'queue.hold': ofServer({ body: { queueIds: ['N1'] } }),
  'queue.release': ofServer({ body: { queueIds: ['N1'] } }),
  'queue.bounce': ofServer({ body: { queueIds: ['N1'] } }),
  'queue.delete': ofServer({ body: { queueIds: ['N1'] } }),
  'trace.find': ofServer({ query: { text: 'invoice' } }),
  'test-message.send': ofServer({ body: {} }),
  'quarantine.list': ofServer(),
  'quarantine.show': ofServer({ path: { id: '1' } }),
  'quarantine.release': ofServer({ body: { ids: [1] } }),
  'quarantine.delete': ofServer({ body: { ids: [1] } }),
  'route.list': ofServer(),
  'route.set': ofServer({ path: { pattern: 'example.net' }, body: { host: 'relay.example.net' } }),
  'route.delete': ofServer({ path: { pattern: 'example.net' } }),
  'directory.show': ofServer(),
  'directory.connect': ofServer({
    body: { url: 'ldap://127.0.0.1:9', base: 'dc=x', kind: 'openldap', isDryRun: true },
  }),
  'directory.test': ofServer({ body: {} }),
  'directory.sync': ofServer({ body: {} }),
  'directory.disconnect': ofServer({ body: {} }),
  'settings.list': ofServer(),
  'settings.get': ofServer({ path: { name: 'maxReceivedHops' } }),
  'settings.set': ofServer({ path: { name: 'maxReceivedHops' }, body: { value: 40 } }),
  'settings.reset': ofServer({ path: { name: 'maxReceivedHops' } }),
  'activity.show': ofServer(),
  'health.show': ofServer(),
  'health.check': ofServer(),
  'log.list': ofServer(),
  events: { who: 'everybody', about: 'oneself', request: () => ({ query: { seconds: '0' } }) },
  'service.list': ofServer(),
  'service.check': ofServer(),
  'service.start': ofServer({ path: { name: 'imap' } }),
  'service.stop': ofServer({ path: { name: 'imap' } }),
  'service.restart': ofServer({ path: { name: 'imap' } }),
  'certificate.show': ofServer(),
  'certificate.upload': ofServer({ body: { chain: 'none' } }),
  'certificate.use-self-made': ofServer({ body: {} }),
  'certificate.acme-terms': ofServer(),
  'certificate.acme-start': ofServer({ body: { agreesToTerms: true } }),
  'certificate.acme-stop': ofServer({ body: {} }),
  'certificate.acme-renew': ofServer({ body: {} }),
  status: ofServer(),
  check: ofServer({ body: { verifyContents: false } }),
  compact: ofServer(),
};
