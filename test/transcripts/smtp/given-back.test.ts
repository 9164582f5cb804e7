/** What filters that take messages give back, and what others bring to where they do. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FilterOutcome } from '../../../src/domain/filters/content-filters.ts';
import type { FilterRequest } from '../../../src/domain/ports/content-filter.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { fakeShare } from '../../support/delivery.ts';
import { RawClient } from '../../support/raw-client.ts';
import { connectClient, type Office, openOffice, PASSWORD, SmtpTestClient } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

const UNCHANGED: FilterOutcome = {
  ...{ kind: 'accept', headers: [], body: null, addedRecipients: [], removedRecipients: [], newSender: null },
  scores: [],
};
const TAKEN: FilterOutcome = { kind: 'taken', filter: 'proxy', text: 'Ok' };
const REFUSED = /^550 5\.7\.1 Only what was given to a content filter may go elsewhere from here/;
const ALICE = 'alice@example.test';
const TEXT = `From: ${ALICE}\r\nSubject: x\r\n\r\ny`;

let office: Office;
let mx: TestListener;
let submission: TestListener;
let reinjection: TestListener;
/** Of all filters together. */
let outcome: FilterOutcome;
let whileFiltering: () => Promise<unknown>;
let seen: FilterRequest[] = [];
/** What the filter that takes messages has got. */
let given = '';
let counted: number[] = [];

