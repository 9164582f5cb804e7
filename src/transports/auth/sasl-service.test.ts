import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { RawClient } from '../../../test/support/raw-client.ts';
import { startTestListener } from '../../../test/support/test-listener.ts';
import { Failure, isFailure } from '../../base/failure.ts';
import type { Principal } from '../../domain/access/principal.ts';
import type { AccountId } from '../../domain/ports/ids.ts';
import type { Connection } from '../net/connection.ts';
import { createLineDialogue } from './line-dialogue.ts';
import type { SaslAuthenticator } from './mechanism.ts';
import { createSaslService } from './sasl-service.ts';

const SALT = Buffer.from('salt of the earth');
const ITERATIONS = 4096;
const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString('base64');
const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();
const saltedPassword = (password: string) => pbkdf2Sync(password, SALT, ITERATIONS, 32, 'sha256');

/** Knows alice with the password "secret" and the token "t0ken", and counts failures. */
class TestAuthenticator implements SaslAuthenticator {
  failures = 0;
  readonly attempts: string[] = [];
  readonly #alice: Principal = {
    account: 1 as AccountId,
    userId: 'alice',
    role: 'user',
    roleDomains: [],
    credential: null,
    mustChangePassword: false,
  };

  async verifyPassword(attempt: { login: string; service: string }, password: string): Promise<Principal> {
    this.attempts.push(`${attempt.service} ${attempt.login}`);
    if (attempt.login !== 'alice' || password !== 'secret') return this.#fail();
    return this.#alice;
  }

  async verifyToken(attempt: { login: string; service: string }, token: string): Promise<Principal> {
    this.attempts.push(`${attempt.service} ${attempt.login}`);
    return ['', 'alice'].includes(attempt.login) && token === 't0ken' ? this.#alice : this.#fail();
  }

  async verifyCertificate(attempt: { login: string; service: string }, addresses: readonly string[]) {
    this.attempts.push(`${attempt.service} ${attempt.login}`);
    return addresses.includes('alice@example.test') ? this.#alice : this.#fail();
  }

  async beginScram(attempt: { login: string }) {
    const salted = saltedPassword('secret');
    const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
    const keys = { salt: SALT, iterations: ITERATIONS, storedKey, serverKey: hmac(salted, 'Server Key') };
    const succeed = async () => (attempt.login === 'alice' ? this.#alice : this.#fail());
    return { keys, succeed, fail: async () => this.#fail() };
  }

  async authorise(principal: Principal, identity: string): Promise<Principal> {
    if (identity === '' || identity === principal.userId) return principal;
    throw new Failure('no-permission', 'may not');
  }

  #fail(): never {
    this.failures += 1;
    throw new Failure('authentication-failed', 'wrong');
  }
}

/** A protocol with two commands: `MECH`, and `AUTH mechanism [response]`. */
async function serveWith(authenticator: SaslAuthenticator, connection: Connection): Promise<void> {
  const sasl = createSaslService(authenticator);
  const dialogue = createLineDialogue(connection, '+ ');
  for (;;) {
    const line = Buffer.from(await connection.readLine(20_000))
      .toString('latin1')
      .trim();
    const [command, mechanism = '', initialResponse = null] = line.split(' ');
    if (command === 'TLS') {
      connection.write('go\r\n');
      await connection.startTls();
    } else if (command === 'MECH') {
      connection.write(`${sasl.mechanisms(connection).join(' ')}\r\n`);
    } else {
      try {
        const hasFinalData = command === 'AUTHX';
        const request = { connection, service: 'pop3' as const, mechanism, initialResponse, dialogue, hasFinalData };
        const { principal, finalData } = await sasl.authenticate(request);
        connection.write(`OK ${principal.userId}${finalData === null ? '' : ` ${finalData}`}\r\n`);
      } catch (error) {
        if (!isFailure(error)) throw error;
        connection.write(`ERR ${error.code}\r\n`);
      }
    }
  }
}

interface Session {
  readonly client: RawClient;
  readonly authenticator: TestAuthenticator;
}

async function withSession(act: (session: Session) => Promise<void>, cleartextAuthFrom = ['127.0.0.1']): Promise<void> {
  const authenticator = new TestAuthenticator();
  const serve = (connection: Connection) => serveWith(authenticator, connection);
  await using listener = await startTestListener(serve, { settings: { cleartextAuthFrom } });
  using client = await RawClient.open(listener.port);
  await act({ client, authenticator });
}

interface ScramOptions {
  readonly password?: string;
  readonly gs2?: string;
  readonly bindingData?: Uint8Array;
  readonly login?: string;
  readonly command?: string;
  /** Changes the final message before it is sent. */
  readonly spoil?: (final: string) => string;
}

