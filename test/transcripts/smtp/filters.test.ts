/** What content filters do to a message. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/log.ts';
import type { FilterOutcome } from '../../../src/domain/filters/content-filters.ts';
import { createQuarantine, type QuarantineService } from '../../../src/domain/filters/quarantine.ts';
import type { FilterRequest } from '../../../src/domain/ports/content-filter.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import type { Trace } from '../../../src/domain/trace/trace.ts';
import { fakeShare } from '../../support/delivery.ts';
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
/** By the kind of event: what the message can be found by. */
const found = new Map<string, readonly string[]>();
const trace: Trace = {
  add: (_queueId, kind, facts, keys = []) => {
    traced.push(`${kind} ${Object.values(facts).join('|')}`);
    if (keys.length > 0) found.set(kind, keys);
  },
};

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
        admit: () => ({ kind: 'ok', share: fakeShare('sudden') }),
        admitForwarding: () => fakeShare(null),
      },
      signing: { sign: async () => 'DKIM-Signature: x\r\n', seal: async () => '' },
      quarantine: { keep: (message) => quarantine.keep(message) },
      trace,
    },
  });
  office = opened;
  quarantine = createQuarantine({
    store: opened.store,
    settings: opened.settings,
    clock: systemClock,
    trace,
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
    expect(given).toMatch(/^Received: from client\.example\.org /);
    expect(`Return-Path: <a@example.org>\r\n${given}`).toBe(await last('bob'));
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

  test.each<[FilterOutcome, string]>([
    [{ kind: 'reject', code: 550, status: '5.7.1', text: 'a worm', filter: 'virus' }, 'refused'],
    [{ kind: 'defer', code: 451, status: '4.7.1', text: 'come back', filter: 'virus' }, 'refused'],
    [{ kind: 'discard', filter: 'spam', note: 'known' }, 'accepted'],
  ])('what it does not let through is found by its subject: %j', async (verdict, kind) => {
    outcome = verdict;
    found.clear();
    await send(
      ['bob@example.test'],
      'Message-ID: <7@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= today\r\n\r\ny',
    );
    expect(found.get(kind)).toEqual(['a@example.org', 'bob@example.test', '7@example.org', 'grüße', 'today']);
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
    expect(traced.slice(traced.indexOf('freed admin'))).toEqual([
      'freed admin',
      'queued q@example.org|example.org',
      'held sudden',
      'filed bob|INBOX|',
    ]);
  });

  test('with all that its sender asked for', async () => {
    outcome = { kind: 'quarantine', reasons: [{ filter: 'virus', text: 'a worm' }] };
    using client = await signIn();
    await client.ask('MAIL FROM:<alice@example.test> MT-PRIORITY=-3 REQUIRETLS RET=FULL ENVID=e1 HOLDFOR=3600');
    await client.ask('RCPT TO:<w@example.org> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;w@example.com');
    await client.ask('RCPT TO:<bob@example.test> NOTIFY=NEVER');
    await client.ask('DATA');
    await client.ask('From: alice@example.test\r\n\r\ny\r\n.');
    const before = (await office.messages('bob')).length;
    const [message] = await quarantine.list({ limit: 1 });
    if (message === undefined) throw new Error('nothing is kept');
    await quarantine.release([message.id], 'admin');
    // Its time has not come for users of ours either.
    expect(await office.messages('bob')).toHaveLength(before);
    const [queued] = (await queue()).filter(({ queueId }) => queueId === message.queueId);
    expect(queued).toMatchObject({
      ...{ priority: -3, requiresTls: true, notBeforeMs: expect.any(Number), heldBecause: 'sudden' },
      returnPath: { envelopeId: 'e1', returnContent: 'full' },
      recipients: [
        { address: 'w@example.org', notify: ['success', 'failure'], originalRecipient: 'rfc822;w@example.com' },
        { address: 'bob@example.test', notify: [], originalRecipient: null },
      ],
    });
  });

  test('not as mail of ours where its domain is ours no longer', async () => {
    outcome = { kind: 'quarantine', reasons: [{ filter: 'virus', text: 'a worm' }] };
    const { domain } = await applyOne(office.store, {
      ...{ kind: 'create-domain', name: 'gone.example', description: '', dkimKeys: [] },
      postmaster: await office.account('admin'),
    });
    const catchAll = { kind: 'user', account: await office.account('bob') } as const;
    await applyOne(office.store, { kind: 'update-domain', expectVersion: null, domain, catchAll });
    await send(['somebody@gone.example']);
    await applyOne(office.store, { kind: 'delete-domain', domain });
    const [message] = await quarantine.list({ limit: 1 });
    if (message === undefined) throw new Error('nothing is kept');
    await expect(quarantine.release([message.id], 'admin')).rejects.toThrow('no recipient of');
    expect((await queue()).filter(({ queueId }) => queueId === message.queueId)).toEqual([]);
  });
});
