/** What a server without 8BITMIME or BINARYMIME gets is converted on its way; OpenDKIM and dkimpy verify that. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { createSigning } from '../../src/domain/authentication/create-signing.ts';
import type { DkimKeys } from '../../src/domain/authentication/dkim-keys.ts';
import { dkimRecord, makeDkimKey } from '../../src/domain/authentication/make-dkim-key.ts';
import type { MailAuth, SigningKey, VerifyFindings } from '../../src/domain/ports/mail-auth.ts';
import { createMailAuth } from '../../src/gateways/mail-auth/mail-auth.ts';
import { namesOf } from '../support/dns/names-of.ts';
import { startZoneServer } from '../support/dns/zone-server.ts';
import { octetsOf } from '../support/mail-auth.ts';
import { startSmtpPeer } from '../support/smtp-peer.ts';
import { createTestSender, hostRoute, knownNames, transmissionOf } from '../support/smtp-sending.ts';
import { type SignaturePeers, startSignaturePeers } from './support/signature-peers.ts';

const OURS = 'example.test';
const THEIRS = 'other.test';
const never = new AbortController().signal;

const opened = new AsyncDisposableStack();
let unavailable: string | null = null;
let auth: MailAuth;
let peers: SignaturePeers;
let signing: ReturnType<typeof createSigning>;
let foreignKey: SigningKey;

beforeAll(async () => {
  const zones: Record<string, string> = {};
  const keys = new Map<string, readonly SigningKey[]>();
  for (const domain of [OURS, THEIRS]) {
    const pairs = await Promise.all(
      (['rsa-sha256', 'ed25519-sha256'] as const).map(async (algorithm) => ({
        ...{ domain, algorithm, selector: algorithm.slice(0, 1) },
        ...(await makeDkimKey(algorithm)),
      })),
    );
    keys.set(domain, pairs);
    zones[domain] = pairs
      .map((pair) => `${pair.selector}._domainkey TXT ${inPieces(dkimRecord(pair))}\n`)
      .concat('_dmarc TXT "v=DMARC1; p=reject"\n')
      .join('');
  }
  foreignKey = keys.get(THEIRS)?.[0] as SigningKey;
  const zone = await startZoneServer(zones);
  if (typeof zone === 'string') {
    unavailable = zone;
    return;
  }
  opened.use(zone);
  const options = () => ({ timeoutMs: 20_000, signatureLifetimeMs: 7 * 86_400_000 });
  auth = opened.use(createMailAuth({ names: namesOf(zone), clock: systemClock, log: silentLogger, options }));
  const known: Pick<DkimKeys, 'signingKeys'> = {
    signingKeys: (domain) => Promise.resolve(domain === OURS ? (keys.get(OURS) ?? []) : []),
  };
  signing = opened.use(
    createSigning({ mailAuth: auth, keys: known as DkimKeys, store: { feed: { subscribe: () => () => {} } } }),
  );
  const started = await startSignaturePeers(zone.port);
  if (typeof started === 'string') unavailable = started;
  else peers = opened.use(started);
});
afterAll(() => opened.disposeAsync());

const letter = (domain: string, body: string, encoding = '8bit') =>
  `From: Alice <alice@${domain}>\r\nTo: bob@example.org\r\nSubject: Hello\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n` +
  `Message-ID: <1@${domain}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n` +
  `Content-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;

/** What came of `content` behind `head` with a server of these extensions. */
async function received(content: string, head: string, extensions: readonly string[]): Promise<string> {
  await using peer = await startSmtpPeer({ extensions });
  await using sender = createTestSender({ names: knownNames({}), renewHead: signing.renew });
  const body = content.includes('\0') ? 'binarymime' : '8bitmime';
  const transmission = { route: hostRoute(peer.port), content, message: { head }, returnPath: { body } } as const;
  const report = await sender.send(transmissionOf(transmission));
  expect(report.recipients).toMatchObject([{ outcome: 'delivered' }]);
  return peer.messages[0].data;
}