/** A client of our own, after RFC 5802 section 3. Returns the last line; checks the server's signature. */
async function scram(client: RawClient, mechanism: string, options: ScramOptions = {}): Promise<string> {
  const {
    password = 'secret',
    gs2 = 'n,,',
    bindingData = Buffer.alloc(0),
    login = 'alice',
    command = 'AUTH',
  } = options;
  const bare = `n=${login},r=${randomBytes(12).toString('hex')}`;
  const challenge = await client.ask(`${command} ${mechanism} ${base64(gs2 + bare)}`);
  if (!challenge.startsWith('+ ')) return challenge;
  const serverFirst = Buffer.from(challenge.slice(2), 'base64').toString();
  const nonce = /^r=([^,]+)/.exec(serverFirst)?.[1];
  const withoutProof = `c=${base64(Buffer.concat([Buffer.from(gs2), bindingData]))},r=${nonce}`;
  const authMessage = [bare, serverFirst, withoutProof].join(',');
  const salted = saltedPassword(password);
  const clientKey = hmac(salted, 'Client Key');
  const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
  const proof = clientKey.map((byte, i) => byte ^ (signature[i] ?? 0));
  const final = `${withoutProof},p=${base64(proof)}`;
  const answer = await client.ask(base64(options.spoil?.(final) ?? final));
  if (answer.startsWith('ERR')) return answer;
  const finalData = answer.slice(answer.lastIndexOf(' ') + 1);
  expect(Buffer.from(finalData, 'base64').toString()).toBe(
    `v=${base64(hmac(hmac(salted, 'Server Key'), authMessage))}`,
  );
  return command === 'AUTHX' ? answer.slice(0, answer.lastIndexOf(' ')) : client.ask('');
}

async function startTls(client: RawClient, options = {}): Promise<Uint8Array> {
  expect(await client.ask('TLS')).toBe('go');
  await client.startTls(options);
  return (client.socket as TLSSocket).exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
}

describe('mechanisms', () => {
  test('none outside TLS', () =>
    withSession(async ({ client }) => {
      expect(await client.ask('MECH')).toBe('');
      expect(await client.ask(`AUTH PLAIN ${base64('\0alice\0secret')}`)).toBe('ERR unsupported');
      expect(await scram(client, 'SCRAM-SHA-256')).toBe('ERR unsupported');
    }, []));

  test.each([
    [{ minVersion: 'TLSv1.3' }, 'SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN OAUTHBEARER XOAUTH2'],
    [{ maxVersion: 'TLSv1.2' }, 'SCRAM-SHA-256 PLAIN LOGIN OAUTHBEARER XOAUTH2'],
  ])('inside TLS %j: %s', (options, expected) =>
    withSession(async ({ client }) => {
      await startTls(client, options);
      expect(await client.ask('MECH')).toBe(expected);
      expect(await client.ask(`AUTH plain ${base64('\0alice\0secret')}`)).toBe('OK alice');
    }, []),
  );
});

describe('PLAIN and LOGIN', () => {
  test.each([
    ['an initial response', [`AUTH PLAIN ${base64('\0alice\0secret')}`], 'OK alice'],
    ['no initial response', ['AUTH PLAIN', base64('\0alice\0secret')], 'OK alice'],
    ['an own identity', [`AUTH PLAIN ${base64('alice\0alice\0secret')}`], 'OK alice'],
    ['another identity', [`AUTH PLAIN ${base64('bob\0alice\0secret')}`], 'ERR no-permission'],
    ['a wrong password', [`AUTH PLAIN ${base64('\0alice\0other')}`], 'ERR authentication-failed'],
    ['an empty initial response', ['AUTH PLAIN ='], 'ERR invalid'],
    ['nonsense', [`AUTH PLAIN ${base64('nonsense')}`], 'ERR invalid'],
    ['a name to be prepared', [`AUTH PLAIN ${base64('\0al\u00adice\0secret')}`], 'OK alice'],
    ['LOGIN', ['AUTH LOGIN', base64('alice'), base64('secret')], 'OK alice'],
    ['LOGIN with the name at once', [`AUTH LOGIN ${base64('alice')}`, base64('secret')], 'OK alice'],
    ['LOGIN without a name', ['AUTH LOGIN', '', base64('secret')], 'ERR invalid'],
    ['an unknown mechanism', ['AUTH CRAM-MD5'], 'ERR unsupported'],
  ])('with %s', (_, lines, expected) =>
    withSession(async ({ client }) => {
      let answer = '';
      for (const line of lines) answer = await client.ask(line);
      expect(answer).toBe(expected);
    }),
  );

  test('LOGIN asks in the usual words', () =>
    withSession(async ({ client, authenticator }) => {
      expect(await client.ask('AUTH LOGIN')).toBe(`+ ${base64('Username:')}`);
      expect(await client.ask(base64('alice'))).toBe(`+ ${base64('Password:')}`);
      expect(await client.ask(base64('secret'))).toBe('OK alice');
      expect(authenticator.attempts).toEqual(['pop3 alice']);
    }));
});

