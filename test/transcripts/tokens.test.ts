/**
 * Tokens over the whole server: where they are good, that nobody learns why one is not, and that who ends one lets go of
 * what is open by it. RFC 6750, RFC 7628, REQUIREMENTS DI9
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { socketPath } from '../../src/config/data-directory.ts';
import type { TokenService } from '../../src/domain/directory/session-changes.ts';
import type { TokensView } from '../../src/wire/admin/endpoints/session.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { EXTENSION } from '../../src/wire/ldap/extensions.ts';
import { LdapTestClient } from '../support/ldap-client.ts';
import { RawClient } from '../support/raw-client.ts';
import { type InProcessServer, startTestServer, TEST_PASSWORD } from '../support/server.ts';

const base64 = (octets: string) => Buffer.from(octets).toString('base64');
const oauthBearer = (token: string, user = '') => {
  const gs2 = user === '' ? 'n,,' : `n,a=${user},`;
  return base64(`${gs2}\x01host=mail.example.test\x01port=993\x01auth=Bearer ${token}\x01\x01`);
};
const xoauth2 = (token: string, user: string) => base64(`user=${user}\x01auth=Bearer ${token}\x01\x01`);
const INVALID_TOKEN = base64(JSON.stringify({ status: 'invalid_token' }));

let server: InProcessServer;
beforeAll(async () => {
  server = await startTestServer({ users: ['alice', 'bob'] });
});
afterAll(() => server[Symbol.asyncDispose]());

async function openToken(services: TokenService[], userId = 'alice'): Promise<TokensView> {
  const body = { client: 'a program', services };
  return server.admin.call(ENDPOINTS['user.create-token'], { path: { userId }, body });
}

async function endToken({ id }: TokensView, userId = 'alice'): Promise<void> {
  await server.admin.call(ENDPOINTS['user.end-session'], { path: { userId, id } });
}

/** Greeted, and ready for AUTH. */
async function greeted(service: 'imap' | 'pop3' | 'submission'): Promise<RawClient> {
  const client = await RawClient.open(server.ports[service]);
  await client.line();
  if (service === 'submission') await client.ask('HELO client.example.org');
  return client;
}

/** So that the maildrop of POP3 is free again. */
async function leave(client: RawClient, service: string): Promise<void> {
  client.send(service === 'imap' ? 'z LOGOUT\r\n' : 'QUIT\r\n');
  await client.rest();
}

const begin = (service: 'imap' | 'pop3' | 'submission') => (service === 'imap' ? 'a AUTHENTICATE' : 'AUTH');
const WELCOME = { imap: /^a OK /, pop3: /^\+OK /, submission: /^235 / } as const;
const CHALLENGE = { imap: '+ ', pop3: '+ ', submission: '334 ' } as const;
const FAILED = {
  imap: /^a NO \[AUTHENTICATIONFAILED\] /,
  pop3: /^-ERR \[AUTH\] /,
  submission: /^535 5\.7\.8 /,
} as const;
const SERVICES = ['imap', 'pop3', 'submission'] as const;

