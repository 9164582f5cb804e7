/**
 * Programs that set themselves up: settings are read the way the program's maker describes it, and then signed in with.
 * REQUIREMENTS CA4, PM2
 */
import { readFile } from 'node:fs/promises';
import { ImapFlow } from 'imapflow';
import jsqr from 'jsqr';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { readXml } from '../../src/formats/client-setup/read-xml.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type InProcessServer, startTestServer, TEST_PASSWORD } from '../support/server.ts';
import { type Browser, openWeb, signInBrowser, type Web } from '../support/web.ts';
import { requirePeer, runProgram, tryProgram } from './support/programs.ts';
import { createRecordingLog } from './support/recording-log.ts';

const AUTOCONFIG = '/.well-known/autoconfig/mail/config-v1.1.xml';
const AUTODISCOVER = '/autodiscover/autodiscover.xml';
const OUTLOOK = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

const { log, text: logged } = createRecordingLog();
let server: InProcessServer;
let authority: string;
let web: Web;
let alice: Browser;

beforeAll(async () => {
  server = await startTestServer({ users: ['alice'], log });
  authority = await readFile(server.authorityFile, 'utf8');
  web = openWeb(server);
  alice = await signInBrowser(web, 'alice');
});
afterAll(() => server[Symbol.asyncDispose]());

interface Found {
  readonly host: string;
  readonly port: number;
  readonly security: string;
  readonly userName: string;
}

/** With certificates checked for the name that was told; only where that name leads is known here. */
async function signIn(incoming: Found, outgoing: Found, password: string): Promise<void> {
  const tls = (host: string) => ({ ca: authority, servername: host });
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: incoming.port,
    secure: ['SSL', 'true'].includes(incoming.security),
    tls: tls(incoming.host),
    auth: { user: incoming.userName, pass: password },
    logger: false,
  });
  await client.connect();
  expect(client.secureConnection).toBe(true);
  await client.logout();
  const transport = createTransport({
    host: '127.0.0.1',
    port: outgoing.port,
    secure: ['SSL', 'true'].includes(outgoing.security),
    requireTLS: true,
    tls: tls(outgoing.host),
    auth: { user: outgoing.userName, pass: password },
  });
  await transport.verify();
  transport.close();
}

const pox = (address: string, schema = OUTLOOK) => `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>
<EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>${schema}</AcceptableResponseSchema></Request></Autodiscover>`;
const discover = (body: string, path = AUTODISCOVER) =>
  web.request({ method: 'POST', path, body, headers: { 'content-type': 'text/xml' } });

describe('Mozilla’s autoconfig', () => {
  /** As the description of the format says: the first server of each kind, `%EMAILADDRESS%` filled in. */
  const read = (text: string, kind: 'incomingServer' | 'outgoingServer', type: string): Found => {
    const [, inner = ''] = new RegExp(`<${kind} type="${type}">(.*?)</${kind}>`, 's').exec(text) ?? [];
    const value = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(inner)?.[1] ?? '';
    expect(value('authentication')).toBe('password-cleartext');
    const userName = value('username').replace('%EMAILADDRESS%', 'alice@example.test');
    return { host: value('hostname'), port: Number(value('port')), security: value('socketType'), userName };
  };

  test.each([
    ['at the domain', `${AUTOCONFIG}?emailaddress=alice%40example.test`, 'example.test', false],
    ['at its host', '/mail/config-v1.1.xml?emailaddress=alice%40example.test', 'autoconfig.example.test', false],
    ['without TLS', '/mail/config-v1.1.xml?emailaddress=alice%40example.test', 'autoconfig.example.test', true],
    ['without an address', '/mail/config-v1.1.xml', 'autoconfig.example.test', true],
    ['at the domain, without an address', AUTOCONFIG, 'example.test', false],
  ])('%s', async (_, path, host, isPlain) => {
    const answer = await web.request({ path, headers: { host }, isPlain });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    const [incoming, outgoing] = [
      read(answer.text, 'incomingServer', 'imap'),
      read(answer.text, 'outgoingServer', 'smtp'),
    ];
    expect(incoming).toMatchObject({ host: 'mail.example.test', port: server.ports.imaps, security: 'SSL' });
    await signIn(incoming, outgoing, TEST_PASSWORD);
  });

  test('tells the same of everybody, and nothing of other domains', async () => {
    const [known, unknown] = await Promise.all(
      ['alice', 'nobody'].map((name) => web.get(`${AUTOCONFIG}?emailaddress=${name}%40example.test`)),
    );
    expect(unknown?.text).toBe(known?.text);
    expect((await web.get(`${AUTOCONFIG}?emailaddress=alice%40example.org`)).status).toBe(404);
    expect((await web.request({ path: AUTOCONFIG, headers: { host: 'example.org' } })).status).toBe(404);
  });

  test('a service that does not run is not told', async () => {
    const stopped = { path: { name: 'pop3' } } as const;
    expect((await web.get(`${AUTOCONFIG}?emailaddress=a%40example.test`)).text).toContain('type="pop3"');
    await server.admin.call(ENDPOINTS['service.stop'], stopped);
    expect((await web.get(`${AUTOCONFIG}?emailaddress=a%40example.test`)).text).not.toContain('type="pop3"');
    await server.admin.call(ENDPOINTS['service.start'], stopped);
  });
});