describe('OAUTHBEARER and XOAUTH2', () => {
  const bearer = (token: string, gs2 = 'n,a=alice,') => base64(`${gs2}\x01host=x\x01auth=Bearer ${token}\x01\x01`);
  const xoauth2 = (token: string, user = 'alice') => base64(`user=${user}\x01auth=Bearer ${token}\x01\x01`);
  const refusal = (json: object) => `+ ${base64(JSON.stringify(json))}`;
  const invalidToken = refusal({ status: 'invalid_token' });
  const unauthorised = refusal({ status: '401', schemes: 'bearer' });

  test.each([
    ['an initial response', [`AUTH OAUTHBEARER ${bearer('t0ken')}`], ['OK alice']],
    ['no initial response', ['AUTH OAUTHBEARER', bearer('t0ken')], ['+ ', 'OK alice']],
    ['nobody named', [`AUTH OAUTHBEARER ${bearer('t0ken', 'n,,')}`], ['OK alice']],
    ['XOAUTH2', [`AUTH XOAUTH2 ${xoauth2('t0ken')}`], ['OK alice']],
    ['XOAUTH2 without an initial response', ['auth xoauth2', xoauth2('t0ken')], ['+ ', 'OK alice']],
    ['a wrong token', [`AUTH OAUTHBEARER ${bearer('other')}`, 'AQ=='], [invalidToken, 'ERR authentication-failed']],
    ['a wrong token, given up', [`AUTH OAUTHBEARER ${bearer('x')}`, '*'], [invalidToken, 'ERR authentication-failed']],
    [
      'a wrong token and nonsense',
      [`AUTH OAUTHBEARER ${bearer('x')}`, '?'],
      [invalidToken, 'ERR authentication-failed'],
    ],
    [
      'the token of another',
      [`AUTH OAUTHBEARER ${bearer('t0ken', 'n,a=bob,')}`, 'AQ=='],
      [invalidToken, 'ERR authentication-failed'],
    ],
    [
      'no token',
      [`AUTH OAUTHBEARER ${base64('n,,\x01auth=\x01\x01')}`, ''],
      [invalidToken, 'ERR authentication-failed'],
    ],
    ['a wrong token of XOAUTH2', [`AUTH XOAUTH2 ${xoauth2('x')}`, ''], [unauthorised, 'ERR authentication-failed']],
    [
      'XOAUTH2 of another',
      [`AUTH XOAUTH2 ${xoauth2('t0ken', 'bob')}`, ''],
      [unauthorised, 'ERR authentication-failed'],
    ],
    ['no message', ['AUTH OAUTHBEARER ='], ['ERR invalid']],
    ['the dummy response at once', ['AUTH OAUTHBEARER AQ=='], ['ERR invalid']],
    ['a message that is too long', ['AUTH OAUTHBEARER', bearer('x'.repeat(8192))], ['+ ', 'ERR too-large']],
  ])('%s', (_, lines, expected) =>
    withSession(async ({ client }) => {
      for (const [i, line] of lines.entries()) expect(await client.ask(line)).toBe(expected[i]);
      expect(await client.ask(`AUTH OAUTHBEARER ${bearer('t0ken')}`)).toBe('OK alice');
    }),
  );

  test('who is not named is no attempt of anybody', () =>
    withSession(async ({ client, authenticator }) => {
      await client.ask(`AUTH OAUTHBEARER ${bearer('t0ken', 'n,,')}`);
      await client.ask(`AUTH XOAUTH2 ${xoauth2('t0ken')}`);
      expect(authenticator.attempts).toEqual(['pop3 ', 'pop3 alice']);
    }));

  test('a client that leaves instead of an answer', () =>
    withSession(async ({ client }) => {
      expect(await client.ask(`AUTH OAUTHBEARER ${bearer('x')}`)).toBe(invalidToken);
      client.socket.end();
      expect(await client.rest()).toBe('');
    }));
});

