/** Mail from other servers: what is known of the client, what its origin proves, and what follows for each recipient. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import type { AuthenticationOutcome } from '../../../src/domain/authentication/authentication.ts';
import type { VerifyFindings } from '../../../src/domain/ports/mail-auth.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import type { ReputationRefusal, ScoreFact } from '../../../src/domain/reputation/client-reputation.ts';
import { isWelcome } from '../../../src/domain/reputation/is-welcome.ts';
import { forgedFindings } from '../../support/findings.ts';
import { connectClient, type Office, openOffice, withoutQueueId } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

const RESULTS = 'Authentication-Results: mail.example.test; spf=fail\r\n';
const FINDINGS: VerifyFindings = {
  ...forgedFindings('example.org'),
  dkim: [{ result: 'pass', domain: 'example.org', selector: 's', algorithm: 'rsa-sha256', comment: '' }],
};

let office: Office;
let mx: TestListener;
/** Only the policy of the recipient's domain speaks. */
let isForged = false;
let scores: readonly ScoreFact[] = [];
let shownFrom: string[] = [];
let judged: ReputationRefusal | null = null;
let verified: string[] = [];
let seals: string[] = [];
let traced: string[] = [];
let looks = { opened: 0, closed: 0 };

beforeAll(async () => {
  office = await openOffice({
    delivery: {
      authentication: {
        check: async (request): Promise<AuthenticationOutcome> => {
          let text = '';
          for await (const chunk of request.message()) text += Buffer.from(chunk).toString('latin1');
          verified.push(`${request.clientAddress} ${request.heloName} ${request.sender} ${request.hostname}\n${text}`);
          return {
            findings: FINDINGS,
            header: RESULTS,
            verdict: ({ dmarc }) => {
              const action = !isForged || dmarc === 'none' ? 'deliver' : dmarc;
              return { action, status: action === 'reject' ? '5.7.26' : '2.0.0', text: 'Forged', because: 'dmarc' };
            },
          };
        },
      },
      signing: {
        sign: async () => 'DKIM-Signature: x\r\n',
        seal: async (domain, message) => {
          let text = '';
          for await (const chunk of message()) text += Buffer.from(chunk).toString('latin1');
          seals.push(`${domain} ${text.slice(0, 40)}`);
          return 'ARC-Seal: x\r\n';
        },
      },
      trace: {
        add: (_queueId, kind, facts) => traced.push(`${kind} ${Object.values(facts).join('|')}`),
      },
    },
    reputation: {
      open: () => {
        const own = looks;
        own.opened += 1;
        return {
          hostName: Promise.resolve('mx.example.org'),
          judge: async ({ sender, exceptions }) => (isWelcome(sender, exceptions) ? null : judged),
          scores: async (_helo, _sender, from) => {
            shownFrom.push(...from);
            return scores;
          },
          [Symbol.dispose]: () => {
            own.closed += 1;
          },
        };
      },
    },
  });
  mx = await office.listen('mx', { settings: { trustedNetworks: [] } });
  const lax = await applyOne(office.store, {
    kind: 'create-domain',
    name: 'lax.test',
    description: '',
    postmaster: await office.account('admin'),
    dkimKeys: [],
  });
  const policy = { dmarc: 'none', spf: 'none' } as const;
  await applyOne(office.store, { kind: 'update-domain', expectVersion: null, domain: lax.domain, policy });
  await office.addUser('lucy', { domain: lax.domain });
  const account = await office.addUser('wendy');
  const welcomeSenders = ['@example.org'];
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, welcomeSenders });
});
beforeEach(() => {
  isForged = false;
  scores = [];
  shownFrom = [];
  judged = null;
  verified = [];
  seals = [];
  traced = [];
  looks = { opened: 0, closed: 0 };
});
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

async function send(recipients: readonly string[], text = 'Subject: x\r\n\r\ny'): Promise<string> {
  using client = await connectClient(mx);
  return await client.deliver(text, recipients, 'a@example.org');
}

const last = async (user: string, path?: string) => (await office.messages(user, path)).at(-1) ?? '';

