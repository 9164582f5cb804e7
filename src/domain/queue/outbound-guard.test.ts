import { describe, expect, test } from 'vitest';
import { openTestMailboxes, type TestMailboxes } from '../../../test/support/mailboxes.ts';
import { stage } from '../../../test/support/store.ts';
import { VirtualTime } from '../../../test/support/virtual-time.ts';
import { silentLogger } from '../../base/log.ts';
import { SYSTEM } from '../access/caller.ts';
import type { AccountId, Uid } from '../ports/ids.ts';
import type { Tally } from '../ports/observations.ts';
import { NULL_RETURN_PATH, type OutgoingOrigin } from '../ports/queue.ts';
import { applyOne } from '../ports/store.ts';
import { silentTrace } from '../trace/trace.ts';
import { createNoticeWriter } from './notice-writer.ts';
import { createOutboundGuard, type GuardOfQueue } from './outbound-guard.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 23, 12);

class Rig implements AsyncDisposable {
  readonly mail: TestMailboxes;
  readonly time = new VirtualTime(START);
  readonly tallies = new Map<string, Tally>();
  guard: GuardOfQueue;

  constructor(mail: TestMailboxes) {
    this.mail = mail;
    this.guard = this.restart();
  }

  static async open(): Promise<Rig> {
    return new Rig(await openTestMailboxes());
  }

  get account(): AccountId {
    return this.mail.bob.account;
  }

  restart(): GuardOfQueue {
    const { store, settings, alice } = this.mail;
    const notices = createNoticeWriter({
      ...{ store, settings, clock: this.time, hostname: 'mail.example.test', nextQueueId: () => 'N1' },
      placesOf: async () => ({
        local: [{ account: alice.account, mailbox: null, system: 0, keywords: '' }],
        remote: [],
      }),
      sign: async () => '',
    });
    this.guard = createOutboundGuard({
      ...{ store, settings, clock: this.time, log: silentLogger, trace: silentTrace, notices },
      observations: {
        tally: (tally, count = 1) => {
          const key = JSON.stringify(tally);
          this.tallies.set(key, { ...tally, count: (this.tallies.get(key)?.count ?? 0) + count });
        },
        tallies: async (_topic, day) => [...this.tallies.values()].filter((tally) => tally.day === day),
        forgetTallies: async () => {},
      },
      signal: new AbortController().signal,
    });
    return this.guard;
  }

  get user() {
    return { kind: 'user', account: this.account } as const;
  }

  /** What becomes of one message, which is taken where it may be. */
  sendOne(recipients: number, sender: Parameters<GuardOfQueue['admit']>[0] = this.user): string {
    const admission = this.guard.admit(sender, recipients);
    if (admission.kind === 'refuse') return 'refuse';
    using share = admission.share;
    share.keep();
    return share.heldBecause === null ? 'ok' : 'hold';
  }

  /** Sends messages; how many were taken before the first that was not, and what became of that. */
  send(messages: number, recipients: number): readonly [taken: number, kind: string] {
    for (let i = 0; i < messages; i++) {
      const kind = this.sendOne(recipients);
      if (kind !== 'ok') return [i, kind];
    }
    return [messages, 'ok'];
  }

  /** Why a message that is given back again would wait. */
  get heldBecause(): string | null {
    const admission = this.guard.admit(this.user, 1);
    if (admission.kind === 'refuse') return null;
    using share = admission.share;
    return share.heldBecause;
  }

  async queueOne(heldBecause: string | null = null, origin: OutgoingOrigin = 'submitted'): Promise<void> {
    const recipient = { address: 'x@example.org', notify: null, originalRecipient: null, lane: 'example.org' };
    await applyOne(this.mail.store, {
      kind: 'deliver',
      content: await stage(this.mail.store, 'Subject: x\r\n\r\n'),
      receivedAt: { ms: START, offsetMinutes: 0 },
      local: [],
      outgoing: [
        {
          ...{ queueId: 'Q1', returnPath: NULL_RETURN_PATH, origin, account: this.account, head: '' },
          ...{ priority: 0, requiresTls: false, deliverBy: null, notBeforeMs: null, heldBecause },
          recipients: [{ ...recipient, channel: { kind: 'smtp' } }],
        },
      ],
    });
  }