describe('a client that does not keep to the rules', () => {
  test.each(['====', 'AHg=AHk=', 'A', '*', '\xff\xfe', base64('\0alice\0secret').slice(0, -1)])(
    'is told so, and may try again: %j',
    (answer) =>
      withSession(async ({ client }) => {
        await client.ask('AUTH PLAIN');
        expect(await client.ask(answer)).toBe('ERR invalid');
        expect(await client.ask(`AUTH PLAIN ${base64('\0alice\0secret')}`)).toBe('OK alice');
      }),
  );

  test('AUTH PLAIN ====', () =>
    withSession(async ({ client }) => expect(await client.ask('AUTH PLAIN ====')).toBe('ERR invalid')));

  test('an endless answer is passed over', () =>
    withSession(async ({ client }) => {
      await client.ask('AUTH PLAIN');
      expect(await client.ask('A'.repeat(100_000))).toBe('ERR too-large');
      expect(await client.ask(`AUTH PLAIN ${base64('\0alice\0secret')}`)).toBe('OK alice');
    }));

  test('gives up ten thousand times, and disturbs nobody', () =>
    withSession(async ({ client, authenticator }) => {
      client.send('AUTH SCRAM-SHA-256\r\n*\r\n'.repeat(10_000));
      for (let i = 0; i < 10_000; i += 1) {
        expect(await client.line()).toBe('+ ');
        expect(await client.line()).toBe('ERR invalid');
      }
      expect(await client.ask(`AUTH PLAIN ${base64('\0alice\0secret')}`)).toBe('OK alice');
      expect(authenticator.failures).toBe(0);
    }));
});

describe('SCRAM-SHA-256', () => {
  test('both sides prove themselves', () =>
    withSession(async ({ client }) => expect(await scram(client, 'SCRAM-SHA-256')).toBe('OK alice')));

  test('the proof of the server may come along with the success', () =>
    withSession(async ({ client }) =>
      expect(await scram(client, 'SCRAM-SHA-256', { command: 'AUTHX' })).toBe('OK alice'),
    ));

  test.each<[string, ScramOptions, string]>([
    ['a wrong password', { password: 'other' }, 'ERR authentication-failed'],
    ['a login that does not exist', { login: 'nobody' }, 'ERR authentication-failed'],
    ['another identity', { gs2: 'n,a=bob,' }, 'ERR no-permission'],
    ['the own identity', { gs2: 'n,a=alice,' }, 'OK alice'],
    ['another nonce', { spoil: (final) => final.replace(/,r=/, ',r=x') }, 'ERR authentication-failed'],
    ['a proof cut short', { spoil: (final) => final.replace(/p=.*/, 'p=AAAA') }, 'ERR authentication-failed'],
    ['another header', { spoil: (final) => final.replace('c=biws', 'c=eSws') }, 'ERR authentication-failed'],
    ['no proof', { spoil: (final) => final.replace(/,p=.*/, '') }, 'ERR invalid'],
    ['binding data without binding', { bindingData: Buffer.alloc(32) }, 'ERR authentication-failed'],
    ['a binding that was not offered', { gs2: 'p=tls-exporter,,' }, 'ERR invalid'],
    ['a client that could bind, where binding was not offered', { gs2: 'y,,' }, 'OK alice'],
  ])('%s', (_, options, expected) =>
    withSession(async ({ client }) => expect(await scram(client, 'SCRAM-SHA-256', options)).toBe(expected)),
  );
});

describe('SCRAM-SHA-256-PLUS', () => {
  const gs2 = 'p=tls-exporter,,';

  test('is bound to the TLS connection', () =>
    withSession(async ({ client }) => {
      const bindingData = await startTls(client);
      expect(await scram(client, 'SCRAM-SHA-256-PLUS', { gs2, bindingData })).toBe('OK alice');
    }));

  test('of another connection is refused: somebody sits in between', () =>
    withSession(async ({ client, authenticator }) => {
      await startTls(client);
      const answer = await scram(client, 'SCRAM-SHA-256-PLUS', { gs2, bindingData: randomBytes(32) });
      expect(answer).toBe('ERR authentication-failed');
      expect(authenticator.failures).toBe(1);
    }));

  test.each([
    ['PLUS without binding', 'SCRAM-SHA-256-PLUS', 'n,,', 'ERR invalid'],
    ['PLUS with another binding', 'SCRAM-SHA-256-PLUS', 'p=tls-unique,,', 'ERR invalid'],
    ['PLUS taken off the list', 'SCRAM-SHA-256', 'y,,', 'ERR authentication-failed'],
    ['a client that cannot bind', 'SCRAM-SHA-256', 'n,,', 'OK alice'],
  ])('%s', (_, mechanism, header, expected) =>
    withSession(async ({ client }) => {
      await startTls(client);
      expect(await scram(client, mechanism, { gs2: header })).toBe(expected);
    }),
  );

  test('does not exist without TLS', () =>
    withSession(async ({ client }) => {
      expect(await scram(client, 'SCRAM-SHA-256-PLUS', { gs2 })).toBe('ERR unsupported');
    }));
});
