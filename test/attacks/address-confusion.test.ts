/**
 * One address, one reading: the domain that decides is the domain in RCPT, the domain that leaves for the next server,
 * and the domain that is shown. SECURITY.md section 2
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normalizeDomain, toUnicodeDomain } from '../../src/formats/address/domain-name.ts';
import { formatMailAddress, parseMailAddress } from '../../src/formats/address/mail-address.ts';
import { readAuthor } from '../../src/gateways/mail-auth/dmarc/author.ts';
import { rcptCommand } from '../../src/wire/smtp/client-command.ts';
import { parseCommand } from '../../src/wire/smtp/parse-command.ts';
import { connectClient, type Office, openOffice, PASSWORD, type SmtpTestClient } from '../support/smtp-office.ts';
import type { TestListener } from '../support/test-listener.ts';
import { type AuthorVerdict, CONFUSING_AUTHORS } from './support/confusing-authors.ts';
import { CONFUSING_PATHS, type ConfusingPath } from './support/confusing-paths.ts';

let office: Office;
let mx: TestListener;
let submission: TestListener;

beforeAll(async () => {
  office = await openOffice();
  mx = await office.listen('mx');
  submission = await office.listen('submission', { settings: { cleartextAuthFrom: ['127.0.0.0/8'] } });
});
afterAll(async () => {
  await mx?.[Symbol.asyncDispose]();
  await submission?.[Symbol.asyncDispose]();
  await office?.[Symbol.asyncDispose]();
});

const utf8 = (text: string) => Buffer.from(text).toString('latin1');
const groups = Object.entries(CONFUSING_PATHS);
const rows: readonly ConfusingPath[] = Object.values(CONFUSING_PATHS).flat();

test('the tables are as long as they should be', () => {
  expect(new Set(rows.map(([path]) => path)).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThanOrEqual(200);
  expect(CONFUSING_AUTHORS.length).toBeGreaterThanOrEqual(60);
});

describe.each(groups)('RCPT: %s', (_group, paths: readonly ConfusingPath[]) => {
  test.for(paths)('<%s> means %s', async ([path, meaning]) => {
    using client = await connectClient(mx);
    await client.ask('MAIL FROM:<sender@example.org> SMTPUTF8');
    expect(await client.ask(utf8(`RCPT TO:<${path}>`))).toMatch(replyFor(meaning));
  });
});

/** Ours by the domain that was read, and by nothing else in the text. */
function replyFor(meaning: string | null): RegExp {
  if (meaning === null) return /^50[01] 5\.(?:1\.3|5\.[24]) /;
  const { localPart, domain } = parseMailAddress(meaning);
  if (domain !== 'example.test' && domain !== 'mail.example.test') return /^550 5\.7\.1 Relaying is denied$/;
  const [user = ''] = localPart.toLowerCase().split(/(?<=.)\+/);
  return user === 'alice' || user === 'bob' ? /^250 2\.1\.5 / : /^550 5\.1\.1 /;
}

describe('an address that was read', () => {
  const read = rows.flatMap(([path, meaning]) => (meaning === null ? [] : [{ path, meaning }]));

  test.each(read)('$path is shown as what it is', ({ meaning }) => {
    const address = parseMailAddress(meaning);
    expect(formatMailAddress(address)).toBe(meaning);
    expect(normalizeDomain(toUnicodeDomain(address.domain))).toBe(address.domain);
    expect(parseMailAddress(formatMailAddress(address, 'unicode'))).toEqual(address);
  });

  test.each(read)('$path is the same for the next server', ({ meaning }) => {
    const line = rcptCommand({ address: meaning, notify: null, originalRecipient: null, smtpUtf8: true });
    expect(parseCommand(Buffer.from(line))).toMatchObject({ verb: 'RCPT', to: parseMailAddress(meaning) });
    expect(line.match(/[\r\n]/g)).toEqual(['\r', '\n']);
  });
});