  async letters(): Promise<number> {
    const { mailboxes } = this.mail.store.reader();
    const inbox = await mailboxes.find(this.mail.alice.account, 'INBOX');
    return inbox === null ? 0 : (await mailboxes.scan(inbox.id, 1 as Uid, 99 as Uid, 99, ['uid'])).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mail[Symbol.asyncDispose]();
  }
}

describe('limits', () => {
  test.each([
    ['outboundMessagesPerHour', '3', 1, [3, 'refuse']],
    ['outboundMessagesPerDay', '4', 1, [4, 'refuse']],
    ['outboundRecipientsPerHour', '10', 4, [2, 'refuse']],
    ['outboundRecipientsPerDay', '9', 4, [2, 'refuse']],
  ] as const)('%s', async (name, value, recipients, expected) => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, name, value);
    expect(rig.send(10, recipients)).toEqual(expected);
  });

  test('of an hour are over after it, and of a day after that', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundMessagesPerHour', '3');
    await rig.mail.settings.set(SYSTEM, 'outboundMessagesPerDay', '5');
    expect(rig.send(9, 1)).toEqual([3, 'refuse']);
    await rig.time.advance(2 * HOUR);
    expect(rig.send(9, 1)).toEqual([2, 'refuse']);
    await rig.time.advance(25 * HOUR);
    expect(rig.send(9, 1)).toEqual([3, 'refuse']);
  });

  test('outlive a restart', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundMessagesPerDay', '5');
    rig.send(4, 1);
    await rig.restart().start();
    expect(rig.send(9, 1)).toEqual([1, 'refuse']);
  });

  test('are of each account', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundMessagesPerHour', '1');
    expect(rig.send(2, 1)).toEqual([1, 'refuse']);
    expect(rig.sendOne(1, { kind: 'user', account: rig.mail.alice.account })).toBe('ok');
  });
});

describe('messages that come at the same moment', () => {
  test('count against each other before any is taken', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundRecipientsPerHour', '10');
    const first = rig.guard.admit(rig.user, 6);
    expect(first.kind).toBe('ok');
    expect(rig.guard.admit(rig.user, 6).kind).toBe('refuse');
    expect(rig.guard.admit(rig.user, 4).kind).toBe('ok');
  });

  test('what is not taken in the end is given back, and what is taken is not', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundRecipientsPerHour', '10');
    for (const isKept of [false, true]) {
      const admission = rig.guard.admit(rig.user, 6);
      if (admission.kind === 'refuse') expect.unreachable();
      using share = admission.share;
      if (isKept) share.keep();
    }
    expect(rig.sendOne(5)).toBe('refuse');
    expect(rig.sendOne(4)).toBe('ok');
    // Nor is it there after a restart.
    await rig.restart().start();
    expect(rig.sendOne(1)).toBe('refuse');
    expect([...rig.tallies.values()].reduce((sum, { count }) => sum + count, 0)).toBe(2 + 10);
  });
});

describe('devices', () => {
  const device = (address: string) => ({ kind: 'device', address }) as const;

  test('have limits of their own, each network by itself', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundMessagesPerHour', '1');
    expect(rig.sendOne(1, device('192.0.2.7'))).toBe('ok');
    expect(rig.sendOne(1, device('192.0.2.7'))).toBe('refuse');
    expect(rig.sendOne(1, device('192.0.2.8'))).toBe('ok');
    expect(rig.sendOne(1, device('2001:db8::1'))).toBe('ok');
    expect(rig.sendOne(1, device('2001:db8::2'))).toBe('refuse');
    expect(rig.sendOne(1)).toBe('ok');
  });

  test('are held like users, also after a restart, until everything is released', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundSurgeRecipients', '5');
    const printer = device('192.0.2.7');
    expect(rig.sendOne(6, printer)).toBe('hold');
    await expect.poll(() => rig.letters()).toBe(1);
    const admission = rig.guard.admit(printer, 1);
    await rig.queueOne(admission.kind === 'ok' ? admission.share.heldBecause : null);
    await rig.restart().start();
    expect(rig.sendOne(1, printer)).toBe('hold');
    expect(rig.sendOne(1)).toBe('ok');
    rig.guard.release(null);
    expect(rig.sendOne(1, printer)).toBe('ok');
  });
});