describe('Autodiscover, asked with curl', () => {
  const ask = async (context: TestContext, args: readonly string[], input = '') => {
    const curl = await requirePeer(context, 'curl');
    const name = `autodiscover.example.test:${server.ports.https}`;
    const general = ['-sS', '--connect-to', `${name}:127.0.0.1:${server.ports.https}`, '-k', '-w', '\n%{http_code}'];
    const url = `https://${name}`;
    const words = args.map((arg) => arg.replace('URL', url));
    const out = await runProgram(curl, [...general, ...words], { home: server.dataDir, input });
    const at = out.lastIndexOf('\n');
    return { status: Number(out.slice(at + 1)), text: out.slice(0, at) };
  };

  test.each([AUTODISCOVER, '/Autodiscover/Autodiscover.xml', '/AutoDiscover/AutoDiscover.xml'])('%s', async (path) => {
    const answer = await discover(pox('alice@example.test'), path);
    expect(answer.status).toBe(200);
    const account = readXml(answer.bytes).children[0]?.children.find(({ name }) => name === 'Account');
    const found = account?.children
      .filter(({ name }) => name === 'Protocol')
      .map(({ children }) => Object.fromEntries(children.map(({ name, text }) => [name, text])));
    const settings = (type: string): Found => {
      const { Server = '', Port, Encryption = '', LoginName = '' } = found?.find(({ Type }) => Type === type) ?? {};
      return { host: Server, port: Number(Port), security: Encryption, userName: LoginName };
    };
    await signIn(settings('IMAP'), settings('SMTP'), TEST_PASSWORD);
  });

  test('POX and JSON', async (context) => {
    const xml = ['-H', 'Content-Type: text/xml', '--data-binary', '@-', `URL${AUTODISCOVER}`];
    const answer = await ask(context, xml, pox('alice@example.test'));
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`<Port>${server.ports.imaps}</Port>`);
    const json = (rest: string) => ask(context, [`URL/autodiscover/autodiscover.json${rest}`]);
    const place = { Protocol: 'AutodiscoverV1', Url: `https://mail.example.test:${server.ports.https}${AUTODISCOVER}` };
    expect(JSON.parse((await json('?Email=alice@example.test&Protocol=Autodiscoverv1')).text)).toEqual(place);
    expect(JSON.parse((await json('/v1.0/alice%40example.test?Protocol=AutodiscoverV1')).text)).toEqual(place);
    expect(await json('?Email=alice@example.test&Protocol=ActiveSync')).toMatchObject({ status: 400 });
    expect(await json('?Email=alice@example.test')).toMatchObject({ status: 400 });
    expect(await json('?Email=alice@example.org&Protocol=AutodiscoverV1')).toMatchObject({ status: 404 });
  });

  test('asked without TLS it says where to ask', async () => {
    for (const method of ['GET', 'POST']) {
      const answer = await web.request({
        method,
        path: '/Autodiscover/Autodiscover.xml',
        isPlain: true,
        headers: { host: 'autodiscover.example.test' },
      });
      expect(answer.status).toBe(302);
      expect(answer.headers.location).toBe(`https://mail.example.test:${server.ports.https}${AUTODISCOVER}`);
    }
    expect((await web.get(AUTODISCOVER)).text).toContain('<ErrorCode>600</ErrorCode>');
  });

  test('the same of everybody; other domains and other kinds of servers are refused', async () => {
    const [known, unknown] = await Promise.all(['alice', 'nobod'].map((name) => discover(pox(`${name}@example.test`))));
    expect(unknown?.text.replaceAll('nobod', 'alice')).toBe(known?.text);
    expect((await discover(pox('alice@example.org'))).status).toBe(404);
    const mobile = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006';
    expect((await discover(pox('alice@example.test', mobile))).text).toContain('<ErrorCode>601</ErrorCode>');
  });
});