describe('who may send elsewhere sends to the domain that was read', () => {
  const foreign = rows.flatMap(([path, meaning]) => (isForeign(meaning) ? [{ path, meaning }] : []));

  test.each(foreign)('$path', async ({ path, meaning }) => {
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test> SMTPUTF8');
    expect(await client.ask(utf8(`RCPT TO:<${path}>`))).toMatch(/^250 /);
    const queueId = await finish(client, 'From: alice@example.test');
    const queued = (await office.store.reader().queue.findByQueueId(queueId)).flatMap(({ recipients }) => recipients);
    expect(queued).toMatchObject([{ address: meaning, lane: parseMailAddress(meaning).domain }]);
  });

  function isForeign(meaning: string | null): meaning is string {
    return meaning !== null && !meaning.endsWith('@example.test') && !meaning.endsWith('@mail.example.test');
  }
});

describe('parameters of RCPT change nothing of the address', () => {
  const PARAMETERS: readonly (readonly [text: string, reply: RegExp])[] = [
    ['<alice@example.test> ORCPT=rfc822;bob@example.org', /^250 /],
    ['<alice@example.test> ORCPT=rfc822;bob+40example.org', /^250 /],
    ['<alice@example.test> ORCPT=rfc822;"x+20y"@example.org', /^250 /],
    ['<bob@example.org> ORCPT=rfc822;alice@example.test', /^550 5\.7\.1 /],
    ['<"bob@example.org> ORCPT=rfc822;alice@example.test"@example.test', /^501 5\.1\.3 /],
    ['<alice@example.test>ORCPT=rfc822;bob@example.org', /^501 5\.5\.4 /],
    ['<alice@example.test><bob@example.org>', /^501 5\.5\.4 /],
    ['<alice@example.test> <bob@example.org>', /^501 5\.5\.4 /],
    ['<alice@example.test>,<bob@example.org>', /^501 5\.5\.4 /],
    ['<alice@example.test> bob@example.org', /^501 5\.5\.4 /],
    ['<<alice@example.test>>', /^501 5\.5\.4 /],
    ['alice@example.test', /^501 5\.1\.3 /],
    ['<alice@example.test', /^501 5\.1\.3 /],
    ['alice@example.test>', /^501 5\.1\.3 /],
    ['Alice <alice@example.test>', /^501 5\.1\.3 /],
    ['<alice@example.test> ORCPT=rfc822;x+0D+0ARCPT', /^501 5\.5\.4 /],
    ['<alice@example.test> ORCPT=rfc822;x+00', /^501 5\.5\.4 /],
    ['<alice@example.test> ORCPT=rfc822;x+0a', /^501 5\.5\.4 /],
    ['<alice@example.test> ORCPT=rfc822;x+7F', /^501 5\.5\.4 /],
    ['<alice@example.test> ORCPT=rfc822;x=y', /^501 5\.5\.4 /],
    ['<alice@example.test> ORCPT=rfc822;', /^501 5\.5\.4 /],
    ['<alice@example.test> ORCPT=;alice@example.test', /^501 5\.5\.4 /],
    ['<alice@example.test> ORCPT=rfc 822;bob@example.org', /^501 5\.5\.4 /],
    ['<alice@example.test> ORCPT=rfc822;a ORCPT=rfc822;b', /^501 5\.5\.4 /],
    ['<alice@example.test> orcpt=rfc822;a Orcpt=rfc822;b', /^501 5\.5\.4 /],
    ['<alice@example.test> NOTIFY=NEVER,SUCCESS', /^501 5\.5\.4 /],
    ['<alice@example.test> NOTIFY=SUCCESS RCPT=<bob@example.org>', /^5(?:01|55) 5\.5\.4 /],
    ['<alice@example.test> TO=<bob@example.org>', /^5(?:01|55) 5\.5\.4 /],
    ['<alice@example.test> SIZE=1', /^555 5\.5\.4 /],
    [`<alice@example.test> ORCPT=rfc822;${'x'.repeat(600)}`, /^501 5\.5\.4 /],
  ];

  test.for(PARAMETERS)('RCPT TO:%s', async ([text, reply]) => {
    using client = await connectClient(mx);
    await client.ask('MAIL FROM:<sender@example.org> SMTPUTF8');
    expect(await client.ask(`RCPT TO:${text}`)).toMatch(reply);
  });

  test('an original recipient stays a value, on to the next server', async () => {
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test>');
    const smuggled = 'rfc822;x+20NOTIFY+3DNEVER+3E+20RCPT';
    expect(await client.ask(`RCPT TO:<bob@example.org> ORCPT=${smuggled}`)).toMatch(/^250 /);
    const queueId = await finish(client, 'From: alice@example.test');
    const [recipient] = (await office.store.reader().queue.findByQueueId(queueId)).flatMap(
      ({ recipients }) => recipients,
    );
    if (recipient === undefined) throw new Error('nothing is queued');
    expect(recipient.originalRecipient).toBe('rfc822;x NOTIFY=NEVER> RCPT');
    expect(rcptCommand({ ...recipient, smtpUtf8: false })).toBe(
      `RCPT TO:<bob@example.org> ORCPT=${smuggled.replace('+3E', '>')}\r\n`,
    );
  });
});