describe('results', () => {
  test('stand above our trace field, which names the client', async () => {
    expect(await send(['bob@example.test'])).toMatch(/^250 /);
    expect(await last('bob')).toMatch(
      /^Return-Path: <a@example\.org>\r\nAuthentication-Results: mail\.example\.test; spf=fail\r\nReceived: from client\.example\.org \(mx\.example\.org \[127\.0\.0\.1\]\)\r\n/,
    );
    expect(verified).toEqual(['127.0.0.1 client.example.org a@example.org mail.example.test\nSubject: x\r\n\r\ny\r\n']);
  });

  test('that others have written in our name are removed, and verified as they came', async () => {
    const forged = 'X: 1\r\nAuthentication-Results : (x) MAIL.example.test;\r\n\tdkim=pass\r\n';
    const others = 'Authentication-Results: mx.example.org; dkim=pass\r\n';
    await send(['bob@example.test'], `${forged}${others}Subject: x\r\n\r\n${'y\r\n'.repeat(200_000)}`);
    expect(await last('bob')).not.toContain('(x)');
    expect((await last('bob')).split('\tfor ')[1]?.split('\r\n').slice(2).join('\r\n')).toBe(
      `X: 1\r\n${others}Subject: x\r\n\r\n${'y\r\n'.repeat(200_000)}\r\n`,
    );
    expect(verified[0]).toContain(forged);
  });

  test('of mail from networks that are trusted are nobody’s business, but forged ones go', async () => {
    await using trusted = await office.listen('mx');
    using client = await connectClient(trusted);
    await client.deliver('Authentication-Results: mail.example.test; x=y\r\nSubject: x\r\n', ['bob@example.test']);
    expect(await last('bob')).not.toContain('Authentication-Results');
    expect([verified, looks]).toEqual([[], { opened: 0, closed: 0 }]);
  });

  test.each(['no', 'yes'] as const)('of a server before LMTP are kept: %s', async (value) => {
    await office.settings.set(SYSTEM, 'lmtpKeepsAuthenticationResults', value);
    await using listener = await office.listen('lmtp');
    using client = await connectClient(listener, 'LHLO localhost');
    await client.deliver('Authentication-Results: mail.example.test; x=y\r\nSubject: x\r\n', ['bob@example.test']);
    expect((await last('bob')).includes('x=y')).toBe(value === 'yes');
  });

  test('are in the trace', async () => {
    await send(['bob@example.test']);
    expect(traced.map((line) => line.replace(/\|1\|\d+\|/, '|1|N|'))).toEqual([
      'checked spf|fail|mailfrom example.org',
      'checked dkim|pass|s example.org',
      'checked dmarc|fail|example.org reject',
      'accepted mx.example.org [127.0.0.1]|client.example.org|a@example.org|1|N|ESMTP||',
      'filed bob|INBOX|',
    ]);
  });
});

describe('the policy of a domain', () => {
  test('refuses what all recipients refuse, with the queue id', async () => {
    isForged = true;
    const said = await send(['bob@example.test', 'alice@example.test']);
    expect(withoutQueueId(said)).toBe('550 5.7.26 Forged');
    expect(said).not.toBe(withoutQueueId(said));
    expect(traced.at(-1)).toContain('refused 127.0.0.1|a@example.org||550|550 5.7.26 Forged');
  });

  test('files it as junk for those who refuse where others take it', async () => {
    isForged = true;
    const before = (await office.messages('bob')).length;
    expect(await send(['bob@example.test', 'lucy@lax.test'])).toMatch(/^250 /);
    expect(await office.messages('bob')).toHaveLength(before);
    expect(await office.messages('bob', 'Junk')).toHaveLength(1);
    expect(await office.messages('lucy')).toHaveLength(1);
    expect(traced).toContain('filed bob|Junk|dmarc');
  });

  test('what is refused here is not sent on', async () => {
    isForged = true;
    const account = await office.addUser('gone');
    const forwarding = { addresses: ['x@example.com'], keepsCopy: false };
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, forwarding });
    await send(['gone@example.test', 'lucy@lax.test']);
    expect(await office.messages('gone', 'Junk')).toHaveLength(1);
    expect(await office.store.reader().queue.list({ limit: 10 })).toEqual([]);
    isForged = false;
    await send(['gone@example.test']);
    expect(await office.store.reader().queue.list({ limit: 10 })).toMatchObject([
      { head: 'Delivered-To: gone@example.test\r\nARC-Seal: x\r\n' },
    ]);
    expect(seals).toEqual(['example.test Authentication-Results: mail.example.tes']);
  });
});

