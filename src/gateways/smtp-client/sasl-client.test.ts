/** Signing in at a smart host. RFC 4954, RFC 7677 */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type PeerSession, startSmtpPeer } from '../../../test/support/smtp-peer.ts';
import { createTestSender, hostRoute, knownNames, transmissionOf } from '../../../test/support/smtp-sending.ts';
import { createTestAuthority, type TestCertificate } from '../../../test/support/test-certificates.ts';
import { signIn } from './sasl-client.ts';

const cleanups: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of cleanups.splice(0)) await one[Symbol.asyncDispose]();
});

const CREDENTIALS = { userName: 'office=1,b', password: 'p\u00e4ss word' };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const DONE = '235 2.7.0 welcome\r\n';

/** The server's side, with some way of being wrong. */
function scramServer(password: string, change: (text: string) => string = (text) => text) {
  const salt = Buffer.from('0123456789abcdef');
  let first = '';
  let bare = '';
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  return (line: string): string | undefined => {
    if (line.startsWith('AUTH SCRAM-SHA-256 ')) {
      bare = Buffer.from(line.split(' ')[2], 'base64').toString().replace('n,,', '');
      first = change(`r=${/r=(.*)$/.exec(bare)![1]}server,s=${salt.toString('base64')},i=4096`);
      return `334 ${base64(first)}\r\n`;
    }
    if (line === '') return DONE;
    const final = Buffer.from(line, 'base64').toString();
    if (!final.startsWith('c=biws,')) return undefined;
    const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
    const proof = Buffer.from(/p=(.*)$/.exec(final)![1], 'base64');
    const message = `${bare},${first},${final.replace(/,p=.*$/, '')}`;
    const clientKey = hmac(salted, 'Client Key');
    const signature = hmac(createHash('sha256').update(clientKey).digest(), message);
    const expected = Buffer.from(clientKey.map((octet, i) => octet ^ signature[i]));
    if (!proof.equals(expected)) return '535 5.7.8 wrong\r\n';
    return `334 ${base64(change(`v=${hmac(hmac(salted, 'Server Key'), message).toString('base64')}`))}\r\n`;
  };
}

function answerAuth(line: string, { commands }: PeerSession, password: string): string | undefined {
  if (line.startsWith('AUTH PLAIN ')) {
    return line === `AUTH PLAIN ${base64(`\0${CREDENTIALS.userName}\0${password}`)}` ? DONE : '535 5.7.8 wrong\r\n';
  }
  if (line === 'AUTH LOGIN') return `334 ${base64('Username:')}\r\n`;
  if (commands.at(-2) === 'AUTH LOGIN') return line === base64(CREDENTIALS.userName) ? '334\r\n' : '535 no\r\n';
  if (commands.at(-3) === 'AUTH LOGIN') return line === base64(password) ? DONE : '535 5.7.8 wrong\r\n';
  return undefined;
}

async function send(
  offers: readonly string[],
  options: { password?: string; host?: string; tls?: 'none' | 'opportunistic'; certificate?: TestCertificate } = {},
) {
  const { password = CREDENTIALS.password, host = '127.0.0.1', tls = 'none', certificate } = options;
  const scram = scramServer(password);
  const peer = await startSmtpPeer({
    extensions: [`AUTH ${offers.join(' ')}`],
    answer: (line, session) => answerAuth(line, session, password) ?? scram(line),
    ...(certificate === undefined ? {} : { certificate }),
    address: host === 'away.test' ? '127.0.0.1' : host,
  });
  const sender = createTestSender({ names: knownNames({ hosts: { 'away.test': ['127.0.0.1'] } }) });
  cleanups.push(sender, peer);
  const report = await sender.send(
    transmissionOf({ route: hostRoute(peer.port, { host, tls, credentials: CREDENTIALS }) }),
  );
  return { peer, report };
}

let certificate: TestCertificate;
beforeAll(async () => {
  certificate = await (await createTestAuthority()).issue(['away.test']);
});

describe.each(['PLAIN', 'LOGIN', 'SCRAM-SHA-256'])('%s', (mechanism) => {
  test('the right password', async () => {
    const { peer, report } = await send([mechanism]);
    expect(report.recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect(peer.commands[1]).toMatch(new RegExp(`^AUTH ${mechanism}`));
  });

  test('a wrong one: nothing is given back for it', async () => {
    const { peer, report } = await send([mechanism], { password: 'other' });
    expect(report.recipients).toMatchObject([{ outcome: 'deferred', code: 535, status: '4.7.8' }]);
    expect(peer.messages).toEqual([]);
  });
});

test('the best of those offered', async () => {
  const { peer } = await send(['LOGIN', 'PLAIN', 'SCRAM-SHA-256', 'CRAM-MD5']);
  expect(peer.commands[1]).toMatch(/^AUTH SCRAM-SHA-256 /);
});

test('none that is known', async () => {
  const { peer, report } = await send(['CRAM-MD5']);
  expect(report.recipients).toMatchObject([{ outcome: 'deferred', status: '4.7.0' }]);
  expect(peer.commands.filter((command) => command.startsWith('AUTH'))).toEqual([]);
});

describe('a password in the clear', () => {
  test('is not sent where TLS was wished for, and is not there', async () => {
    const { peer, report } = await send(['PLAIN'], { tls: 'opportunistic' });
    expect(report.recipients).toMatchObject([{ outcome: 'deferred', status: '4.7.0' }]);
    expect(peer.commands.filter((command) => command.startsWith('AUTH'))).toEqual([]);
  });

  test('is sent inside TLS', async () => {
    const { peer, report } = await send(['PLAIN'], { host: 'away.test', tls: 'opportunistic', certificate });
    expect(report.recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect(peer.messages[0]?.isTls).toBe(true);
  });
});

describe('a server that does not play by the rules', () => {
  test.each<[string, (text: string) => string]>([
    ['does not know the password either', (text) => text.replace(/^v=.*/, `v=${base64('x'.repeat(32))}`)],
    ['has no proof', (text) => text.replace(/^v=.*/, 'e=other-error')],
    ['takes another nonce', (text) => text.replace(/r=./, 'r=!')],
    ['adds nothing to the nonce', (text) => text.replace('server,', ',')],
    ['wants little work', (text) => text.replace('i=4096', 'i=1')],
    ['wants much work', (text) => text.replace('i=4096', 'i=99999999')],
    ['has no salt', (text) => text.replace(/s=[^,]*/, 's=')],
  ])('%s', async (_, change) => {
    const server = scramServer(CREDENTIALS.password, change);
    const ask = (line: string) => {
      const [code = '', text = ''] = server(line.trimEnd())!.trimEnd().split(/ (.*)/);
      return Promise.resolve({ code: Number(code), status: null, lines: [text] });
    };
    await expect(signIn(new Set(['SCRAM-SHA-256']), CREDENTIALS, ask)).rejects.toMatchObject({
      status: expect.stringMatching(/^4\.7\.[08]$/),
    });
  });
});