describe('the author that is checked is the one that is shown', () => {
  const REPLIES: Readonly<Record<AuthorVerdict, RegExp>> = {
    taken: /^250 /,
    'not-owned': /^550 5\.7\.1 The From address is not one of yours/,
    misnamed: /^550 5\.7\.1 The name in From shows an address that is not yours/,
    malformed: /^550 5\.6\.0 From must name its addresses once and clearly/,
  };

  test.for(CONFUSING_AUTHORS)('%j is %s', async ([fields, verdict]) => {
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test> SMTPUTF8');
    await client.ask('RCPT TO:<bob@example.test>');
    await client.ask('DATA');
    client.send(utf8(`${fields}\r\nSubject: hello\r\n\r\ntext\r\n.\r\n`));
    expect(await client.reply()).toMatch(REPLIES[verdict]);
  });
});

describe('DMARC asks the domain that is shown, or finds that there is none', () => {
  const header = (fields: string) => Buffer.from(`${fields}\r\nSubject: hello\r\n\r\n`);

  // Names are not its business,
  const OWN: readonly AuthorVerdict[] = ['taken', 'misnamed'];
  // nor are two Sender fields.
  const unclear = CONFUSING_AUTHORS.filter(
    ([fields, verdict]) => verdict === 'malformed' && !fields.includes('Sender'),
  );

  test.for(unclear)('%j', ([fields]) => {
    expect(readAuthor(header(fields)).problem).not.toBeNull();
  });

  test.for(CONFUSING_AUTHORS.filter(([, verdict]) => OWN.includes(verdict)))('%j', ([fields]) => {
    const { problem, domains } = readAuthor(header(fields));
    if (problem === null) expect(domains).toEqual(['example.test']);
  });

  test.each([
    ['From: "alice@example.test" <bob@example.org>', 'example.org'],
    ['From: alice@example.test <bob@example.org>', 'example.org'],
    ['From: bob@example.org (alice@example.test)', 'example.org'],
    ['From: bob@(alice@example.test)example.org', 'example.org'],
    ['From: "alice@example.test x"@example.org', 'example.org'],
    ['From: alice@\u0435xample.test', 'xn--xample-2of.test'],
    ['From: alice@EXAMPLE.ORG', 'example.org'],
  ])('%s: %s', (fields, domain) => {
    expect(readAuthor(header(fields))).toEqual({ domains: [domain], problem: null });
  });
});

async function signIn(): Promise<SmtpTestClient> {
  const client = await connectClient(submission);
  const said = await client.ask(`AUTH PLAIN ${Buffer.from(`\0alice\0${PASSWORD}`).toString('base64')}`);
  if (!said.startsWith('235 ')) throw new Error(said);
  return client;
}

/** DATA with this header; the queue id of the reply. */
async function finish(client: SmtpTestClient, header: string): Promise<string> {
  await client.ask('DATA');
  client.send(`${header}\r\nSubject: hello\r\n\r\ntext\r\n.\r\n`);
  const said = await client.reply();
  const [, queueId] = /^250 2\.0\.0 Ok: queued as (\S+)$/.exec(said) ?? [];
  if (queueId === undefined) throw new Error(said);
  return queueId;
}