describe.each(SERVICES)('%s', (service) => {
  test('takes a token with the command, and in an answer', async () => {
    const { accessToken } = await openToken([service]);
    for (const [mechanism, message] of [
      ['OAUTHBEARER', oauthBearer(accessToken, 'alice@example.test')],
      ['OAUTHBEARER', oauthBearer(accessToken)],
      ['XOAUTH2', xoauth2(accessToken, 'alice')],
    ]) {
      {
        using atOnce = await greeted(service);
        expect(await atOnce.ask(`${begin(service)} ${mechanism} ${message}`)).toMatch(WELCOME[service]);
        await leave(atOnce, service);
      }
      using asked = await greeted(service);
      expect((await asked.ask(`${begin(service)} ${mechanism}`)).trim()).toBe(CHALLENGE[service].trim());
      expect(await asked.ask(message ?? '')).toMatch(WELCOME[service]);
      await leave(asked, service);
    }
  });

  test('every refusal is the same', async () => {
    const elsewhere = await openToken([service === 'imap' ? 'submission' : 'imap']);
    const ended = await openToken([service]);
    await endToken(ended);
    const bobs = await openToken([service], 'bob');
    const seen = new Set<string>();
    for (const [token, user] of [
      ['wrong', 'alice'],
      [`mailroom_at_${'A'.repeat(43)}`, 'alice'],
      [elsewhere.accessToken, 'alice'],
      [ended.accessToken, 'alice'],
      [ended.refreshToken, 'alice'],
      [bobs.accessToken, 'alice'],
      [bobs.accessToken, 'nobody@example.test'],
      [TEST_PASSWORD.replaceAll(' ', ''), 'alice'],
      ['\u00fc'.repeat(500), 'alice'],
    ] as const) {
      using client = await greeted(service);
      const challenge = await client.ask(`${begin(service)} OAUTHBEARER ${oauthBearer(token, user)}`);
      expect(challenge, token.slice(0, 60)).toBe(`${CHALLENGE[service]}${INVALID_TOKEN}`);
      const refusal = await client.ask('AQ==');
      expect(refusal).toMatch(FAILED[service]);
      seen.add(refusal);
    }
    expect(seen.size).toBe(1);
  });

  test('a message that is none, or has no end, is refused, and the connection goes on', async () => {
    const { accessToken } = await openToken([service]);
    for (const octets of [
      'n,,\x01auth=Bearer a\0b\x01\x01',
      'n,,\x01auth=Bearer \x1b[2J\x01\x01',
      '\x01',
      'x'.repeat(4000),
      `n,,\x01auth=Bearer ${'x'.repeat(100_000)}\x01\x01`,
    ]) {
      using client = await greeted(service);
      await client.ask(`${begin(service)} OAUTHBEARER`);
      expect(await client.ask(base64(octets))).toMatch(/^(?:a (?:NO|BAD)|-ERR|50[01]) /);
      expect(await client.ask(`${begin(service)} OAUTHBEARER ${oauthBearer(accessToken)}`)).toMatch(WELCOME[service]);
      await leave(client, service);
    }
  });

  test('a token of 10 MB ends the connection, and disturbs nobody', async () => {
    const { accessToken } = await openToken([service]);
    using client = await greeted(service);
    await client.ask(`${begin(service)} XOAUTH2`);
    await client.sendAll(`${'A'.repeat(10_000_000)}\r\n`);
    expect(await client.rest()).not.toMatch(WELCOME[service]);
    using other = await greeted(service);
    expect(await other.ask(`${begin(service)} XOAUTH2 ${xoauth2(accessToken, 'alice')}`)).toMatch(WELCOME[service]);
    await leave(other, service);
  });

  test('ending a token lets go of what is open by it, and of nothing else', async () => {
    const [token, other] = [await openToken([service]), await openToken([service], 'bob')];
    const signIn = async (message: string) => {
      const client = await greeted(service);
      expect(await client.ask(`${begin(service)} OAUTHBEARER ${message}`)).toMatch(WELCOME[service]);
      return client;
    };
    using first = await signIn(oauthBearer(token.accessToken));
    using bystander = await signIn(oauthBearer(other.accessToken));
    await endToken(token);
    expect(await first.rest()).toBe(
      {
        imap: '* BYE The token has been withdrawn, sign in again\r\n',
        pop3: '',
        submission: '421 4.7.0 No longer signed in\r\n',
      }[service],
    );
    expect(await bystander.ask(service === 'imap' ? 'b NOOP' : 'NOOP')).toMatch(/^(?:b OK|\+OK|250) /);
  });
});

describe('submission', () => {
  test('a message under way is not taken from who is no longer signed in', async () => {
    const token = await openToken(['submission']);
    using client = await greeted('submission');
    await client.ask(`AUTH XOAUTH2 ${xoauth2(token.accessToken, 'alice@example.test')}`);
    await client.ask('MAIL FROM:<alice@example.test>');
    await client.ask('RCPT TO:<bob@example.test>');
    expect(await client.ask('DATA')).toMatch(/^354 /);
    client.send('Subject: under way\r\n');
    await endToken(token);
    expect(await client.ask('From: alice@example.test\r\n\r\nHello\r\n.')).toMatch(/^421 4\.7\.0 /);
    expect(await client.rest()).toBe('421 4.7.0 No longer signed in\r\n');
  });

  test('a password is no token, and keeps its connection', async () => {
    const token = await openToken(['submission']);
    using client = await greeted('submission');
    expect(await client.ask(`AUTH PLAIN ${base64(`\0alice\0${TEST_PASSWORD}`)}`)).toMatch(/^235 /);
    await endToken(token);
    expect(await client.ask('NOOP')).toMatch(/^250 /);
  });
});

