/** DKIM and ARC in both directions with OpenDKIM and dkimpy, by keys that a real DNS server gives out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { dkimRecord, makeDkimKey } from '../../src/domain/authentication/make-dkim-key.ts';
import type { ArcFinding, MailAuth, SigningKey, VerifyFindings } from '../../src/domain/ports/mail-auth.ts';
import { createMailAuth } from '../../src/gateways/mail-auth/mail-auth.ts';
import { namesOf } from '../support/dns/names-of.ts';
import { startZoneServer } from '../support/dns/zone-server.ts';
import { type SignaturePeers, startSignaturePeers } from './support/signature-peers.ts';

const DOMAIN = 'example.test';
const NO_CHAIN: ArcFinding = { result: 'none', instances: 0, sealDomain: '', comment: '' };
const never = new AbortController().signal;

const opened = new AsyncDisposableStack();
let unavailable: string | null = null;
let auth: MailAuth;
let peers: SignaturePeers;
let rsa: SigningKey;
let ed25519: SigningKey;

beforeAll(async () => {
  const [rsaPair, edPair] = [await makeDkimKey('rsa-sha256'), await makeDkimKey('ed25519-sha256')];
  rsa = { domain: DOMAIN, selector: 'r1', algorithm: 'rsa-sha256', privateKey: rsaPair.privateKey };
  ed25519 = { domain: DOMAIN, selector: 'e1', algorithm: 'ed25519-sha256', privateKey: edPair.privateKey };
  const record = (text: string) => (text.match(/.{1,200}/g) ?? []).map((part) => `"${part}"`).join(' ');
  const zone = await startZoneServer({
    [DOMAIN]: `
r1._domainkey TXT ${record(dkimRecord({ algorithm: 'rsa-sha256', publicKey: rsaPair.publicKey }))}
e1._domainkey TXT ${record(dkimRecord({ algorithm: 'ed25519-sha256', publicKey: edPair.publicKey }))}
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
`,
  });
  if (typeof zone === 'string') {
    unavailable = zone;
    return;
  }
  opened.use(zone);
  auth = opened.use(
    createMailAuth({
      names: namesOf(zone),
      clock: systemClock,
      log: silentLogger,
      options: () => ({ timeoutMs: 20_000, signatureLifetimeMs: 7 * 86_400_000 }),
    }),
  );
  const started = await startSignaturePeers(zone.port);
  if (typeof started === 'string') unavailable = started;
  else peers = opened.use(started);
});
afterAll(() => opened.disposeAsync());

const MESSAGES: Readonly<Record<string, string>> = {
  plain:
    'From: Alice <alice@example.test>\r\nTo: bob@example.org\r\nSubject: Hello\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.test>\r\n\r\nHello Bob,\r\n\r\nsee you.\r\n',
  'white space':
    'From:   Alice <alice@example.test>  \r\nTo: bob@example.org,\r\n\tcarol@example.org\r\nSubject:  a   b\t c \r\n\r\n  leading \t and   trailing  \t\r\n\r\n \r\n\r\n\r\n',
  'no body': 'From: alice@example.test\r\nSubject: nothing\r\n\r\n',
  'repeated fields':
    'From: alice@example.test\r\nTo: a@example.org\r\nTo: b@example.org\r\nReferences: <1@example.test>\r\nList-Id: <l.example.test>\r\n\r\nx\r\n',
  '8 bit':
    'From: alice@example.test\r\nSubject: caf\u00c3\u00a9 \u00c2\u00a0\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\ncaf\u00c3\u00a9\r\n',
  large:
    `From: alice@example.test\r\nSubject: large\r\n\r\n${'0123456789 abcdef  '.repeat(4)}\r\n`.repeat(1) +
    'line of text \r\n'.repeat(100_000),
};

function octets(text: string, size = 65_536): () => AsyncIterable<Uint8Array> {
  return async function* () {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
}

function verify(message: string): Promise<VerifyFindings> {
  return auth.verify(
    {
      clientAddress: '192.0.2.1',
      heloName: 'mx.example.test',
      sender: 'alice@example.test',
      hostname: 'mx.example.org',
      message: octets(message),
    },
    never,
  );
}

/** With another author, and with another text. */
function alterations(signed: string): string[] {
  return [signed.replace('alice@example.test', 'eve@example.test'), `${signed}more\r\n`];
}

