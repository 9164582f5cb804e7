import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import { openPop3Office, PASSWORD, type Pop3Office } from '../../support/pop3-office.ts';
import { RawClient } from '../../support/raw-client.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

let office: Pop3Office;
beforeAll(async () => {
  office = await openPop3Office();
});
afterEach(() => {
  office.listener.set('cleartextAuthFrom', ['127.0.0.0/8']);
  return office.empty();
});
afterAll(() => office[Symbol.asyncDispose]());

/** As it is for everybody who is not in a network of the setting. */
function requireTls(): void {
  office.listener.set('cleartextAuthFrom', []);
}

describe('before TLS', () => {
  test('passwords are not taken', async () => {
    requireTls();
    await office.play(
      `
      S: +OK mail.example.test POP3 ready
      C: CAPA
      S: +OK capabilities follow
      S*: STLS
      S*: TOP
      S*: UIDL
      S*: RESP-CODES
      S*: AUTH-RESP-CODE
      S*: PIPELINING
      S*: EXPIRE NEVER
      S*: UTF8 USER
      S*: LANG
      S*: IMPLEMENTATION Mailroom
      S: .
      C: USER alice
      S: -ERR use TLS first
      C: AUTH PLAIN ${base64(`\0alice\0${PASSWORD}`)}
      S: -ERR use TLS first
      C: STAT
      S: -ERR not now
      C: QUIT
      S: +OK goodbye
      S: ␄
    `,
      null,
    );
  });

  test('STLS: RFC 2595 section 4', async () => {
    requireTls();
    using client = await RawClient.open(office.port);
    await client.line();
    expect(await client.ask('STLS now')).toBe('-ERR syntax error');
    client.send('STLS\r\nUSER mallory\r\n');
    expect(await client.line()).toBe('+OK begin TLS');
    await client.startTls();
    expect(await client.ask(`PASS ${PASSWORD}`)).toBe('-ERR syntax error');
    expect(await client.ask('STLS')).toBe('-ERR not supported');
    expect(await client.ask('CAPA')).toBe('+OK capabilities follow');
    const capabilities: string[] = [];
    for (let line = await client.line(); line !== '.'; line = await client.line()) capabilities.push(line);
    expect(capabilities).toEqual(
      expect.arrayContaining(['USER', 'SASL SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN OAUTHBEARER XOAUTH2', 'UIDL']),
    );
    expect(capabilities).not.toContain('STLS');
    expect(await client.ask('USER alice')).toBe('+OK send the password');
    expect(await client.ask(`PASS ${PASSWORD}`)).toBe('+OK maildrop has 0 messages (0 octets)');
  });
});

test('a name that was said in the clear does not count inside TLS', async () => {
  using client = await RawClient.open(office.port);
  await client.line();
  expect(await client.ask('USER alice')).toBe('+OK send the password');
  expect(await client.ask('STLS')).toBe('+OK begin TLS');
  await client.startTls();
  expect(await client.ask(`PASS ${PASSWORD}`)).toBe('-ERR syntax error');
});

