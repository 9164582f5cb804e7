/**
 * No backscatter: mail that is not taken is refused while its client waits, and nothing is ever written to the sender
 * that it claims to have. SECURITY.md section 2
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../src/domain/access/caller.ts';
import type { Authentication } from '../../src/domain/authentication/authentication.ts';
import type { ContentFilters, FilterOutcome } from '../../src/domain/filters/content-filters.ts';
import type { VerifyFindings } from '../../src/domain/ports/mail-auth.ts';
import { applyOne } from '../../src/domain/ports/store.ts';
import type { ClientReputation, ReputationRefusal, ScoreFact } from '../../src/domain/reputation/client-reputation.ts';
import { forgedFindings } from '../support/findings.ts';
import { connectClient, type Office, openOffice, type SmtpTestClient } from '../support/smtp-office.ts';
import type { TestListener } from '../support/test-listener.ts';
import { assertNowhere, forward, mailPlaces, queuedMail } from './support/mail-places.ts';

const FORGED = 'victim@example.net';
const ASKING = 'NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;someone@example.org';
const BODY = `From: ${FORGED}\r\nTo: alice@example.test\r\nSubject: hello\r\n\r\ntext`;

let office: Office;
let mx: TestListener;
let lmtp: TestListener;
/** What the checks say, as a test wants it. */
let verdict: 'deliver' | 'junk' | 'reject';
let refusal: ReputationRefusal | null;
let scores: readonly ScoreFact[];
let filtered: FilterOutcome | null;
let kept: number;
/** Notices of success that were asked for. */
let told: number;

const FINDINGS = forgedFindings('example.net');

const authentication: Authentication = {
  check: async () => ({
    findings: FINDINGS,
    header: 'Authentication-Results: mail.example.test; dmarc=fail\r\n',
    verdict: () => ({ action: verdict, status: '5.7.1', text: 'Email rejected per DMARC policy', because: 'DMARC' }),
  }),
};

/** The same with what SPF says of the return path. */
function withSpf(result: VerifyFindings['spf']['result']): Authentication {
  const findings: VerifyFindings = { ...FINDINGS, spf: { ...FINDINGS.spf, identity: 'mailfrom', result } };
  return {
    check: async (request, signal) => ({ ...(await authentication.check(request, signal)), findings }),
  };
}

const reputation: ClientReputation = {
  open: () => ({
    hostName: Promise.resolve(null),
    judge: async () => refusal,
    scores: async () => scores,
    [Symbol.dispose]: () => {},
  }),
};

const filters: ContentFilters = {
  get isEmpty() {
    return filtered === null;
  },
  givesBack: false,
  run: async () => filtered ?? Promise.reject(new Error('there are no filters')),
};