describe.each(Object.entries(MESSAGES))('%s', (name, message) => {
  test('both signatures of ours hold for ourselves, OpenDKIM and dkimpy', async (context) => {
    if (unavailable !== null) return context.skip(unavailable);
    const head = await auth.sign(octets(message), [rsa, ed25519], never);
    for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
    const signed = head + message;

    const findings = await verify(signed);
    expect(findings.dkim.map(({ result, algorithm }) => `${algorithm} ${result}`)).toEqual([
      'rsa-sha256 pass',
      'ed25519-sha256 pass',
    ]);
    expect(findings.dmarc).toMatchObject({ result: 'pass', isDkimAligned: true, isSpfAligned: true });

    expect(await peers.opendkimVerify(signed)).toMatch(
      /verification \(s=r1,? d=example\.test, 2048-bit key.*\) succeeded/,
    );
    const said = await peers.dkimpy(
      'd = dkim.DKIM(message)\nprint([d.verify(idx=i, dnsfunc=names) for i in (0, 1)])',
      signed,
    );
    expect(said.trim()).toBe('[True, True]');

    for (const altered of alterations(signed)) {
      expect((await verify(altered)).dkim.map(({ result }) => result)).toEqual(['fail', 'fail']);
    }
  });

  // Its test mode sees fields as a milter does, without the white space around them that the simple form keeps.
  const forms = ['relaxed/relaxed', 'relaxed/simple', ...(name === 'white space' ? [] : ['simple/simple'])];
  test.for(forms)('what OpenDKIM signs as %s holds for us', async (form, context) => {
    if (unavailable !== null) return context.skip(unavailable);
    const signed = await peers.opendkimSign(message, rsa, form);
    const { dkim } = await verify(signed);
    expect(dkim).toMatchObject([{ result: 'pass', domain: DOMAIN, selector: 'r1', algorithm: 'rsa-sha256' }]);
    for (const altered of alterations(signed)) expect((await verify(altered)).dkim).toMatchObject([{ result: 'fail' }]);
  });
});

test('an ARC set by Ed25519 holds for ourselves', async (context) => {
  // dkimpy knows ARC with RSA only.
  if (unavailable !== null) return context.skip(unavailable);
  const message = MESSAGES['plain'] ?? '';
  const request = { key: ed25519, authenticationResults: 'mx.example.org; spf=pass', chain: NO_CHAIN };
  const sealed = (await auth.seal(octets(message), request, never)) + message;
  expect((await verify(sealed)).arc).toMatchObject({ result: 'pass', instances: 1 });
  for (const altered of alterations(sealed)) expect((await verify(altered)).arc.result).toBe('fail');
});

test('dkimpy verifies our ARC set, and we its next one', async (context) => {
  if (unavailable !== null) return context.skip(unavailable);
  const key = rsa;
  const message = (await auth.sign(octets(MESSAGES['plain'] ?? ''), [rsa], never)) + MESSAGES['plain'];
  const authenticationResults =
    'mx.example.org;\r\n\tspf=pass smtp.mailfrom=alice@example.test;\r\n\tdkim=pass header.d=example.test';
  const set = await auth.seal(octets(message), { key, authenticationResults, chain: NO_CHAIN }, never);
  expect(set.match(/^ARC-[A-Za-z-]+/gm)).toEqual(['ARC-Seal', 'ARC-Message-Signature', 'ARC-Authentication-Results']);
  const sealed = set + message;
  expect((await verify(sealed)).arc).toMatchObject({ result: 'pass', instances: 1, sealDomain: DOMAIN });
  expect(await peers.dkimpy('print(dkim.ARC(message).verify(dnsfunc=names)[0])', sealed)).toContain("b'pass'");

  // The next hop is dkimpy.
  const further = await peers.dkimpy(
    `
sealed = b'Authentication-Results: next.example.test; arc=pass; dkim=pass header.d=example.test\\r\\n' + message
set = dkim.arc_sign(sealed, b'r1', b'example.test', open(arguments[0], 'rb').read(), b'next.example.test')
sys.stdout.buffer.write(b''.join(set) + sealed)`,
    sealed,
    await keyFile(),
  );
  expect(further).toContain('i=2');
  expect((await verify(further)).arc).toMatchObject({ result: 'pass', instances: 2 });

  // And we once more; then somebody changes the text.
  const third = await auth.seal(
    octets(further),
    { key, authenticationResults, chain: { ...NO_CHAIN, result: 'pass', instances: 2 } },
    never,
  );
  expect((await verify(third + further)).arc).toMatchObject({ result: 'pass', instances: 3 });
  expect(await peers.dkimpy('print(dkim.ARC(message).verify(dnsfunc=names)[0])', third + further)).toContain("b'pass'");
  expect((await verify((third + further).replace('see you', 'see me'))).arc.result).toBe('fail');
});

async function keyFile(): Promise<string> {
  const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-key-'));
  opened.defer(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'key'), rsa.privateKey);
  return join(folder, 'key');
}