describe('LANG: RFC 6856 section 3', () => {
  /** A client that reads UTF-8. */
  const open = async () => {
    const client = await RawClient.open(office.port);
    await client.line();
    const ask = async (line: string) => Buffer.from(await client.ask(line), 'latin1').toString('utf8');
    return { client, ask, [Symbol.dispose]: () => client[Symbol.dispose]() };
  };

  test('without an argument it lists the languages', async () => {
    using session = await open();
    expect(await session.ask('LANG')).toBe('+OK languages follow');
    const lines: string[] = [];
    for (let line = await session.client.line(); line !== '.'; line = await session.client.line()) lines.push(line);
    expect(lines.map((line) => Buffer.from(line, 'latin1').toString('utf8'))).toEqual([
      'en English',
      'fr français',
      'de Deutsch',
      'it italiano',
      'pl polski',
      'es español',
    ]);
  });

  test.each([
    ['en', 'language changed', 'send the password', '[AUTH] wrong name or password', 'unknown command'],
    ['fr', 'langue changée', 'envoyez le mot de passe', '[AUTH] nom ou mot de passe incorrect', 'commande inconnue'],
    ['de', 'Sprache gewechselt', 'Jetzt das Kennwort', '[AUTH] Name oder Kennwort ist falsch', 'Unbekannter Befehl'],
    ['it', 'lingua cambiata', 'inviare la password', '[AUTH] nome o password errati', 'comando sconosciuto'],
    ['pl', 'zmieniono język', 'proszę podać hasło', '[AUTH] zła nazwa lub złe hasło', 'nieznane polecenie'],
    ['es', 'idioma cambiado', 'envíe la contraseña', '[AUTH] nombre o contraseña incorrectos', 'orden desconocida'],
  ])('%s', async (tag, changed, password, wrong, unknown) => {
    using session = await open();
    expect(await session.ask(`LANG ${tag.toUpperCase()}`)).toBe(`+OK ${tag} ${changed}`);
    expect(await session.ask('USER alice')).toBe(`+OK ${password}`);
    expect(await session.ask('PASS wrong')).toBe(`-ERR ${wrong}`);
    expect(await session.ask('XYZ')).toBe(`-ERR ${unknown}`);
  });

  test('a variety is its language; what is not spoken here changes nothing', async () => {
    using session = await open();
    expect(await session.ask('LANG de-CH-1996')).toBe('+OK de Sprache gewechselt');
    expect(await session.ask('LANG uga')).toBe('-ERR Unbekannte Sprache');
    expect(await session.ask('LANG de_CH')).toBe('-ERR Syntaxfehler');
    expect(await session.ask('LANG de,fr')).toBe('-ERR Syntaxfehler');
    expect(await session.ask('NOOP')).toBe('-ERR Nicht jetzt');
  });

  test('* is what the administrator has chosen, and the user above him', async () => {
    using session = await open();
    expect(await session.ask('LANG *')).toBe('+OK en language changed');
    await office.settings.set(SYSTEM, 'defaultLanguage', 'fr');
    expect(await session.ask('LANG *')).toBe('+OK fr langue changée');
    await office.users.update('alice', { language: 'pl' });
    await session.ask('USER alice');
    expect(await session.ask(`PASS ${PASSWORD}`)).toBe('+OK messages dans la boîte : 0 (0 octets)');
    expect(await session.ask('LANG *')).toBe('+OK pl zmieniono język');
    expect(await session.ask('RETR 7')).toBe('-ERR nie ma takiej wiadomości');
    expect(await session.ask('QUIT')).toBe('+OK do widzenia');
    await office.settings.set(SYSTEM, 'defaultLanguage', 'en');
    await office.users.update('alice', { language: null });
  });

  test('what was chosen in the clear is forgotten inside TLS', async () => {
    using session = await open();
    await session.ask('LANG de');
    expect(await session.ask('STLS')).toBe('+OK TLS beginnt');
    await session.client.startTls();
    expect(await session.ask('NOOP')).toBe('-ERR not now');
  });
});

describe('signing in', () => {
  test.each([
    ['USER and PASS', `C: USER alice\nS: +OK send the password\nC: PASS ${PASSWORD}`],
    ['an address', `C: USER ALICE@example.test\nS: +OK send the password\nC: PASS ${PASSWORD}`],
    ['AUTH PLAIN', `C: AUTH PLAIN ${base64(`\0alice\0${PASSWORD}`)}`],
    ['AUTH PLAIN, asked', `C: AUTH plain\nS: + \nC: ${base64(`\0alice\0${PASSWORD}`)}`],
    ['AUTH LOGIN', `C: AUTH LOGIN\nS: + …\nC: ${base64('alice')}\nS: + …\nC: ${base64(PASSWORD)}`],
  ])('by %s', async (_, script) => {
    await office.play(`S: +OK …\n${script}\nS: +OK maildrop has 0 messages (0 octets)`, null);
  });

  test('failures: RFC 3206 section 4, RFC 5034 section 4', async () => {
    await office.play(
      `
      S: +OK mail.example.test POP3 ready
      C: PASS x
      S: -ERR syntax error
      C: USER
      S: -ERR syntax error
      C: USER alice
      S: +OK send the password
      C: PASS wrong
      S: -ERR [AUTH] wrong name or password
      C: USER alice
      S: +OK send the password
      C: PASS private  use
      S: -ERR syntax error
      C: PASS ${PASSWORD}
      S: -ERR syntax error
      C: USER nobody
      S: +OK send the password
      C: PASS wrong
      S: -ERR [AUTH] wrong name or password
      C: AUTH PLAIN
      S: +␠
      C: *
      S: -ERR cancelled
      C: AUTH PLAIN ====
      S: -ERR syntax error
      C: AUTH CRAM-MD5
      S: -ERR not supported
      C: AUTH
      S: +OK mechanisms follow
      S: SCRAM-SHA-256
      S: PLAIN
      S: LOGIN
      S: OAUTHBEARER
      S: XOAUTH2
      S: .
    `.replace(/␠/g, ' '),
      null,
    );
  });

  test('a client that guesses is let go', async () => {
    using client = await RawClient.open(office.port);
    for (let i = 0; i < 5; i += 1) client.send('USER alice\r\nPASS wrong\r\n');
    client.send('NOOP\r\n');
    const said = (await client.rest()).split('\r\n');
    expect(said.filter((line) => line.startsWith('-ERR [AUTH]'))).toHaveLength(5);
    expect(said.at(-2)).toBe('-ERR [AUTH] wrong name or password');
  });

  test('a maildrop in use: RFC 2449 section 8.1.1', async () => {
    await office.play(
      `
      S: +OK …
      C: AUTH PLAIN ${base64(`\0alice\0${PASSWORD}`)}
      S: +OK maildrop has 0 messages (0 octets)
      S2: +OK …
      C2: AUTH PLAIN ${base64(`\0alice\0${PASSWORD}`)}
      S2: -ERR [IN-USE] the mailbox is in use by another session
      C: QUIT
      S: +OK goodbye
      S: ␄
      C2: AUTH PLAIN ${base64(`\0alice\0${PASSWORD}`)}
      S2: +OK maildrop has 0 messages (0 octets)
    `,
      null,
    );
  });
});

