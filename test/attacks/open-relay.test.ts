/** No open relay: whatever a stranger writes, mail leaves only for where somebody here has said. SECURITY.md section 2 */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { SecretBox } from '../../src/base/secret-box.ts';
import { createSenderRewriting } from '../../src/domain/authentication/create-sender-rewriting.ts';
import { applyOne } from '../../src/domain/ports/store.ts';
import { connectClient, type Office, openOffice, PASSWORD } from '../support/smtp-office.ts';
import type { TestListener } from '../support/test-listener.ts';
import { assertNowhere, forward, mailPlaces } from './support/mail-places.ts';
import { DENIED, RELAY_PROBES, UNKNOWN } from './support/relay-probes.ts';

/** For all that is refused: nothing is ever anywhere. Who is taken has one of his own. */
let office: Office;
let mx: TestListener;
let submission: TestListener;

beforeAll(async () => {
  office = await openRelayOffice();
  mx = await office.listen('mx', { settings: { trustedNetworks: [] } });
  submission = await office.listen('submission', { settings: { cleartextAuthFrom: ['127.0.0.0/8'] } });
  // Nobody is let go for asking too often.
  office.force('smtpUnknownRecipientsPerAddressMinute', 100_000);
  office.force('smtpUnknownRecipientsPerAddressDay', 1_000_000);
});
afterEach(() => assertNowhere(office));
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await submission[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

const box = new SecretBox(randomBytes(32));
const DAY_MS = 86_400_000;

/** As it was so many days ago. */
function rewritingOf(daysAgo: number) {
  return createSenderRewriting({ box, clock: { ...systemClock, nowMs: () => Date.now() - daysAgo * DAY_MS } });
}

async function openRelayOffice(): Promise<Office> {
  const rewriting = rewritingOf(0);
  const opened = await openOffice({
    delivery: { senderRewriting: { ...rewriting, rewrite: (sender) => sender, homeward: (own) => own } },
  });
  await opened.addAlias('team', [
    { kind: 'user', account: await opened.account('alice') },
    { kind: 'remote', address: 'member@example.org' },
  ]);
  await forward(opened, 'carl', ['carl@example.com'], false);
  const postmaster = await opened.account('admin');
  const bob = await opened.account('bob');
  const catching = {
    kind: 'create-domain',
    name: 'catch.example.test',
    description: '',
    postmaster,
    dkimKeys: [],
  } as const;
  const { domain } = await applyOne(opened.store, catching);
  await applyOne(opened.store, {
    kind: 'update-domain',
    expectVersion: null,
    domain,
    catchAll: { kind: 'user', account: bob },
  });
  return opened;
}

const STRANGER = 'sender@example.org';
const MESSAGE = 'From: sender@example.org\r\nSubject: relay\r\n\r\ntext';

test('the table is as long as it should be', () => {
  expect(RELAY_PROBES.length).toBeGreaterThanOrEqual(70);
  expect(new Set(RELAY_PROBES.map(({ from, to }) => `${from} ${to}`)).size).toBe(RELAY_PROBES.length);
});

const refused = RELAY_PROBES.filter(({ verdict }) => verdict !== '250');
const taken = RELAY_PROBES.filter(({ verdict }) => verdict === '250');

describe('a stranger is refused', () => {
  test.each(refused)('$name: $to', async ({ from = STRANGER, to, verdict }) => {
    using client = await connectClient(mx);
    expect(await client.ask(`MAIL FROM:<${from}>`)).toMatch(/^250 /);
    expect(await client.ask(`RCPT TO:<${to}>`)).toMatch(new RegExp(`^${verdict} `));
    expect(await client.ask('DATA')).toMatch(/^503 5\.5\.1 /);
  });
});

describe('a stranger is taken, and reaches whom somebody here has named', () => {
  test.each(taken)('$name: $to', async ({ from = STRANGER, to, places }) => {
    await using own = await openRelayOffice();
    await using listener = await own.listen('mx', { settings: { trustedNetworks: [] } });
    using client = await connectClient(listener);
    expect(await client.deliver(MESSAGE, [to], from)).toMatch(/^250 /);
    expect(await mailPlaces(own)).toEqual(places);
  });
});

test.each(refused)('over LMTP, $name: $to', async ({ from = STRANGER, to, verdict }) => {
  await using lmtp = await office.listen('lmtp');
  using client = await connectClient(lmtp, 'LHLO localhost');
  expect(await client.ask(`MAIL FROM:<${from}>`)).toMatch(/^250 /);
  expect(await client.ask(`RCPT TO:<${to}>`)).toMatch(new RegExp(`^${verdict} `));
});

describe('a return path that was made here', () => {
  const made = (daysAgo: number) => rewritingOf(daysAgo).rewrite('victim@example.net', 'example.test');
  const changed = (path: string) => path.replace(/^SRS0=./, (start) => `SRS0=${start.endsWith('A') ? 'B' : 'A'}`);

  test('takes a notice back to its sender', async () => {
    await using own = await openRelayOffice();
    await using listener = await own.listen('mx', { settings: { trustedNetworks: [] } });
    using client = await connectClient(listener);
    expect(await client.deliver(MESSAGE, [made(20)], '')).toMatch(/^250 /);
    expect(await mailPlaces(own)).toEqual({ mailboxes: {}, leaving: [' → victim@example.net'] });
  });

  test.each([
    ['is not for mail that is no notice', STRANGER, made(0), DENIED],
    ['is nobody after three weeks', '', made(23), UNKNOWN],
    ['is nobody long before its time', '', made(-3), UNKNOWN],
    ['is nobody with another hash', '', changed(made(0)), UNKNOWN],
    ['is nobody with another address', '', made(0).replace('victim', 'other'), UNKNOWN],
    ['is nobody with another domain', '', made(0).replace('example.net', 'example.org'), UNKNOWN],
  ])('%s', async (_name, from, to, verdict) => {
    using client = await connectClient(mx);
    expect(await client.ask(`MAIL FROM:<${from}>`)).toMatch(/^250 /);
    expect(await client.ask(`RCPT TO:<${to}>`)).toMatch(new RegExp(`^${verdict} `));
  });
});

describe('who is not signed in, although it looks so', () => {
  const WRONG = Buffer.from('\0alice\0wrong').toString('base64');
  const RIGHT = Buffer.from(`\0alice\0${PASSWORD}`).toString('base64');
  const COURSES: readonly (readonly [name: string, lines: readonly string[]])[] = [
    ['it has said nothing', []],
    ['a wrong password', [`AUTH PLAIN ${WRONG}`]],
    ['given up in the middle', ['AUTH PLAIN', '*']],
    ['no base64', ['AUTH PLAIN ====']],
    ['a mechanism that there is not', [`AUTH XPLAIN ${RIGHT}`]],
    ['a name with a NUL', [`AUTH PLAIN ${Buffer.from('\0alice\0\0').toString('base64')}`]],
    ['an identity of another', [`AUTH PLAIN ${Buffer.from(`bob\0alice\0${PASSWORD}`).toString('base64')}`]],
    ['an empty password', [`AUTH PLAIN ${Buffer.from('\0alice\0').toString('base64')}`]],
    ['words of a proxy', ['XCLIENT ADDR=127.0.0.1 LOGIN=alice', 'XFORWARD ADDR=127.0.0.1']],
  ];

  test.each(COURSES)('submission: %s', async (_name, lines) => {
    using client = await connectClient(submission);
    for (const line of lines) await client.ask(line);
    expect(await client.ask('MAIL FROM:<alice@example.test> AUTH=<>')).toMatch(/^530 5\.7\.0 /);
    expect(await client.ask('RCPT TO:<victim@example.net>')).toMatch(/^503 /);
    expect(await client.ask('DATA')).toMatch(/^503 /);
  });

  test.each([...COURSES, ['a claim in MAIL', []] as const])('port 25: %s', async (_name, lines) => {
    using client = await connectClient(mx);
    for (const line of lines) await client.ask(line);
    expect(await client.ask('MAIL FROM:<alice@example.test> AUTH=alice@example.test')).toMatch(/^250 /);
    expect(await client.ask('RCPT TO:<victim@example.net>')).toMatch(/^550 5\.7\.1 /);
  });

  test('the password in one packet with what needs it, and wrong', async () => {
    using client = await connectClient(submission);
    client.send(`AUTH PLAIN ${WRONG}\r\nMAIL FROM:<alice@example.test>\r\nRCPT TO:<victim@example.net>\r\nDATA\r\n`);
    // What stands behind AUTH in its packet is not even read. RFC 4954 section 4
    const said = await client.raw.rest();
    expect(said).toMatch(/^5\d\d /);
    expect(said).not.toMatch(/^[23]/m);
  });

  test('sending under his own address gives a user no other', async () => {
    using client = await connectClient(submission);
    expect(await client.ask(`AUTH PLAIN ${RIGHT}`)).toMatch(/^235 /);
    for (const sender of ['bob@example.test', 'victim@example.net', 'team@example.test', 'postmaster@example.test']) {
      expect(await client.ask(`MAIL FROM:<${sender}>`)).toMatch(/^550 5\.7\.1 /);
    }
  });
});

test('a client in a trusted network may do no more than others', async () => {
  await using trusting = await office.listen('mx');
  using client = await connectClient(trusting);
  await client.ask('MAIL FROM:<alice@example.test>');
  expect(await client.ask('RCPT TO:<victim@example.net>')).toMatch(/^550 5\.7\.1 /);
});

test('a client of 127.0.0.1 that an IPv6 socket shows as ::ffff:127.0.0.1 is nobody special', async () => {
  await using both = await office.listen('mx', { overrides: { endpoint: { port: 0, host: '::' } } });
  using client = await connectClient(both);
  await client.ask('MAIL FROM:<alice@example.test>');
  expect(await client.ask('RCPT TO:<victim@example.net>')).toMatch(/^550 5\.7\.1 /);
});

test.each([
  'VRFY victim@example.net',
  'EXPN team',
  'ETRN example.net',
  'SEND FROM:<a@example.org>',
  'SAML FROM:<a@example.org>',
  'TURN',
])('%s tells and starts nothing', async (command) => {
  await using mx = await office.listen('mx');
  using client = await connectClient(mx);
  const said = await client.ask(command);
  expect(said).toMatch(/^(?:252|50[0-3]) /);
  expect(said).not.toMatch(/member@example\.org|carl@example\.com/);
});