describe('forwarding', () => {
  const forwardOne = (rig: Rig, recipients = 1): string | null => {
    using share = rig.guard.admitForwarding(rig.account, recipients);
    share.keep();
    return share.heldBecause;
  };

  test('beyond the limits is held, and the user may write all the same', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundRecipientsPerHour', '10');
    expect(forwardOne(rig, 8)).toBeNull();
    await rig.queueOne();
    await rig.queueOne(null, 'forwarded');
    expect(forwardOne(rig, 3)).toContain('11, where 10 are allowed');
    await expect.poll(() => rig.letters()).toBe(1);
    const waiting = await rig.mail.store.reader().queue.list({ limit: 9 });
    expect(waiting.map(({ origin, heldBecause }) => [origin, heldBecause === null])).toEqual([
      ['submitted', true],
      ['forwarded', false],
    ]);
    expect(rig.sendOne(9)).toBe('ok');
    await rig.restart().start();
    expect(forwardOne(rig)).not.toBeNull();
    expect(rig.sendOne(1)).toBe('ok');
    rig.guard.release(rig.account);
    expect(forwardOne(rig, 100)).toBeNull();
  });

  test('that comes to nothing is given back', async () => {
    await using rig = await Rig.open();
    await rig.mail.settings.set(SYSTEM, 'outboundRecipientsPerHour', '10');
    {
      using _ = rig.guard.admitForwarding(rig.account, 10);
    }
    expect(forwardOne(rig, 10)).toBeNull();
  });
});

describe('an account that suddenly writes to many', () => {
  const usual = async (rig: Rig) => {
    await rig.mail.settings.set(SYSTEM, 'outboundSurgeRecipients', '20');
    for (let day = 0; day < 3; day++) {
      rig.send(5, 2);
      await rig.time.advance(26 * HOUR);
    }
  };

  test('is held, with what waits already, and an administrator is told once', async () => {
    await using rig = await Rig.open();
    await usual(rig);
    await rig.queueOne();
    // Five times ten recipients, the most so far in a day.
    expect(rig.send(50, 2)).toEqual([25, 'hold']);
    expect(rig.heldBecause).toContain('where 10 were');
    await expect.poll(() => rig.letters()).toBe(1);
    const [waiting] = await rig.mail.store.reader().queue.list({ limit: 9 });
    expect(waiting?.heldBecause).toContain('is held');
  });

  test('is still held after a restart, and not held again for a day once it is released', async () => {
    await using rig = await Rig.open();
    await usual(rig);
    rig.send(50, 2);
    await rig.queueOne(rig.heldBecause);
    await expect.poll(() => rig.letters()).toBe(1);
    await rig.restart().start();
    expect(rig.sendOne(1)).toBe('hold');
    rig.guard.release(rig.account);
    expect(rig.send(100, 2)).toEqual([100, 'ok']);
  });

  test('is left alone where it writes to few, or where that is switched off', async () => {
    await using rig = await Rig.open();
    await usual(rig);
    await rig.mail.settings.set(SYSTEM, 'outboundSurgeFactor', '0');
    expect(rig.send(200, 2)).toEqual([200, 'ok']);
  });
});

test('an account that writes to many who do not exist is held', async () => {
  await using rig = await Rig.open();
  await rig.mail.settings.set(SYSTEM, 'outboundFailedRecipientsPerHour', '5');
  rig.guard.failed(rig.account, 5);
  expect(rig.sendOne(1)).toBe('ok');
  rig.guard.failed(rig.account, 1);
  expect(rig.sendOne(1)).toBe('hold');
  await expect.poll(() => rig.letters()).toBe(1);
});
