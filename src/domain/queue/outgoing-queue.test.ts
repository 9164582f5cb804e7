import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openTestMailboxes, type TestMailboxes } from '../../../test/support/mailboxes.ts';
import { stage } from '../../../test/support/store.ts';
import { type Clock, systemClock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { silentLogger } from '../../base/log.ts';
import { SYSTEM } from '../access/caller.ts';
import { createQueueIds } from '../delivery/queue-id.ts';
import { NO_FLAGS } from '../ports/flags.ts';
import type { AccountId, Uid } from '../ports/ids.ts';
import type { RecipientReport, Transmission, TransmissionReport } from '../ports/mail-sender.ts';
import { NULL_RETURN_PATH, type OutgoingMessage, type OutgoingRecipient } from '../ports/queue.ts';
import { applyOne, type Outcome, type Store } from '../ports/store.ts';
import type { TraceFacts, TraceKind } from '../trace/trace-facts.ts';
import type { NoticePlaces } from './notice-writer.ts';
import { createOutgoingQueue, type OutgoingQueue } from './outgoing-queue.ts';

const DAY = 86_400_000;
const TIMEOUT_MS = 10_000;
const MESSAGE = 'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <one@example.test>\r\n\r\nHallo\r\n';

type Answer = Partial<RecipientReport> | 'hang';

class Rig implements AsyncDisposable {
  readonly mail: TestMailboxes;
  readonly queue: OutgoingQueue;
  readonly sent: { readonly transmission: Transmission; readonly octets: string }[] = [];
  readonly traced: string[] = [];
  /** By address; without one it is taken. */
  readonly answers = new Map<string, Answer>();
  destination: TransmissionReport['destination'] = 'ok';
  readonly account: AccountId;
  offsetMs = 0;
  readonly clock: Clock = { ...systemClock, nowMs: () => Date.now() + this.offsetMs };
  /** Put before the store: may answer in its place. */
  intercept: (operation: { readonly kind: string }) => Outcome<never> | null = () => null;

  constructor(mail: TestMailboxes) {
    this.mail = mail;
    this.account = mail.alice.account;
    this.queue = createOutgoingQueue({
      store: this.store(),
      settings: mail.settings,
      clock: this.clock,
      log: silentLogger,
      trace: {
        add: <K extends TraceKind>(_queueId: string, kind: K, facts: TraceFacts[K]) => {
          this.traced.push(`${kind} ${Object.values(facts).join(' ')}`);
        },
      },
      observations: { tally: () => {}, tallies: async () => [], forgetTallies: async () => {} },
      sender: { send: (one, signal) => this.#send(one, signal), [Symbol.asyncDispose]: async () => {} },
      channels: {
        deliver: async ({ recipients }) => recipients.map(() => reportOf({ text: '' })),
        listFiles: async () => [],
        listPrograms: async () => [],
        faultOf: async () => null,
      },
      hostname: 'mail.example.test',
      random: () => 0.5,
      nextQueueId: createQueueIds(this.clock, 'XX'),
      placesOf: async (address) => this.places(address),
      sign: async (domain) => `DKIM-Signature: d=${domain}\r\n`,
      openPassword: () => 'secret',
      stopDeadlineMs: 50,
    });
  }

  static async open(): Promise<Rig> {
    return new Rig(await openTestMailboxes());
  }

  /** Queues a message of alice's, as delivery does. */
  async enqueue(
    recipients: readonly string[],
    more: Partial<OutgoingMessage> = {},
    of: Partial<OutgoingRecipient> = {},
  ) {
    const message: OutgoingMessage = {
      queueId: createQueueIds(this.clock, 'YY')(),
      returnPath: { ...NULL_RETURN_PATH, address: 'alice@example.test' },
      origin: 'submitted',
      account: this.account,
      head: 'X-Head: yes\r\n',
      priority: 0,
      requiresTls: false,
      deliverBy: null,
      notBeforeMs: null,
      heldBecause: null,
      ...more,
      recipients: recipients.map((address) => ({
        address,
        notify: null,
        originalRecipient: null,
        channel: { kind: 'smtp' },
        lane: address.slice(address.indexOf('@') + 1),
        ...of,
      })),
    };
    const content = await stage(this.mail.store, MESSAGE);
    const receivedAt = { ms: this.clock.nowMs(), offsetMinutes: 0 };
    await applyOne(this.mail.store, { kind: 'deliver', content, receivedAt, local: [], outgoing: [message] });
    return message.queueId;
  }

  /** Waits until what the queue does has led to this. */
  async until(isSo: () => Promise<boolean> | boolean): Promise<void> {
    const deadlineMs = performance.now() + TIMEOUT_MS;
    while (!(await isSo())) {
      if (performance.now() > deadlineMs) throw new Error('it has not come to that');
      await sleep(5);
    }
  }

  async isEmpty(): Promise<boolean> {
    return (await this.queue.counts()).messages === 0;
  }

  /** Texts of the messages in a user's INBOX. */
  async inbox(who: 'alice' | 'bob' = 'alice'): Promise<string[]> {
    const { store } = this.mail;
    const { mailboxes } = store.reader();
    const inbox = await mailboxes.find(this.mail[who].account, 'INBOX');
    const rows = inbox === null ? [] : await mailboxes.scan(inbox.id, 1 as Uid, 99 as Uid, 99, ['hash']);
    return Promise.all(rows.map(async ([hash]) => Buffer.from(await store.contents.read(hash)).toString()));
  }

  private store(): Store {
    const { store } = this.mail;
    const apply = async (operations: readonly { readonly kind: string }[]) => {
      const answered = operations.map((operation) => this.intercept(operation));
      return answered.some((one) => one !== null) ? answered : store.apply(operations as never);
    };
    return Object.assign(Object.create(store) as Store, {
      apply,
      reader: () => store.reader(),
      feed: store.feed,
      contents: store.contents,
    });
  }

  /** What an address leads to. */
  places = (address: string): NoticePlaces => {
    const local = /^(?:alice|postmaster)@example\.test$/.test(address) ? this.mail.alice : null;
    if (local !== null) return { local: [{ account: local.account, mailbox: null, ...NO_FLAGS }], remote: [] };
    if (address.endsWith('@example.test')) return { local: [], remote: [] };
    const lane = address.slice(address.indexOf('@') + 1);
    const remote = { address, notify: null, originalRecipient: null, channel: { kind: 'smtp' as const }, lane };
    return { local: [], remote: [remote] };
  };

  async #send(transmission: Transmission, signal: AbortSignal): Promise<TransmissionReport> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of transmission.open()) chunks.push(chunk);
    this.sent.push({ transmission, octets: Buffer.concat(chunks).toString() });
    const answers = transmission.recipients.map(({ address }) => this.answers.get(address) ?? {});
    if (answers.includes('hang')) {
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    const recipients = answers.map((answer) => reportOf(answer === 'hang' ? {} : answer));
    return { recipients, destination: this.destination, tls: 'TLSv1.3', durationMs: 1 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.queue[Symbol.asyncDispose]();
    await this.mail[Symbol.asyncDispose]();
  }
}

function reportOf(answer: Partial<RecipientReport>): RecipientReport {
  return {
    ...{ atMs: Date.now(), host: 'mx.example.com', address: '192.0.2.1', code: 250 },
    ...{ status: '2.0.0', text: '250 2.0.0 Ok', outcome: 'delivered', isDsnRelayed: false },
    ...answer,
  };
}

const UNKNOWN = { outcome: 'failed', status: '5.1.1', code: 550, text: '550 5.1.1 No such user' } as const;
const LATER = { outcome: 'deferred', status: '4.2.2', code: 452, text: '452 4.2.2 Mailbox full' } as const;

describe('what is queued', () => {
  test('is sent with its head, and leaves the queue', async () => {
    await using rig = await Rig.open();
    await rig.queue.start();
    await rig.enqueue(['bob@example.com', 'carol@example.com', 'dave@example.org']);
    await rig.until(() => rig.isEmpty());
    expect(rig.sent.map(({ transmission }) => transmission.recipients.length).toSorted((a, b) => a - b)).toEqual([
      1, 2,
    ]);
    expect(rig.sent[0]?.octets).toBe(`X-Head: yes\r\n${MESSAGE}`);
    expect(await rig.inbox()).toEqual([]);
    await expect.poll(() => rig.traced.filter((line) => line.startsWith('attempt')).length).toBe(3);
  });

  test('is sent after a restart too, and what a stop cut off is tried again', async () => {
    await using rig = await Rig.open();
    rig.answers.set('bob@example.com', 'hang');
    await rig.enqueue(['bob@example.com']);
    await rig.queue.start();
    await rig.until(() => rig.sent.length === 1);
    await rig.queue[Symbol.asyncDispose]();
    const [message] = await rig.queue.list({ limit: 10 });
    expect(message?.recipients).toMatchObject([{ attempts: 0, lastAttempt: null }]);
    const again = new Rig(rig.mail);
    await using _ = again.queue;
    await again.queue.start();
    await again.until(() => again.isEmpty());
    expect(again.sent.length).toBe(1);
  });

  test('that a mailbox file or program takes goes there', async () => {
    await using rig = await Rig.open();
    await rig.queue.start();
    await rig.enqueue(['list@example.test'], {}, { channel: { kind: 'program', name: 'fax' }, lane: 'program:fax' });
    await rig.until(() => rig.isEmpty());
    expect(rig.sent).toEqual([]);
  });
});

describe('the sender', () => {
  test('gets one notice for all recipients that failed, in the same commit and in his language', async () => {
    await using rig = await Rig.open();
    await applyOne(rig.mail.store, { kind: 'update-user', account: rig.account, expectVersion: null, language: 'de' });
    rig.answers.set('bob@example.com', UNKNOWN).set('carol@example.com', UNKNOWN);
    await rig.queue.start();
    await rig.enqueue(['bob@example.com', 'carol@example.com', 'dave@example.com']);
    await rig.until(() => rig.isEmpty());
    const [notice = '', ...others] = await rig.inbox();
    expect(others).toEqual([]);
    expect(notice).toMatch(/^Return-Path: <>\r\nFrom: Mail-Zustellung <postmaster@example\.test>\r\n/);
    expect(notice).toContain('Ihre Nachricht konnte nicht zugestellt werden an:');
    expect(notice).toContain('In-Reply-To: <one@example.test>');
    expect(notice.match(/^Final-Recipient: .*$/gm)).toEqual([
      'Final-Recipient: rfc822; bob@example.com',
      'Final-Recipient: rfc822; carol@example.com',
    ]);
    expect(notice).toContain('Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n');
    expect(notice).toContain(MESSAGE);
    // Told after the commit that filed the notice.
    await expect
      .poll(() => rig.traced.filter((line) => line.startsWith('notice')))
      .toEqual([
        'notice alice@example.test bob@example.com failure',
        'notice alice@example.test carol@example.com failure',
      ]);
  });

  test.each([
    ['NOTIFY=NEVER', { notify: [] }, UNKNOWN],
    ['NOTIFY=DELAY', { notify: ['delay'] }, UNKNOWN],
    ['no NOTIFY', {}, {}],
    ['NOTIFY=SUCCESS where the next server tells it', { notify: ['success'] }, { isDsnRelayed: true }],
  ] as const)('gets none with %s', async (_name, recipient, answer) => {
    await using rig = await Rig.open();
    rig.answers.set('bob@example.com', answer);
    await rig.queue.start();
    await rig.enqueue(['bob@example.com'], {}, recipient);
    await rig.until(() => rig.isEmpty());
    expect(await rig.inbox()).toEqual([]);
  });

  test('learns that it was handed over, if he asked for it', async () => {
    await using rig = await Rig.open();
    await rig.queue.start();
    const of = { notify: ['success'], originalRecipient: 'rfc822;Bob@example.com' } as const;
    await rig.enqueue(['bob@example.com'], { returnPath: pathOf('alice@example.test', { envelopeId: 'E 1' }) }, of);
    await rig.until(() => rig.isEmpty());
    const [notice = ''] = await rig.inbox();
    expect(notice).toContain('Original-Envelope-Id: E 1\r\nReporting-MTA: dns; mail.example.test\r\n');
    expect(notice).toContain('Original-Recipient: rfc822; Bob@example.com\r\n');
    expect(notice).toContain('Action: relayed\r\n');
    // RET speaks of failures only: the header is enough.
    expect(notice).not.toContain('Hallo');
  });

  test('elsewhere gets it by the queue, signed, and a notice that fails is answered by none', async () => {
    await using rig = await Rig.open();
    rig.answers.set('bob@example.com', UNKNOWN).set('eve@example.org', UNKNOWN);
    await rig.queue.start();
    await rig.enqueue(['bob@example.com'], { returnPath: pathOf('eve@example.org'), origin: 'forwarded' });
    await rig.until(async () => rig.sent.length === 2 && (await rig.isEmpty()));
    const notice = rig.sent[1];
    expect(notice?.transmission.message.returnPath.address).toBe('');
    expect(notice?.transmission.message.origin).toBe('notice');
    expect(notice?.octets).toMatch(/^DKIM-Signature: d=example\.test\r\nFrom: Mail delivery </);
    expect(await rig.inbox()).toEqual([]);
  });

  test('is not told of what a user has forwarded without knowing him: the user is, in his mailbox here', async () => {
    await using rig = await Rig.open();
    await applyOne(rig.mail.store, {
      ...{ kind: 'update-user', account: rig.account, expectVersion: null },
      forwarding: { addresses: ['bob@example.com'], keepsCopy: false },
    });
    rig.answers.set('bob@example.com', UNKNOWN);
    // As its forwarding would have it.
    const bob = { address: 'bob@example.com', notify: [], originalRecipient: null, lane: 'example.com' };
    rig.places = () => ({ local: [], remote: [{ ...bob, channel: { kind: 'smtp' } }] });
    await rig.queue.start();
    const head = 'Delivered-To: alice@example.test\r\nARC-Seal: x\r\n';
    await rig.enqueue(['bob@example.com'], { origin: 'forwarded', head });
    await rig.until(() => rig.isEmpty());
    expect(rig.sent).toHaveLength(1);
    const [notice = '', ...others] = await rig.inbox();
    expect(others).toEqual([]);
    expect(notice).toContain('To: <alice@example.test>');
    expect(notice).toContain('A message that this server was to send on could not be delivered to:');
    expect(notice).toContain('The message came for alice@example.test.');
    // What would be lost otherwise.
    expect(notice).toContain('Hallo');
  });

  test('who is none is told nothing, but the postmaster may be', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'undeliverableNotices', 'postmaster');
    rig.answers.set('bob@example.com', UNKNOWN);
    await rig.queue.start();
    await rig.enqueue(['bob@example.com'], { returnPath: NULL_RETURN_PATH, origin: 'notice' });
    await rig.until(() => rig.isEmpty());
    expect((await rig.inbox())[0]).toContain('To: <postmaster@example.test>');
  });

  test('hears of a delay after four hours, and of the end after five days', async () => {
    await using rig = await Rig.open();
    rig.answers.set('bob@example.com', LATER);
    const queueId = await rig.enqueue(['bob@example.com']);
    await rig.queue.start();
    const isTried = async (times: number) =>
      rig.until(async () => (await rig.queue.show(queueId))[0]?.recipients[0]?.attempts === times);
    await isTried(1);
    expect(await rig.inbox()).toEqual([]);
    rig.offsetMs = 5 * 3_600_000;
    await rig.queue.retry({ all: true }, 'admin');
    await isTried(2);
    expect(await rig.inbox()).toEqual([expect.stringContaining('Action: delayed\r\nStatus: 4.2.2\r\n')]);
    rig.offsetMs = 5 * DAY;
    await rig.queue.retry({ lane: 'example.com' }, 'admin');
    await rig.until(() => rig.isEmpty());
    const [, last = ''] = await rig.inbox();
    expect(last).toContain('Action: failed\r\nStatus: 5.4.7\r\n');
    expect(last).toContain('until its time was over');
    expect(last).toContain('The mailbox is full.');
  });

  test('learns that a copy was filed here, or passed on to a list', async () => {
    await using rig = await Rig.open();
    await rig.queue.successNotices.tell(
      {
        ...{ queueId: 'Q1', account: rig.account, deliverBy: null, notBeforeMs: null, arrivedAtMs: 0 },
        returnPath: pathOf('alice@example.test'),
        ...(await contentOf(rig)),
      },
      [
        { address: 'bob@example.test', notify: ['success'], originalRecipient: null, action: 'delivered' },
        { address: 'list@example.test', notify: ['success'], originalRecipient: null, action: 'expanded' },
        { address: 'carol@example.test', notify: ['failure'], originalRecipient: null, action: 'delivered' },
      ],
    );
    const [notice = ''] = await rig.inbox();
    expect(notice.match(/^(?:Final-Recipient|Action): .*$/gm)).toEqual([
      'Final-Recipient: rfc822; bob@example.test',
      'Action: delivered',
      'Final-Recipient: rfc822; list@example.test',
      'Action: expanded',
    ]);
  });
});

describe('where the store fails', () => {
  test('a message that was taken is settled although its notices find no space', async () => {
    await using rig = await Rig.open();
    rig.answers.set('bob@example.com', UNKNOWN);
    rig.intercept = (operation) =>
      'notices' in operation && Array.isArray(operation.notices) && operation.notices.length > 0
        ? { ok: false, failure: new Failure('no-space', 'disk short') }
        : null;
    await rig.queue.start();
    const queueId = await rig.enqueue(['bob@example.com', 'carol@example.com']);
    await rig.until(async () => (await rig.queue.show(queueId))[0]?.recipients.length === 1);
    const [message] = await rig.queue.show(queueId);
    expect(message?.recipients).toMatchObject([{ address: 'bob@example.com', lastAttempt: { status: '5.1.1' } }]);
    rig.intercept = () => null;
    await rig.queue.retry({ queueIds: [queueId] }, 'admin');
    await rig.until(() => rig.isEmpty());
    expect((await rig.inbox()).length).toBe(1);
  });

  test('an attempt is settled as soon as it can be', async () => {
    await using rig = await Rig.open();
    let failures = 1;
    rig.intercept = ({ kind }) =>
      kind === 'settle-outgoing' && failures-- > 0
        ? { ok: false, failure: new Failure('unavailable', 'not now') }
        : null;
    await rig.queue.start();
    await rig.enqueue(['bob@example.com']);
    await rig.until(() => rig.isEmpty());
    expect(rig.sent.length).toBe(1);
  });
});

describe('an administrator', () => {
  test('holds and releases', async () => {
    await using rig = await Rig.open();
    rig.answers.set('bob@example.com', LATER);
    await rig.queue.start();
    const queueId = await rig.enqueue(['bob@example.com']);
    await rig.until(() => rig.sent.length === 1);
    expect(await rig.queue.hold({ queueIds: [queueId, 'none'] }, 'to be looked at', 'admin')).toBe(1);
    expect(await rig.queue.hold({ all: true }, 'again', 'admin')).toBe(0);
    expect((await rig.queue.show(queueId))[0]?.heldBecause).toBe('to be looked at');
    expect(await rig.queue.retry({ all: true }, 'admin')).toBe(1);
    rig.answers.clear();
    expect(await rig.queue.release({ account: rig.account }, 'admin')).toBe(1);
    await rig.until(() => rig.isEmpty());
    expect(rig.sent.length).toBe(2);
    expect(rig.traced.filter((line) => /^(?:held|retried|released)/.test(line))).toEqual([
      'held to be looked at',
      'retried admin',
      'released admin',
    ]);
  });

  test('gives back what waits for one destination, and deletes what waits for another', async () => {
    await using rig = await Rig.open();
    const queueId = await rig.enqueue(['bob@example.com', 'carol@example.org', 'dave@example.net']);
    expect(await rig.queue.bounce({ lane: 'example.com' }, 'admin')).toBe(1);
    const [notice = ''] = await rig.inbox();
    expect(notice).toContain('An administrator has taken the message out of the queue.');
    expect(await rig.queue.delete({ lane: 'example.org' }, 'admin')).toBe(1);
    const left = (await rig.queue.show(queueId))[0]?.recipients.map(({ address }) => address);
    expect(left).toEqual(['dave@example.net']);
    expect(await rig.queue.delete({ queueIds: [queueId] }, 'admin')).toBe(1);
    expect(await rig.isEmpty()).toBe(true);
    expect((await rig.inbox()).length).toBe(1);
  });

  test('sees no next attempt before that of the destination', async () => {
    await using rig = await Rig.open();
    rig.destination = 'unreachable';
    rig.answers.set('bob@example.com', LATER);
    await rig.queue.start();
    await rig.enqueue(['bob@example.com']);
    await rig.until(async () => ((await rig.queue.lanes())[0]?.blockedUntilMs ?? null) !== null);
    const queueId = await rig.enqueue(['carol@example.com']);
    const [lane] = await rig.queue.lanes();
    const [, listed] = await rig.queue.list({ lane: 'example.com', limit: 2 });
    expect(listed?.queueId).toBe(queueId);
    expect(await rig.queue.show(queueId)).toEqual([listed]);
    expect(lane?.blockedUntilMs).toBeGreaterThan(rig.clock.nowMs());
    expect(listed?.recipients[0]?.nextAttemptAtMs).toBe(lane?.blockedUntilMs);
    expect(lane?.nextAttemptAtMs).toBeGreaterThanOrEqual(lane?.blockedUntilMs ?? Infinity);
  });

  test('sees the destinations', async () => {
    await using rig = await Rig.open();
    rig.answers.set('bob@example.com', LATER);
    await rig.queue.start();
    await rig.enqueue(['bob@example.com']);
    await rig.until(async () => {
      const [lane] = await rig.queue.lanes();
      return lane?.running === 0 && lane.nextAttemptAtMs > rig.clock.nowMs();
    });
    expect(await rig.queue.lanes()).toMatchObject([
      { lane: 'example.com', recipients: 1, running: 0, blockedUntilMs: null, lastFailure: null },
    ]);
  });
});

function pathOf(address: string, more: Partial<OutgoingMessage['returnPath']> = {}): OutgoingMessage['returnPath'] {
  return { ...NULL_RETURN_PATH, address, ...more };
}

/** A content of the store, held by a message for bob. */
async function contentOf(rig: Rig) {
  const content = await stage(rig.mail.store, MESSAGE);
  const { hash, sizeBytes } = content.staged;
  const local = [{ account: rig.mail.bob.account, mailbox: null, ...NO_FLAGS }];
  const receivedAt = { ms: 0, offsetMinutes: 0 };
  await applyOne(rig.mail.store, { kind: 'deliver', content, receivedAt, local, outgoing: [] });
  return { content: hash, sizeBytes };
}