function verify(message: string): Promise<VerifyFindings> {
  const from = { clientAddress: '192.0.2.1', heloName: 'mx.example.test', sender: 'alice@example.test' };
  return auth.verify({ ...from, hostname: 'mx.example.org', message: octetsOf(message) }, never);
}

describe.each<readonly [string, string, readonly string[]]>([
  ['8-bit text', letter(OURS, 'caf\xc3\xa9\r\n'), ['PIPELINING']],
  ['a large one', letter(OURS, `${'caf\xc3\xa9 '.repeat(10)}\r\n`.repeat(8000)), ['PIPELINING', 'CHUNKING']],
  ['binary', letter(OURS, '\0\xff\r\n.\n', 'binary'), ['8BITMIME', 'CHUNKING']],
  ['a line that is too long', letter(OURS, `${'word '.repeat(1000)}\r\n`), ['8BITMIME']],
])('%s of our own', (_, content, extensions) => {
  test('is signed in the form in which it arrives', async (context) => {
    if (unavailable !== null) return context.skip(unavailable);
    const mark = 'Delivered-To: alice@example.test\r\n';
    const signed = mark + (await signing.sign(OURS, octetsOf(content), never));
    const message = await received(content, signed, extensions);
    expect(message).toMatch(/Content-Transfer-Encoding: (?:base64|quoted-printable)\r\n/);
    expect(message).not.toMatch(/[\0\x80-\xff]/);
    expect(message.startsWith(mark)).toBe(true);

    const { dkim, dmarc } = await verify(message);
    expect(dkim.map(({ result, algorithm }) => `${algorithm} ${result}`)).toEqual([
      'rsa-sha256 pass',
      'ed25519-sha256 pass',
    ]);
    expect(dmarc).toMatchObject({ result: 'pass', isDkimAligned: true });
    expect(await peers.opendkimVerify(message)).toMatch(/\(s=r,? d=example\.test, 2048-bit key.*\) succeeded/);
    const script = 'd = dkim.DKIM(message)\nprint([d.verify(idx=i, dnsfunc=names) for i in (0, 1)])';
    expect((await peers.dkimpy(script, message)).trim()).toBe('[True, True]');
  });
});

test('what need not be converted leaves with the head that it has', async (context) => {
  if (unavailable !== null) return context.skip(unavailable);
  const content = letter(OURS, 'caf\xc3\xa9\r\n');
  const head = await signing.sign(OURS, octetsOf(content), never);
  expect(await received(content, head, ['8BITMIME'])).toBe(head + content);
});

test('what others have signed is converted and vouched for by an ARC set over its new form', async (context) => {
  if (unavailable !== null) return context.skip(unavailable);
  const plain = letter(THEIRS, 'caf\xc3\xa9\r\n');
  const signed = (await auth.sign(octetsOf(plain), [foreignKey], never)) + plain;
  const results = 'mx.example.test;\r\n\tdkim=pass header.d=other.test;\r\n\tdmarc=pass header.from=other.test';
  const seal = (message: string, findings: VerifyFindings) => {
    const verdict = () => ({ action: 'deliver', status: '', text: '', because: '' }) as const;
    const outcome = { findings, header: `Authentication-Results: ${results}\r\n`, verdict };
    return signing.seal(OURS, octetsOf(message), outcome, never);
  };
  let message = signed;
  for (const instances of [1, 2]) {
    const set = await seal(message, await verify(message));
    // The first hop takes it as it is, the second one does not.
    message = await received(message, set, instances === 1 ? ['8BITMIME'] : []);
    const { arc } = await verify(message);
    expect(arc).toMatchObject({ result: 'pass', instances, sealDomain: OURS, sealedDmarc: 'pass' });
    expect(await peers.dkimpy('print(dkim.ARC(message).verify(dnsfunc=names)[0])', message)).toContain("b'pass'");
  }
  expect(message).toContain('quoted-printable');
  expect((await verify(message)).dkim).toMatchObject([{ result: 'fail', domain: THEIRS }]);
});

function inPieces(text: string): string {
  return (text.match(/.{1,200}/g) ?? []).map((part) => `"${part}"`).join(' ');
}