beforeAll(async () => {
  office = await openOffice({
    delivery: {
      filters: {
        isEmpty: false,
        givesBack: true,
        run: async (request, _signal, handOver) => {
          seen.push(request);
          if (handOver === null) return UNCHANGED;
          given = '';
          for await (const chunk of handOver(request).message()) given += Buffer.from(chunk).toString('latin1');
          await whileFiltering();
          return outcome;
        },
      },
      guard: {
        admit: (_sender, count) => ({
          kind: 'ok',
          share: fakeShare('sudden', (isKept) => void (isKept && counted.push(count))),
        }),
        admitForwarding: () => fakeShare(null),
      },
      signing: { sign: async () => 'DKIM-Signature: x\r\n', seal: async () => '' },
    },
  });
  mx = await office.listen('mx');
  submission = await office.listen('submission', { security: 'implicit-tls' });
  reinjection = await office.listen('reinjection', { security: 'none' });
});
beforeEach(() => {
  outcome = TAKEN;
  whileFiltering = async () => {};
  seen = [];
  counted = [];
});
afterAll(async () => {
  for (const listener of [mx, submission, reinjection]) await listener[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

/** A command for each line, as alice; the last reply. */
async function submit(envelope: readonly string[], text = TEXT): Promise<string> {
  using client = new SmtpTestClient(await RawClient.openTls(submission.port));
  await client.reply();
  await client.ask('EHLO client.example.org');
  await client.ask(`AUTH PLAIN ${Buffer.from(`\0alice\0${PASSWORD}`).toString('base64')}`);
  for (const line of envelope) expect(await client.ask(line)).toMatch(/^250 /);
  await client.ask('DATA');
  return await client.ask(`${text}\r\n.`);
}

async function sendTo(...recipients: readonly string[]): Promise<void> {
  const rcpt = recipients.map((recipient) => `RCPT TO:<${recipient}>`);
  expect(await submit([`MAIL FROM:<${ALICE}>`, ...rcpt])).toMatch(/^250 /);
}

async function giveBack(text: string, recipients: readonly string[], from: string = ALICE): Promise<string> {
  using client = await connectClient(reinjection);
  return await client.deliver(text, recipients, from);
}

const last = async (user: string, path?: string) => (await office.messages(user, path)).at(-1) ?? '';
const count = async (user: string) => (await office.messages(user)).length;
const queuedFor = async (address: string) =>
  (await office.store.reader().queue.list({ limit: 1000 })).filter(({ recipients }) =>
    recipients.some((recipient) => recipient.address === address),
  );

describe('where filters give messages back', () => {
  test('nothing is offered but what a filter needs', async () => {
    using client = await connectClient(reinjection, '');
    expect(await client.ask('EHLO x')).not.toMatch(/XFORWARD|XCLIENT|AUTH|STARTTLS|REQUIRETLS/);
  });

  test('nobody gets there where there is no filter', async () => {
    await using plain = await openOffice();
    await using listener = await plain.listen('reinjection', { security: 'none' });
    using raw = await RawClient.open(listener.port);
    expect(await raw.rest()).toBe('554 5.7.1 Not for this address\r\n');
  });

  test('nor where all filters only look at messages', async () => {
    const filters = { isEmpty: false, givesBack: false, run: async () => UNCHANGED };
    await using plain = await openOffice({ delivery: { filters } });
    await using listener = await plain.listen('reinjection', { security: 'none' });
    using raw = await RawClient.open(listener.port);
    expect(await raw.rest()).toBe('554 5.7.1 Not for this address\r\n');
  });

  test('a loop ends by the count of hops', async () => {
    expect(await giveBack(`${'Received: x\r\n'.repeat(51)}\r\n`, ['bob@example.test'])).toMatch(/^554 5\.4\.6 /);
  });
});

describe('what no filter was given', () => {
  test.each([
    ['no token', ''],
    [
      'a token that was guessed',
      'Received: by mail.example.test (transit AAAAAAAAAAAAAAAAAAAAAA) id Q;\r\n\tThu, 6 Aug 2026 09:05:00 +0200\r\n',
    ],
  ])('goes nowhere else: %s', async (_, forged) => {
    const recipients = ['relay@example.org', 'bob@example.test'];
    const before = await count('bob');
    expect(await giveBack(`${forged}${TEXT}`, recipients)).toMatch(REFUSED);
    expect(await queuedFor('relay@example.org')).toEqual([]);
    expect(await count('bob')).toBe(before);
  });

  test('reaches our users, past all filters but those that would give it back: a notice of a filter', async () => {
    expect(await giveBack('Subject: a worm was found\r\n', ['bob@example.test'], '')).toMatch(/^250 /);
    expect(seen).toMatchObject([{ direction: 'incoming', recipients: ['bob@example.test'] }]);
    expect(await last('bob')).toContain('Subject: a worm was found');
  });

  test('has no results in our name', async () => {
    const results = 'Authentication-Results: mail.example.test; dmarc=pass header.from=example.org\r\n';
    await giveBack(`${results}From: ceo@example.org\r\n`, ['bob@example.test'], 'a@example.org');
    expect(await last('bob')).not.toContain('dmarc=pass');
  });
});

describe('a message of a user of ours that comes back', () => {
  test('is signed, and his, with all that he asked for', async () => {
    const before = await count('bob');
    const wishes = 'MT-PRIORITY=2 REQUIRETLS RET=HDRS ENVID=e1 BY=600;R';
    await submit([
      `MAIL FROM:<${ALICE}> ${wishes}`,
      'RCPT TO:<known@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;k@example.com',
      'RCPT TO:<bob@example.test>',
    ]);
    expect(await count('bob')).toBe(before);
    await giveBack(`X-Filtered: yes\r\n${given}`, ['known@example.org']);
    expect(await queuedFor('known@example.org')).toMatchObject([
      {
        ...{ head: 'DKIM-Signature: x\r\n', account: await office.account('alice'), origin: 'submitted' },
        ...{ priority: 2, requiresTls: true, deliverBy: { mode: 'return' }, heldBecause: 'sudden' },
        returnPath: { address: ALICE, envelopeId: 'e1', returnContent: 'headers' },
        recipients: [{ notify: ['success', 'delay'], originalRecipient: 'rfc822;k@example.com' }],
      },
    ]);
    // Once, although it comes twice.
    expect(counted).toEqual([1]);
    await giveBack(given, ['bob@example.test']);
    expect(await last('bob')).toContain('Subject: x');
    expect(await last('bob')).not.toContain('transit');
    expect(seen).toHaveLength(1);
  });

  test('waits for its time as he asked, also where it is for a user of ours', async () => {
    await submit([`MAIL FROM:<${ALICE}> HOLDFOR=3600`, 'RCPT TO:<bob@example.test>']);
    const before = await count('bob');
    expect(await giveBack(given, ['bob@example.test'])).toMatch(/^250 /);
    expect(await count('bob')).toBe(before);
    expect(await queuedFor('bob@example.test')).toMatchObject([{ notBeforeMs: expect.any(Number) }]);
  });

  test('while the filter is still answering', async () => {
    whileFiltering = async () => expect(await giveBack(given, ['during@example.org'])).toMatch(/^250 /);
    await sendTo('during@example.org');
    expect(await queuedFor('during@example.org')).toHaveLength(1);
    // The filter is done with it.
    expect(await giveBack(given, ['during@example.org'])).toMatch(REFUSED);
  });

  test.each([
    ['to somebody else', ['known@example.org', 'victim@example.com'], ALICE],
    ['to somebody else alone', ['victim@example.com'], ALICE],
    ['from somebody else', ['known@example.org'], 'bob@example.test'],
  ])('goes nowhere %s', async (_, recipients, from) => {
    await sendTo('known@example.org');
    const before = (await queuedFor('known@example.org')).length;
    expect(await giveBack(given, recipients, from)).toMatch(REFUSED);
    expect(await queuedFor('known@example.org')).toHaveLength(before);
    expect(await queuedFor('victim@example.com')).toEqual([]);
  });

  test('does not speak in the name of somebody else', async () => {
    await sendTo('known@example.org');
    const forged = given.replace(`From: ${ALICE}`, 'From: ceo@example.test');
    expect(await giveBack(forged, ['known@example.org'])).toMatch(/^550 5\.7\.1 The From address/);
  });

  test('may come for users of ours as well whom the filter has added', async () => {
    await sendTo('known@example.org');
    const before = await count('bob');
    expect(await giveBack(given, ['known@example.org', 'bob@example.test'])).toMatch(/^250 /);
    expect(await count('bob')).toBe(before + 1);
  });

  test('a few times, not more', async () => {
    await sendTo('often@example.org');
    const said = [];
    for (let turn = 0; turn < 4; turn += 1) said.push((await giveBack(given, ['often@example.org'])).slice(0, 3));
    expect(said).toEqual(['250', '250', '250', '550']);
  });

  test('is refused when the filter has failed meanwhile', async () => {
    outcome = { kind: 'defer', code: 451, status: '4.7.1', text: 'down', filter: 'proxy' };
    await submit([`MAIL FROM:<${ALICE}>`, 'RCPT TO:<late@example.org>']);
    expect(await giveBack(given, ['late@example.org'])).toMatch(REFUSED);
    // One that is on its way back at that moment is not filed either.
    using back = await connectClient(reinjection);
    whileFiltering = async () => {
      for (const line of [`MAIL FROM:<${ALICE}>`, 'RCPT TO:<late@example.org>', 'DATA']) await back.ask(line);
      back.send(given);
    };
    await submit([`MAIL FROM:<${ALICE}>`, 'RCPT TO:<late@example.org>']);
    expect(await back.ask('.')).toMatch(/^(451 4\.3\.0|550 5\.7\.1) /);
    expect(await queuedFor('late@example.org')).toEqual([]);
  });

  test('does not leave where its domain is ours no longer', async () => {
    const domain = { kind: 'create-domain', name: 'gone.example', description: '', dkimKeys: [] } as const;
    const { domain: id } = await applyOne(office.store, { ...domain, postmaster: await office.account('admin') });
    await applyOne(office.store, {
      kind: 'update-domain',
      expectVersion: null,
      domain: id,
      catchAll: { kind: 'user', account: await office.account('bob') },
    });
    await sendTo('somebody@gone.example');
    const text = given;
    await applyOne(office.store, { kind: 'delete-domain', domain: id });
    expect(await giveBack(text, ['somebody@gone.example'])).toMatch(REFUSED);
    expect(await queuedFor('somebody@gone.example')).toEqual([]);
  });
});

describe('a message of a stranger that comes back', () => {
  async function send(text = 'Subject: x\r\n\r\ny'): Promise<void> {
    using client = await connectClient(mx);
    await client.deliver(text, ['bob@example.test'], 'a@example.org');
  }

  test('is filed, its mark of spam and our results believed', async () => {
    await send('Subject: marked\r\n\r\ny');
    await giveBack(`X-Spam-Flag: YES\r\n${given}`, ['bob@example.test'], 'a@example.org');
    expect(await last('bob', 'Junk')).toContain('Subject: marked');
    const results = 'Authentication-Results: mail.example.test; dmarc=pass header.from=example.org\r\n';
    await send();
    await giveBack(`${results}${given}`, ['bob@example.test'], 'a@example.org');
    expect(await last('bob')).toContain('dmarc=pass');
  });

  test('a mark of spam of his own is not believed', async () => {
    outcome = UNCHANGED;
    const before = (await office.messages('bob', 'Junk')).length;
    await send('X-Spam-Flag: YES\r\nSubject: x\r\n\r\ny');
    expect(await office.messages('bob', 'Junk')).toHaveLength(before);
  });
});
