/** What content filters do to a message, and how one that took it gives it back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/log.ts';
import type { FilterOutcome } from '../../../src/domain/filters/content-filters.ts';
import { createQuarantine, type QuarantineService } from '../../../src/domain/filters/quarantine.ts';
import type { FilterRequest } from '../../../src/domain/ports/content-filter.ts';
import { silentTrace } from '../../../src/domain/trace/trace.ts';
import { RawClient } from '../../support/raw-client.ts';
import {
  connectClient,
  type Office,
  openOffice,
  PASSWORD,
  SmtpTestClient,
  withoutQueueId,
} from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

const UNCHANGED: FilterOutcome = {
  kind: 'accept',
  headers: [],
  body: null,
  addedRecipients: [],
  removedRecipients: [],
  newSender: null,
  scores: [],
};

let office: Office;
let mx: TestListener;
let submission: TestListener;
let reinjection: TestListener;
let quarantine: QuarantineService;
let outcome: FilterOutcome = UNCHANGED;
let seen: FilterRequest[] = [];
let given = '';
let traced: string[] = [];
let counted: number[] = [];

beforeAll(async () => {
  const opened: Office = await openOffice({
    delivery: {
      filters: {
        isEmpty: false,
        givesBack: true,
        run: async (request) => {
          seen.push(request);
          given = '';
          for await (const chunk of request.message()) given += Buffer.from(chunk).toString('latin1');
          return outcome;
        },
      },
      guard: {
        admit: () => ({ kind: 'hold', because: 'sudden' }),
        taken: (_account, count) => void counted.push(count),
      },
      signing: { sign: async () => 'DKIM-Signature: x\r\n', seal: async () => '' },
      quarantine: { keep: (message) => quarantine.keep(message) },
      trace: { add: (_queueId, kind, facts) => traced.push(`${kind} ${Object.values(facts).join('|')}`) },
    },
  });
  office = opened;
  quarantine = createQuarantine({
    store: opened.store,
    settings: opened.settings,
    clock: systemClock,
    trace: silentTrace,
    log: silentLogger,
    redeliver: (message) => opened.receiving.redeliver(message),
  });
  mx = await office.listen('mx');
  submission = await office.listen('submission', { security: 'implicit-tls' });
  reinjection = await office.listen('reinjection', { security: 'none' });
});
beforeEach(() => {
  outcome = UNCHANGED;
  seen = [];
  traced = [];
  counted = [];
});
afterAll(async () => {
  for (const listener of [mx, submission, reinjection]) await listener[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

async function send(
  recipients: readonly string[] = ['bob@example.test'],
  text = 'Subject: x\r\n\r\ny',
): Promise<string> {
  using client = await connectClient(mx);
  return await client.deliver(text, recipients, 'a@example.org');
}

const last = async (user: string, path?: string) => (await office.messages(user, path)).at(-1) ?? '';
const queue = () => office.store.reader().queue.list({ limit: 100 });

async function signIn(): Promise<SmtpTestClient> {
  const client = new SmtpTestClient(await RawClient.openTls(submission.port));
  await client.reply();
  await client.ask('EHLO client.example.org');
  await client.ask(`AUTH PLAIN ${Buffer.from(`\0alice\0${PASSWORD}`).toString('base64')}`);
  return client;
}

describe('a filter', () => {
  test('sees what would be filed', async () => {
    await send();
    expect(seen).toMatchObject([
      {
        direction: 'incoming',
        hostname: 'mail.example.test',
        client: { name: 'client.example.org', address: '127.0.0.1', hostName: null, userId: null },
        returnPath: { address: 'a@example.org' },
        recipients: ['bob@example.test'],
      },
    ]);
    expect(seen[0]?.sizeBytes).toBe(given.length);
    const [, token] = /\(transit ([\w-]{22})\)/.exec(given) ?? [];
    expect(given).toMatch(/^Received: from client\.example\.org /);
    expect(`Return-Path: <a@example.org>\r\n${given}`).toBe(await last('bob'));
    expect(token).toBeDefined();
    using client = await signIn();
    await client.deliver('Subject: x\r\n', ['bob@example.test'], 'alice@example.test');
    expect(seen[1]).toMatchObject({ direction: 'outgoing', client: { userId: 'alice' } });
  });

  test('changes header, body, recipients and sender', async () => {
    outcome = {
      ...UNCHANGED,
      headers: [
        { kind: 'add', name: 'X-Seen', value: 'yes' },
        { kind: 'change', name: 'Subject', occurrence: 1, value: 'changed' },
      ],
      body: Buffer.from('new\r\n'),
      addedRecipients: ['admin@example.test', 'nobody@example.test', 'X@example.org', 'no address'],
      removedRecipients: ['BOB@Example.test'],
      newSender: 'b@example.org',
    };
    const before = (await office.messages('bob')).length;
    expect(await send(['bob@example.test', 'alice@example.test'])).toMatch(/^250 /);
    expect(await office.messages('bob')).toHaveLength(before);
    for (const user of ['alice', 'admin']) {
      expect(await last(user)).toMatch(/^Return-Path: <b@example\.org>\r\n/);
      expect(await last(user)).toContain('Subject: changed\r\nX-Seen: yes\r\n\r\nnew\r\n');
    }
    expect((await queue()).map(({ returnPath, recipients }) => [returnPath.address, recipients[0]?.address])).toEqual([
      ['b@example.org', 'X@example.org'],
    ]);
    expect(traced).toContain('recipient bob@example.test||removed');
    expect(traced).toContain('recipient admin@example.test||added');
  });

  test('that takes all recipients away wants it gone', async () => {
    outcome = { ...UNCHANGED, removedRecipients: ['bob@example.test'] };
    const before = (await office.messages('bob')).length;
    expect(await send()).toMatch(/^250 2\.0\.0 Ok: queued as /);
    expect(await office.messages('bob')).toHaveLength(before);
  });

  test.each<[FilterOutcome, string]>([
    [{ kind: 'reject', code: 550, status: '5.7.1', text: 'a worm', filter: 'virus' }, '550 5.7.1 a worm'],
    [{ kind: 'defer', code: 451, status: '4.7.1', text: 'come back', filter: 'virus' }, '451 4.7.1 come back'],
    [{ kind: 'defer', code: 421, status: '5.7.1', text: 'two\r\n250 lines', filter: 'virus' }, '421 4.7.1 two'],
    [{ kind: 'reject', code: 250, status: '', text: 'nonsense', filter: 'virus' }, '550 5.7.1 nonsense'],
  ])('%j', async (refusal, expected) => {
    outcome = refusal;
    const before = (await office.messages('bob')).length;
    expect(withoutQueueId(await send())).toBe(expected);
    expect(await office.messages('bob')).toHaveLength(before);
  });

  test('discards', async () => {
    outcome = { kind: 'discard', filter: 'spam', note: 'known' };
    const before = (await office.messages('bob')).length;
    expect(await send()).toMatch(/^250 /);
    expect(await office.messages('bob')).toHaveLength(before);
  });

  test('gives a score', async () => {
    outcome = { ...UNCHANGED, scores: [{ rule: 'filter:spam', score: 7, text: 'spam' }] };
    await send(['bob@example.test'], 'Subject: scored\r\n\r\ny');
    expect(await last('bob', 'Junk')).toContain('Subject: scored');
  });
});

describe('quarantine', () => {
  test('keeps it, and lets it go for its recipients', async () => {
    outcome = { kind: 'quarantine', reasons: [{ filter: 'virus', text: 'a worm' }] };
    using client = await signIn();
    const before = (await office.messages('bob')).length;
    const said = await client.deliver(
      'From: alice@example.test\r\nSubject: kept\r\n\r\ny',
      ['bob@example.test', 'q@example.org', 'q@example.org'],
      'alice@example.test',
    );
    const [message] = await quarantine.list({ limit: 10 });
    expect(said).toBe(`250 2.0.0 Ok: queued as ${message?.queueId}`);
    expect(await office.messages('bob')).toHaveLength(before);
    if (message === undefined) throw new Error('nothing is kept');
    expect(await quarantine.release([message.id], 'admin')).toBe(1);
    expect(await last('bob')).toContain('Subject: kept');
    expect((await queue()).filter(({ queueId }) => queueId === message.queueId)).toMatchObject([
      {
        origin: 'submitted',
        account: await office.account('alice'),
        head: 'DKIM-Signature: x\r\n',
        recipients: [{ address: 'q@example.org' }],
      },
    ]);
  });
});

describe('a filter that gives messages back', () => {
  async function giveBack(text: string, recipients: readonly string[], from: string): Promise<string> {
    using client = await connectClient(reinjection);
    return await client.deliver(text, recipients, from);
  }

  test('is the only one who gets there, and may send anywhere', async () => {
    expect(await giveBack('Subject: x\r\n', ['bob@example.test', 'back@example.org'], 'a@example.com')).toMatch(
      /^250 /,
    );
    expect(seen).toEqual([]);
    expect((await queue()).find(({ recipients }) => recipients[0]?.address === 'back@example.org')).toMatchObject({
      head: '',
      account: null,
    });
    using client = await connectClient(reinjection, '');
    expect(await client.ask('EHLO x')).not.toMatch(/XFORWARD|XCLIENT|AUTH|STARTTLS|REQUIRETLS/);
  });

  test('and where there is no filter, nobody gets there', async () => {
    await using plain = await openOffice();
    await using listener = await plain.listen('reinjection', { security: 'none' });
    using raw = await RawClient.open(listener.port);
    expect(await raw.rest()).toBe('554 5.7.1 Not for this address\r\n');
  });

  test('nor where all filters only look at messages', async () => {
    const filters = { isEmpty: false, givesBack: false, run: async () => UNCHANGED };
    await using office = await openOffice({ delivery: { filters } });
    await using listener = await office.listen('reinjection', { security: 'none' });
    using raw = await RawClient.open(listener.port);
    expect(await raw.rest()).toBe('554 5.7.1 Not for this address\r\n');
  });

  test('a message of a user of ours is known again: it is signed, and his', async () => {
    outcome = { kind: 'taken', filter: 'proxy', text: 'Ok' };
    using client = await signIn();
    const before = (await office.messages('bob')).length;
    await client.ask('MAIL FROM:<alice@example.test> MT-PRIORITY=2');
    await client.ask('RCPT TO:<known@example.org>');
    await client.ask('DATA');
    expect(await client.ask('From: alice@example.test\r\nSubject: x\r\n\r\ny\r\n.')).toMatch(
      /^250 2\.0\.0 Ok: queued as /,
    );
    expect(await office.messages('bob')).toHaveLength(before);
    await giveBack(`X-Filtered: yes\r\n${given}`, ['known@example.org'], 'alice@example.test');
    const found = (await queue()).filter(({ recipients }) => recipients[0]?.address === 'known@example.org');
    expect(found).toMatchObject([
      { head: 'DKIM-Signature: x\r\n', account: await office.account('alice'), priority: 2, origin: 'submitted' },
    ]);
    expect(found[0]?.heldBecause).toBe('sudden');
    // Once, although it comes twice.
    expect(counted).toEqual([1]);
  });

  test('and who gets it does not learn by what', async () => {
    outcome = { kind: 'taken', filter: 'proxy', text: 'Ok' };
    using client = await signIn();
    await client.deliver('From: alice@example.test\r\n\r\ny', ['bob@example.test'], 'alice@example.test');
    const [, token] = /\(transit ([\w-]{22})\)/.exec(given) ?? [];
    await giveBack(given, ['bob@example.test'], 'alice@example.test');
    expect(await last('bob')).toContain('(filtered)');
    expect(await last('bob')).not.toContain(token);
  });

  test('but not by what a stranger writes', async () => {
    const forged = 'Received: from x by mail.example.test with ESMTPSA id 0 (transit AAAAAAAAAAAAAAAAAAAAAA); now\r\n';
    await giveBack(`${forged}From: alice@example.test\r\n`, ['stranger@example.org'], 'alice@example.test');
    const [found] = (await queue()).filter(({ recipients }) => recipients[0]?.address === 'stranger@example.org');
    expect(found).toMatchObject({ head: '', account: null });
  });

  test('and results in our name are believed of what we gave out only', async () => {
    const results = 'Authentication-Results: mail.example.test; dmarc=pass header.from=example.org\r\n';
    await giveBack(`${results}From: ceo@example.org\r\n`, ['bob@example.test'], 'a@example.org');
    expect(await last('bob')).not.toContain('dmarc=pass');
    outcome = { kind: 'taken', filter: 'proxy', text: 'Ok' };
    await send(['bob@example.test'], 'Subject: x\r\n\r\ny');
    await giveBack(`${results}${given}`, ['bob@example.test'], 'a@example.org');
    expect(await last('bob')).toContain('dmarc=pass');
  });

  test('nor by a token of a message that no filter has', async () => {
    using client = await signIn();
    await client.deliver('From: alice@example.test\r\n\r\ny', ['bob@example.test'], 'alice@example.test');
    await giveBack(given, ['old@example.org'], 'alice@example.test');
    const [found] = (await queue()).filter(({ recipients }) => recipients[0]?.address === 'old@example.org');
    expect(found).toMatchObject({ head: '', account: null });
  });

  test('what it marks as spam is junk', async () => {
    outcome = { kind: 'taken', filter: 'proxy', text: 'Ok' };
    await send(['bob@example.test'], 'Subject: marked\r\n\r\ny');
    await giveBack(`X-Spam-Flag: YES\r\n${given}`, ['bob@example.test'], 'a@example.org');
    expect(await last('bob', 'Junk')).toContain('Subject: marked');
    // Of a stranger it is not believed.
    outcome = UNCHANGED;
    const before = (await office.messages('bob', 'Junk')).length;
    await send(['bob@example.test'], 'X-Spam-Flag: YES\r\nSubject: x\r\n\r\ny');
    expect(await office.messages('bob', 'Junk')).toHaveLength(before);
  });

  test('a loop through it ends by the count of hops', async () => {
    expect(await giveBack(`${'Received: x\r\n'.repeat(51)}\r\n`, ['bob@example.test'], 'a@example.org')).toMatch(
      /^554 5\.4\.6 /,
    );
  });
});