beforeAll(async () => {
  office = await openOffice({
    reputation,
    delivery: {
      authentication,
      filters,
      quarantine: { keep: async () => (kept += 1) as never },
      successNotices: { tell: async () => void (told += 1) },
    },
  });
  const { store } = office;
  await office.addUser('full', { messageQuota: 0 });
  await office.addUser('small', { storageQuota: 100 });
  const away = await office.addUser('away');
  await applyOne(store, { kind: 'update-user', account: away, expectVersion: null, isEnabled: false });
  await office.addAlias('circle', [{ kind: 'remote', address: 'circle@example.test' }]);
  await office.addAlias('list', [{ kind: 'remote', address: 'member@example.org' }]);
  await forward(office, 'carl', ['carl@example.com'], false);
  mx = await office.listen('mx', { settings: { trustedNetworks: [] } });
  lmtp = await office.listen('lmtp');
  await office.settings.set(SYSTEM, 'maxMessageBytes', 100_000);
  await office.settings.set(SYSTEM, 'rejectScore', 10);
  office.force('smtpUnknownRecipientsPerAddressMinute', 1000);
  reset();
});
afterEach(async () => {
  reset();
  await assertNowhere(office);
});
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await lmtp[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

function reset(): void {
  verdict = 'deliver';
  refusal = null;
  scores = [];
  filtered = null;
  kept = 0;
  told = 0;
}

describe('refused at RCPT', () => {
  test.each([
    ['unknown', 'nobody@example.test', '550 5.1.1'],
    ['unknown, of a sub-address', 'nobody+x@example.test', '550 5.1.1'],
    ['relay denied', 'someone@example.org', '550 5.7.1'],
    ['disabled', 'away@example.test', '550 5.2.1'],
    ['over quota', 'full@example.test', '452 4.2.2'],
    ['larger than the quota', 'small@example.test', '552 5.2.2'],
    ['a circle', 'circle@example.test', '550 5.4.6'],
    ['an address of a bounce that was never sent', 'SRS0=AAAAAAAA=AA=example.net=victim@example.test', '550 5.1.1'],
  ])('%s', async (_name, to, reply) => {
    for (const listener of [mx, lmtp]) {
      using client = await begin(listener, 5000);
      expect(await client.ask(`RCPT TO:<${to}> ${ASKING}`)).toMatch(new RegExp(`^${reply} `));
      expect(await client.ask('DATA')).toMatch(/^503 /);
    }
  });

  test.each<[string, ReputationRefusal, string]>([
    ['listed', { kind: 'listed', zone: 'bl.example.org', text: 'listed' }, '554 5.7.1'],
    ['greylisted', { kind: 'greylisted', retryAfterSeconds: 300 }, '451 4.7.1'],
    ['too many messages', { kind: 'too-many', what: 'messages' }, '450 4.7.1'],
    ['too many recipients', { kind: 'too-many', what: 'recipients' }, '450 4.7.1'],
  ])('%s', async (_name, why, reply) => {
    refusal = why;
    for (const to of ['alice@example.test', 'carl@example.test', 'list@example.test']) {
      using client = await begin(mx);
      expect(await client.ask(`RCPT TO:<${to}> ${ASKING}`)).toMatch(new RegExp(`^${reply} `));
    }
  });
});

/** Users, and those whose mail would go on to others. */
const RECIPIENTS = ['alice@example.test', 'carl@example.test', 'list@example.test', 'small@example.test'];

describe('refused after the message', () => {
  interface Case {
    readonly name: string;
    readonly message?: string;
    readonly reply: RegExp;
    /** Sets what the checks say. */
    prepare?(): void;
  }

  const CASES: readonly Case[] = [
    { name: 'DMARC', prepare: () => void (verdict = 'reject'), reply: /^550 5\.7\.1 Email rejected/ },
    { name: 'too many points', prepare: () => void (scores = points(10)), reply: /^550 5\.7\.1 Message is not wanted/ },
    { name: 'infected', prepare: () => void (filtered = infected('reject')), reply: /^554 5\.7\.1 Infected/ },
    {
      name: 'a filter that is down',
      prepare: () => void (filtered = infected('defer')),
      reply: /^451 4\.7\.1 Infected/,
    },
    { name: 'too many hops', message: `${'Received: from a by b; x\r\n'.repeat(60)}${BODY}`, reply: /^554 5\.4\.6 / },
    { name: 'a header that is too large', message: 'X: y\r\n'.repeat(3000) + BODY, reply: /^552 5\.3\.4 / },
    { name: 'a message that is too large', message: `${BODY}${'\r\nx'.repeat(50_000)}`, reply: /^552 5\.3\.4 / },
    { name: 'a bare LF', message: `${BODY}\nx`, reply: /^550 5\.6\.0 / },
    { name: 'a NUL', message: `${BODY}\0`, reply: /^550 5\.6\.0 / },
  ];

  test.each(CASES)('$name', async ({ prepare, message = BODY, reply }) => {
    prepare?.();
    using client = await begin(mx);
    for (const to of RECIPIENTS) expect(await client.ask(`RCPT TO:<${to}> ${ASKING}`)).toMatch(/^250 /);
    expect(await send(client, message)).toMatch(reply);
    expect(told).toBe(0);
  });

  test('one that came through the list before', async () => {
    using client = await begin(mx);
    await client.ask(`RCPT TO:<list@example.test> ${ASKING}`);
    expect(await send(client, `Delivered-To: list@example.test\r\n${BODY}`)).toMatch(/^554 5\.4\.6 /);
  });

  test('over LMTP, each recipient by itself', async () => {
    filtered = infected('reject');
    using client = await begin(lmtp);
    for (const to of RECIPIENTS) expect(await client.ask(`RCPT TO:<${to}> ${ASKING}`)).toMatch(/^250 /);
    expect(await send(client, BODY)).toMatch(/^554 5\.7\.1 /);
    for (const _ of RECIPIENTS.slice(1)) expect(await client.reply()).toMatch(/^554 5\.7\.1 /);
  });

  test('a client that goes in the middle', async () => {
    using client = await begin(mx);
    await client.ask(`RCPT TO:<alice@example.test> ${ASKING}`);
    await client.ask('DATA');
    client.send(`${BODY}\r\nmore`);
    client.raw.end();
    expect(await client.raw.rest()).not.toMatch(/^2/m);
  });
});

describe('taken, and given to nobody', () => {
  test('kept in quarantine', async () => {
    filtered = { kind: 'quarantine', reasons: [{ filter: 'scanner', text: 'Infected' }] };
    using client = await begin(mx);
    for (const to of RECIPIENTS) expect(await client.ask(`RCPT TO:<${to}> ${ASKING}`)).toMatch(/^250 /);
    expect(await send(client, BODY)).toMatch(/^250 /);
    expect(kept).toBe(1);
    expect(told).toBe(0);
  });

  test('thrown away by a filter', async () => {
    filtered = { kind: 'discard', filter: 'scanner', note: 'Infected' };
    using client = await begin(mx);
    for (const to of RECIPIENTS) expect(await client.ask(`RCPT TO:<${to}> ${ASKING}`)).toMatch(/^250 /);
    expect(await send(client, BODY)).toMatch(/^250 /);
  });
});

describe('taken for junk', () => {
  test.each(['DMARC', 'points'])('by %s: no success is told', async (why) => {
    let notices = 0;
    const successNotices = { tell: async () => void (notices += 1) };
    await using own = await openOffice({ reputation, delivery: { authentication: withSpf('pass'), successNotices } });
    await using listener = await own.listen('mx', { settings: { trustedNetworks: [] } });
    const ask = async () => {
      using client = await begin(listener);
      await client.ask(`RCPT TO:<alice@example.test> ${ASKING}`);
      return await send(client, BODY);
    };
    expect(await ask()).toMatch(/^250 /);
    expect(notices).toBe(1);
    if (why === 'DMARC') verdict = 'junk';
    else scores = points(9);
    expect(await ask()).toMatch(/^250 /);
    expect(await own.messages('alice', 'Junk')).toHaveLength(1);
    expect(notices).toBe(1);
  });
});

describe('taken, and nothing vouches for the return path', () => {
  test.each(['none', 'softfail', 'neutral', 'fail', 'temperror'] as const)(
    'SPF %s: no success is told',
    async (result) => {
      let notices = 0;
      const successNotices = { tell: async () => void (notices += 1) };
      await using own = await openOffice({ delivery: { authentication: withSpf(result), successNotices } });
      await using listener = await own.listen('mx', { settings: { trustedNetworks: [] } });
      using client = await begin(listener);
      await client.ask(`RCPT TO:<alice@example.test> ${ASKING}`);
      expect(await send(client, BODY)).toMatch(/^250 /);
      expect(notices).toBe(0);
      expect(await mailPlaces(own)).toEqual({ mailboxes: { alice: 1 }, leaving: [] });
    },
  );
});

/** What is refused elsewhere comes back to the return path under which it leaves, from here as from there. */
describe('sent on for a user', () => {
  const leaveAs = async (authentication: Authentication, service: 'mx' | 'lmtp', isTrusted: boolean) => {
    await using own = await openOffice({ delivery: { authentication } });
    await forward(own, 'carl', ['carl@example.com'], true);
    await using listener = await own.listen(service, isTrusted ? {} : { settings: { trustedNetworks: [] } });
    using client = await connectClient(listener, service === 'lmtp' ? 'LHLO localhost' : 'EHLO client.example.org');
    await client.ask(`MAIL FROM:<${FORGED}> RET=FULL ENVID=x`);
    await client.ask(`RCPT TO:<carl@example.test> ${ASKING}`);
    expect(await send(client, BODY)).toMatch(/^250 /);
    return (await queuedMail(own)).map(({ returnPath, recipients }) => [
      returnPath.address,
      recipients.map(({ notify }) => notify),
    ]);
  };

  test.each(['none', 'softfail', 'neutral', 'fail', 'temperror'] as const)('SPF %s: errors are his', async (result) => {
    expect(await leaveAs(withSpf(result), 'mx', false)).toEqual([['carl@example.test', [null]]]);
  });

  test('a server that is trusted does not vouch for senders, nor does one of this machine', async () => {
    expect(await leaveAs(withSpf('pass'), 'mx', true)).toEqual([['carl@example.test', [null]]]);
    expect(await leaveAs(withSpf('pass'), 'lmtp', true)).toEqual([['carl@example.test', [null]]]);
  });

  test('SPF pass: the sender hears of it', async () => {
    expect(await leaveAs(withSpf('pass'), 'mx', false)).toEqual([[FORGED, [['success', 'failure', 'delay']]]]);
  });
});

describe('taken for some', () => {
  test('one of two recipients is unknown: the other gets it, the sender hears no more of it', async () => {
    await using own = await openOffice();
    await using listener = await own.listen('mx', { settings: { trustedNetworks: [] } });
    using client = await begin(listener);
    expect(await client.ask('RCPT TO:<alice@example.test>')).toMatch(/^250 /);
    expect(await client.ask('RCPT TO:<nobody@example.test>')).toMatch(/^550 /);
    expect(await send(client, BODY)).toMatch(/^250 /);
    expect(await mailPlaces(own)).toEqual({ mailboxes: { alice: 1 }, leaving: [] });
  });

  test('full when it comes to filing: filed all the same', async () => {
    await using own = await openOffice();
    await own.addUser('small', { storageQuota: 100 });
    await using listener = await own.listen('mx', { settings: { trustedNetworks: [] } });
    using client = await begin(listener);
    expect(await client.ask('RCPT TO:<small@example.test>')).toMatch(/^250 /);
    expect(await send(client, `${BODY}${'\r\nmore'.repeat(100)}`)).toMatch(/^250 /);
    expect(await mailPlaces(own)).toEqual({ mailboxes: { small: 1 }, leaving: [] });
  });
});

async function begin(listener: TestListener, sizeBytes?: number): Promise<SmtpTestClient> {
  const client = await connectClient(listener, listener === lmtp ? 'LHLO localhost' : 'EHLO client.example.org');
  const size = sizeBytes === undefined ? '' : ` SIZE=${sizeBytes}`;
  expect(await client.ask(`MAIL FROM:<${FORGED}>${size} RET=FULL ENVID=x`)).toMatch(/^250 /);
  return client;
}

async function send(client: SmtpTestClient, message: string): Promise<string> {
  expect(await client.ask('DATA')).toMatch(/^354 /);
  client.send(`${message}\r\n.\r\n`);
  return await client.reply();
}

function points(score: number): readonly ScoreFact[] {
  return [{ rule: 'helo', score, text: 'bad' }];
}

function infected(kind: 'reject' | 'defer'): FilterOutcome {
  const [code, status] = kind === 'reject' ? [554, '5.7.1'] : [451, '4.7.1'];
  return { kind, code, status, text: 'Infected', filter: 'scanner' };
}