describe('input that is not POP3', () => {
  test('an overlong command is passed over', async () => {
    using client = await RawClient.open(office.port);
    await client.line();
    expect(await client.ask(`USER ${'x'.repeat(5000)}`)).toBe('-ERR line too long');
    expect(await client.ask('USER alice')).toBe('+OK send the password');
  });

  test('an endless one ends the connection', async () => {
    using client = await RawClient.open(office.port);
    await client.line();
    client.send('x'.repeat(1_000_000));
    await client.rest();
  });

  test('commands without end are answered no more; one that has signed in may go on', async () => {
    using client = await RawClient.open(office.port);
    expect(await client.line()).toBe('+OK mail.example.test POP3 ready');
    for (let i = 0; i < 100; i += 1) expect(await client.ask('LANG en')).toMatch(/^\+OK/);
    expect(await client.ask('LANG en')).toBe('-ERR [SYS/TEMP] too many tries, come back later');
    expect(await client.rest()).toBe('');
    using alice = await RawClient.open(office.port);
    await alice.line();
    for (const line of ['USER alice', `PASS ${PASSWORD}`]) expect(await alice.ask(line)).toMatch(/^\+OK/);
    for (let i = 0; i < 200; i += 1) expect(await alice.ask('NOOP')).toMatch(/^\+OK/);
  });

  test('a browser is let go after twenty errors', async () => {
    using client = await RawClient.open(office.port);
    client.send(`POST / HTTP/1.1\r\n${'Header: value\r\n'.repeat(30)}`);
    expect((await client.rest()).split('\r\n').filter((line) => line.startsWith('-ERR'))).toHaveLength(20);
  });
});

describe('UTF8: RFC 6856', () => {
  const message = 'Subject: Grüße\r\n\r\nHallo Jürg\r\n';

  test('headers go as they are when the client asked for it', async () => {
    await office.file(message);
    await office.play(
      `
      S: +OK …
      C: UTF8 please
      S: -ERR syntax error
      C: UTF8
      S: +OK UTF-8 mode
      C: USER alice
      S: +OK …
      C: PASS ${PASSWORD}
      S: +OK maildrop has 1 …
      C: RETR 1
      S: +OK 33 octets
      S: Subject: Grüße
      S:␠
      S: Hallo Jürg
      S: .
    `.replace(/␠/g, ' '),
      null,
    );
  });

  test('and as encoded words otherwise', async () => {
    await office.file(message);
    await office.play(
      `
      C: TOP 1 1
      S: +OK …
      S: Subject: =?utf-8?B?R3LDvMOfZQ==?=
      S:␠
      S: Hallo Jürg
      S: .
    `.replace(/␠/g, ' '),
    );
  });
});

test('from the first byte inside TLS', async () => {
  await using secured = await openPop3Office({ security: 'implicit-tls', settings: { cleartextAuthFrom: [] } });
  using client = await RawClient.openTls(secured.port);
  expect(await client.line()).toMatch(/^\+OK/);
  expect(await client.ask('USER alice')).toBe('+OK send the password');
  expect(await client.ask(`PASS ${PASSWORD}`)).toBe('+OK maildrop has 0 messages (0 octets)');
  expect(await client.ask('STLS')).toBe('-ERR not now');
});