describe('hostile requests', () => {
  test.each([
    ['a document type', '<!DOCTYPE a><a/>', 400],
    ['XXE', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${pox('&x;').slice(38)}`, 400],
    ['billion laughs', `<!DOCTYPE a [<!ENTITY a "lol">${'<!ENTITY b "&a;&a;&a;">'.repeat(9)}]><a>&b;</a>`, 400],
    ['an entity without a declaration', pox('&x;'), 400],
    ['16 KiB of beginnings', '<a>'.repeat(5000), 400],
    ['a million beginnings', '<a>'.repeat(1_000_000), 413],
    ['nothing', ' ', 400],
    ['no address', '<Autodiscover><Request/></Autodiscover>', 400],
  ])('%s', async (_, body, status) => {
    const answer = await discover(body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('root:');
  });

  const PIECES = [
    '"><script>alert(1)</script>',
    "'><svg onload=alert(1)>",
    '&lt;b&gt;',
    ']]>',
    '<!--',
    '%0d%0aX: y',
    '${7*7}',
    '\u202e',
    '=1+1',
    '../../',
  ];
  const payloads = PIECES.flatMap((piece) => [
    ...[
      piece,
      `${piece}@example.test`,
      `alice@example.test${piece}`,
      `alice${piece}@example.test`,
      `"${piece}"@example.test`,
    ],
    ...[
      `alice@${piece}`,
      `${piece}${piece}@example.test`,
      `a@b@${piece}`,
      ` ${piece} @example.test`,
      `${piece}@example.org`,
    ],
  ]);
  test(`${payloads.length} addresses stay text`, async () => {
    expect(payloads).toHaveLength(100);
    for (const payload of payloads) {
      const escaped = payload.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
      const query = encodeURIComponent(payload);
      const answers = await Promise.all([
        discover(pox(escaped)),
        web.get(`${AUTOCONFIG}?emailaddress=${query}`),
        web.get(`/autodiscover/autodiscover.json?Protocol=AutodiscoverV1&Email=${query}`),
        web.get(`/autodiscover/autodiscover.json/v1.0/${query}?Protocol=AutodiscoverV1`),
      ]);
      for (const { status, text, headers } of answers) {
        expect([200, 400, 404], payload).toContain(status);
        expect(text, payload).not.toMatch(/<script>|<svg|<!--/);
        expect(headers['x'], payload).toBeUndefined();
        if (String(headers['content-type']).startsWith('text/xml')) readXml(Buffer.from(text));
      }
    }
  });
});

describe('a device, from the picture to its mail', () => {
  /** As a camera does it. */
  const scan = (svg: string): string => {
    const [, side = '0'] = /viewBox="0 0 (\d+) \d+"/.exec(svg) ?? [];
    const size = Number(side);
    const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
    for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h4v4h-4z/g)) {
      for (let dy = 0; dy < 4; dy++) {
        for (let dx = 0; dx < 4; dx++)
          pixels.fill(
            0,
            ((Number(y) + dy) * size + Number(x) + dx) * 4,
            ((Number(y) + dy) * size + Number(x) + dx) * 4 + 3,
          );
      }
    }
    // Its types describe it as CommonJS has it.
    const decode = jsqr as unknown as typeof jsqr.default;
    return decode(pixels, size, size)?.data ?? '';
  };
  const prepare = async (label: string) => {
    const answer = await alice.call('POST', '/me/client-setup/device', { label, password: TEST_PASSWORD });
    expect(answer.status, answer.text).toBe(200);
    const link = answer.json<{ url: string; qrCode: string }>();
    expect(scan(link.qrCode)).toBe(link.url);
    return new URL(link.url);
  };
  const choose = (path: string, way: string) =>
    web.request({
      ...{ method: 'POST', path, body: `way=${way}` },
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'de' },
    });

  test('an iPhone: a signed profile with which it signs in', async (context) => {
    const openssl = await requirePeer(context, 'openssl');
    const url = await prepare('iPhone');
    expect(url.origin).toBe(`https://mail.example.test:${server.ports.https}`);
    // Whoever only looks uses nothing up.
    for (const language of ['pl', 'de']) {
      const page = await web.get(url.pathname, { 'accept-language': language });
      expect(page.status).toBe(200);
      expect(page.text).toContain(`<html lang="${language}">`);
      expect(page.text).not.toMatch(/<script|javascript:|style="/i);
      expect(page.headers['cache-control']).toBe('no-store');
      expect(page.headers['referrer-policy']).toMatch(/no-referrer|same-origin/);
    }
    const chosen = await choose(url.pathname, 'profile');
    expect(chosen.status).toBe(303);
    const place = String(chosen.headers.location);
    const profile = await web.get(place);
    expect(profile.headers['content-type']).toBe('application/x-apple-aspen-config');
    expect(profile.headers['content-disposition']).toBe('attachment; filename="alice@example.test.mobileconfig"');

    const verified = ['cms', '-verify', '-inform', 'DER', '-CAfile', server.authorityFile, '-purpose', 'any'];
    const home = { home: server.dataDir };
    const plist = await runProgram(openssl, verified, { ...home, input: profile.bytes });
    const broken = Buffer.from(profile.bytes);
    const at = broken.indexOf('PayloadType');
    broken.writeUInt8(0x71, at);
    expect((await tryProgram(openssl, verified, { ...home, input: broken })).code).not.toBe(0);

    const script = 'import json, plistlib, sys; json.dump(plistlib.loads(sys.stdin.buffer.read()), sys.stdout)';
    const python = await requirePeer(context, 'python3');
    const read = JSON.parse(await runProgram(python, ['-c', script], { ...home, input: plist })) as {
      PayloadContent: Record<string, string | number | boolean>[];
    };
    const mail = read.PayloadContent.find(({ PayloadType }) => PayloadType === 'com.apple.mail.managed') ?? {};
    expect(mail).toMatchObject({ EmailAccountType: 'EmailTypeIMAP', EmailAddress: 'alice@example.test' });
    const settings = (way: string): Found => ({
      host: String(mail[`${way}MailServerHostName`]),
      port: Number(mail[`${way}MailServerPortNumber`]),
      security: String(mail[`${way}MailServerUseSSL`]),
      userName: String(mail[`${way}MailServerUsername`]),
    });
    await signIn(settings('Incoming'), settings('Outgoing'), String(mail['IncomingPassword']));

    const over = await choose(url.pathname, 'profile');
    expect(over.status).toBe(404);
    const [used, never] = await Promise.all(
      [url.pathname, `/client-setup/${'A'.repeat(43)}`].map((path) => web.get(path)),
    );
    const withoutNonce = (text = '') => text.replace(/nonce="[^"]*"/, '');
    expect(withoutNonce(used?.text)).toBe(withoutNonce(never?.text));
    await web.get(place);
    await web.get(place);
    expect((await web.get(place)).status).toBe(404);
    for (const secret of [url.pathname.split('/').at(-1), place.split('/').at(-1), String(mail['IncomingPassword'])]) {
      expect(logged()).not.toContain(secret);
    }
  });

  test('anything else: the settings in words, and a password that is shown once', async () => {
    const url = await prepare('Android');
    const page = await choose(url.pathname, 'password');
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toBe('no-store');
    const [userName = '', password = ''] = [...page.text.matchAll(/<code>([^<]+)<\/code>/g)].map(([, value]) => value);
    const { imaps, submissions } = server.ports;
    const place = { host: 'mail.example.test', security: 'SSL', userName };
    for (const port of [imaps, submissions]) expect(page.text).toContain(`<dd>${port}</dd>`);
    await signIn({ ...place, port: imaps }, { ...place, port: submissions }, password);
    expect((await choose(url.pathname, 'password')).status).toBe(404);
    expect(logged()).not.toContain(password);
  });

  test('a wrong password makes no link; nor does a link work after the password was changed', async () => {
    const wrong = await alice.call('POST', '/me/client-setup/device', { label: 'x', password: 'wrong' });
    expect(wrong.status).toBe(401);
    const url = await prepare('lost');
    const change = { path: { userId: 'alice' }, body: { password: `${TEST_PASSWORD} 2` } };
    await server.admin.call(ENDPOINTS['user.password'], change);
    expect((await choose(url.pathname, 'password')).status).toBe(404);
  });
});