test('LDAP takes tokens, and lets go of who came with one that is ended', async () => {
  const token = await openToken(['ldap']);
  const client = await LdapTestClient.open(server.ports.ldap);
  const bind = (message: string) =>
    client.code({
      ...{ kind: 'bind', version: 3, name: '' },
      authentication: { kind: 'sasl', mechanism: 'OAUTHBEARER', credentials: Buffer.from(message, 'base64') },
    });
  expect(await bind(oauthBearer('wrong'))).toBe('saslBindInProgress');
  expect(await bind('AQ==')).toBe('invalidCredentials');
  expect(await bind(oauthBearer(token.accessToken, 'u:alice'))).toBe('success');
  const who = await client.ask({ kind: 'extended', name: EXTENSION.whoAmI, value: null });
  expect(Buffer.from((who.kind === 'extended' && who.value) || []).toString()).toContain('alice');
  await endToken(token);
  await client.ended();
});

describe('before TLS', () => {
  test.each(SERVICES)('%s neither offers nor takes tokens', async (service) => {
    const { accessToken } = await openToken([service]);
    const set = (value: string[]) =>
      server.admin.call(ENDPOINTS['settings.set'], { path: { name: 'cleartextAuthFrom' }, body: { value } });
    await set([]);
    try {
      using client = await greeted(service);
      const ask = { imap: 'x CAPABILITY', pop3: 'CAPA', submission: 'EHLO client.example.org' }[service];
      const last = { imap: /^x OK/, pop3: /^\.$/, submission: /^250 / }[service];
      const lines = [await client.ask(ask)];
      while (!last.test(lines.at(-1) ?? '')) lines.push(await client.line());
      expect(lines.join('\n')).not.toMatch(/OAUTH/);
      expect(await client.ask(`${begin(service)} OAUTHBEARER ${oauthBearer(accessToken)}`)).not.toMatch(
        WELCOME[service],
      );
      expect(await client.ask({ imap: 's STARTTLS', pop3: 'STLS', submission: 'STARTTLS' }[service])).toMatch(/OK|220/);
      await client.startTls();
      if (service === 'submission') await client.ask('HELO client.example.org');
      expect(await client.ask(`${begin(service)} OAUTHBEARER ${oauthBearer(accessToken)}`)).toMatch(WELCOME[service]);
    } finally {
      await set(['127.0.0.0/8']);
    }
  });
});

describe('the management API', () => {
  const call = async (authorization: string | undefined, path = '/api/v1/me') => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { socketPath: socketPath(server.dataDir, 'admin'), path, headers, agent: false };
      httpRequest(options, resolve).on('error', reject).end();
    });
    return {
      status: response.statusCode,
      challenge: response.headers['www-authenticate'],
      body: JSON.parse(await text(response)) as { userId?: string; error?: { code: string } },
    };
  };

  test('whoever shows a token is its owner, and no administrator', async () => {
    expect((await call(undefined)).body.userId).toBe('admin');
    const { accessToken } = await openToken(['admin']);
    for (const scheme of ['Bearer', 'bearer', 'BEARER ']) {
      expect((await call(`${scheme} ${accessToken}`)).body).toMatchObject({ userId: 'alice', role: 'user' });
    }
    expect((await call(`Bearer ${accessToken}`, '/api/v1/users')).status).toBe(403);
  });

  test('whoever shows one that is not good is nobody', async () => {
    const mail = await openToken(['imap']);
    const ended = await openToken(['admin']);
    await endToken(ended);
    for (const authorization of [
      ...['', 'Bearer', 'Bearer ', 'Bearer wrong', 'Bearer a b', `Basic ${base64('admin:x')}`],
      ...[mail.accessToken, ended.accessToken, ended.refreshToken].map((token) => `Bearer ${token}`),
      ended.accessToken,
    ]) {
      expect(await call(authorization), authorization).toMatchObject({
        ...{ status: 401, challenge: 'Bearer' },
        body: { error: { code: 'authentication-failed' } },
      });
    }
  });
});