describe('scores', () => {
  const facts = (score: number): ScoreFact[] => [{ rule: 'dnsbl:list.test', score, text: 'listed' }];

  test('from a sum on it is junk, but not for whom the sender is welcome', async () => {
    scores = facts(5);
    expect(await send(['alice@example.test', 'wendy@example.test'])).toMatch(/^250 /);
    expect(await office.messages('alice', 'Junk')).toHaveLength(1);
    expect(await office.messages('wendy')).toHaveLength(1);
    scores = facts(4.99);
    const before = (await office.messages('alice')).length;
    await send(['alice@example.test']);
    expect(await office.messages('alice')).toHaveLength(before + 1);
  });

  test('from another on it is refused', async () => {
    await office.settings.set(SYSTEM, 'rejectScore', 8);
    scores = facts(8);
    expect(withoutQueueId(await send(['alice@example.test']))).toBe('550 5.7.1 Message is not wanted here');
    expect(await send(['wendy@example.test'])).toMatch(/^250 /);
    await office.settings.reset(SYSTEM, 'rejectScore');
  });

  test('without a junk folder it stays in the INBOX', async () => {
    const { id: mailbox } = await office.mailbox('lucy', 'Junk');
    await applyOne(office.store, { kind: 'delete-mailbox', mailbox });
    const before = (await office.messages('lucy')).length;
    scores = facts(100);
    await send(['lucy@lax.test']);
    expect(await office.messages('lucy')).toHaveLength(before + 1);
  });
});

describe('what is known of the client', () => {
  test.each<[ReputationRefusal, string]>([
    [{ kind: 'listed', zone: 'list.test', text: 'Listed by list.test' }, '554 5.7.1 Listed by list.test'],
    [{ kind: 'greylisted', retryAfterSeconds: 300 }, '451 4.7.1 Greylisted, try again in 300 seconds'],
    [{ kind: 'too-many', what: 'recipients' }, '450 4.7.1 Too many recipients, try again later'],
  ])('%j', async (refusal, said) => {
    judged = refusal;
    using client = await connectClient(mx);
    await client.ask('MAIL FROM:<a@example.org>');
    expect(await client.ask('RCPT TO:<bob@example.test>')).toBe(said);
    expect(await client.ask('RCPT TO:<nobody@example.test>')).toMatch(/^550 5\.1\.1 /);
    expect(await client.ask('RCPT TO:<wendy@example.test>')).toBe('250 2.1.5 Ok');
    const because = refusal.kind === 'listed' ? refusal.text : refusal.kind;
    expect(traced[0]).toBe(`refused 127.0.0.1|a@example.org|bob@example.test|${said.slice(0, 3)}|${because}`);
  });

  test('depends on its From as well', async () => {
    await send(['bob@example.test'], 'From: "alice@example.test"\r\n <a@example.org>\r\n\r\ny');
    expect(shownFrom).toEqual(['"alice@example.test" <a@example.org>']);
  });

  test('is asked for once a connection, and let go with it', async () => {
    using client = await connectClient(mx);
    await client.deliver('Subject: x\r\n', ['bob@example.test']);
    await client.deliver('Subject: x\r\n', ['bob@example.test']);
    expect(looks).toEqual({ opened: 1, closed: 0 });
    await client.ask('QUIT');
    await client.raw.rest();
    await expect.poll(() => looks).toEqual({ opened: 1, closed: 1 });
  });
});

test('messages that arrive take up no more memory than they may', async () => {
  await using tight = await openOffice();
  await tight.settings.set(SYSTEM, 'maxStagedBytes', '16M');
  await using listener = await tight.listen('mx');
  const clients = await Promise.all(Array.from({ length: 70 }, () => connectClient(listener)));
  const half = `X: y\r\n\r\n${'x'.repeat(250 * 1024)}\r\n`;
  for (const client of clients) {
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('RCPT TO:<bob@example.test>');
    await client.ask('DATA');
    client.send(half);
  }
  for (const client of clients) client.send('.\r\n');
  const said = await Promise.all(clients.map((client) => client.reply()));
  expect(new Set(said.map((reply) => reply.slice(0, 9)))).toEqual(new Set(['250 2.0.0', '452 4.3.1']));
  expect(await clients[0]?.deliver('Subject: x\r\n', ['bob@example.test'])).toMatch(/^250 /);
  for (const client of clients) client[Symbol.dispose]();
});
