/** Limits on what a sender sends, and the brake when it suddenly sends as it never did. REQUIREMENTS MO6 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { AccountId } from '../ports/ids.ts';
import type { Observations } from '../ports/observations.ts';
import type { Settings } from '../settings/settings.ts';
import { type GuardedSender, heldSender, keyOf, markOf } from './guarded-sender.ts';
import { type HoldCause, type HoldDeps, holdSender } from './hold-sender.ts';
import { selectMessages } from './select-messages.ts';
import { type Counted, DAY_MS, HISTORY_DAYS, SentCounts } from './sent-counts.ts';

/** What a message uses of its sender's limits. Disposing gives it back unless it was kept. */
export interface OutboundShare extends Disposable {
  /**
   * Why the message is taken and waits, as all that the sender sends until an administrator releases it; null where it
   * goes.
   */
  readonly heldBecause: string | null;
  /** The message was taken, also where it is held. */
  keep(): void;
}

export type Admission =
  | { readonly kind: 'ok'; readonly share: OutboundShare }
  /** For now: 450 4.7.1 with this text. */
  | { readonly kind: 'refuse'; readonly text: string };

export interface OutboundGuard {
  /**
   * Before a submitted message is taken. It counts from here on, so that of those that come at the same moment each
   * sees the others.
   *
   * @param recipients of it that are elsewhere.
   */
  admit(sender: Exclude<GuardedSender, { readonly kind: 'forwarding' }>, recipients: number): Admission;
  /** Before a message is forwarded. Too much is held, not refused: it came for others as well. */
  admitForwarding(account: AccountId, recipients: number): OutboundShare;
}

/** What the queue knows of the guard. */
export interface GuardOfQueue extends OutboundGuard {
  /** Reads the counts of the days before, and who is held. */
  start(): Promise<void>;
  /** Recipients of an account's message that other servers do not know. */
  failed(account: AccountId, recipients: number): void;
  /** An administrator has looked at it: it may go on as it has begun, for a day. Null: all senders. */
  release(account: AccountId | null): void;
}

export interface GuardDeps extends HoldDeps {
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly observations: Pick<Observations, 'tally' | 'tallies' | 'forgetTallies'>;
}

const TOPIC = 'sent';

export function createOutboundGuard(deps: GuardDeps): GuardOfQueue {
  const { settings, clock, observations, log } = deps;
  const counts = new SentCounts();
  /** Why, by the keys of the senders. */
  const held = new Map<string, string>();
  /** Released: until when nothing is held again. */
  const trusted = new Map<string, number>();

  const isTrusted = (key: string) => (trusted.get(key) ?? 0) > clock.nowMs();

  const remember = (key: string, what: Counted, number: number, atMs: number) => {
    const row = JSON.stringify({ hour: new Date(atMs).getUTCHours(), what });
    observations.tally({ topic: TOPIC, subject: key, day: dayOf(atMs), row }, number);
  };

  const share = (key: string, recipients: number, heldBecause: string | null): OutboundShare => {
    const atMs = clock.nowMs();
    const used = [
      ['messages', 1],
      ['recipients', recipients],
    ] as const;
    let isOpen = true;
    for (const [what, number] of used) counts.add(key, what, number, atMs);
    return {
      heldBecause,
      keep() {
        if (isOpen) for (const [what, number] of used) remember(key, what, number, atMs);
        isOpen = false;
      },
      [Symbol.dispose]() {
        if (isOpen) for (const [what, number] of used) counts.takeBack(key, what, number, atMs);
        isOpen = false;
      },
    };
  };

  const hold = (sender: GuardedSender, cause: HoldCause): string => {
    const because = markOf(sender) + inEnglish(cause);
    held.set(keyOf(sender), because);
    log.warn({ ...sender, because }, 'outgoing mail of a sender is held');
    void holdSender(deps, sender, because, cause).catch((error: unknown) => {
      if (!deps.signal.aborted) log.error({ err: error, ...sender }, 'outgoing mail of a sender not held');
    });
    return because;
  };

  /** The first limit that one more message would pass. */
  const exceeded = (key: string, recipients: number) => {
    const nowMs = clock.nowMs();
    for (const [what, hours, name] of LIMITS) {
      const count = counts.last(key, what, hours, nowMs) + (what === 'messages' ? 1 : recipients);
      const most = settings.get(name);
      if (count > most) return { what, count, most };
    }
    return null;
  };

  /** More than this many times what was ever usual. */
  const surge = (key: string, recipients: number): HoldCause | null => {
    const nowMs = clock.nowMs();
    const count = counts.last(key, 'recipients', 24, nowMs) + recipients;
    const usual = counts.busiestDay(key, nowMs);
    const factor = settings.get('outboundSurgeFactor');
    const most = Math.max(settings.get('outboundSurgeRecipients'), factor * usual);
    return factor === 0 || count <= most || isTrusted(key) ? null : { key: 'surge', count, usual };
  };

  return {
    async start() {
      // What was observed may be gone, and mail goes out all the same.
      await recall(observations, counts, clock.nowMs()).catch((error: unknown) => {
        log.error({ err: error }, 'counts of outgoing mail not read');
      });
      for await (const page of selectMessages(deps.store, { all: true }, { isHeld: true })) {
        for (const message of page) {
          const key = heldSender(message);
          if (key !== null && message.heldBecause !== null) held.set(key, message.heldBecause);
        }
      }
    },
    admit(sender, recipients) {
      const key = keyOf(sender);
      const because = held.get(key);
      if (because !== undefined) return { kind: 'ok', share: share(key, recipients, because) };
      const limit = exceeded(key, recipients);
      if (limit !== null) return { kind: 'refuse', text: REFUSALS[limit.what] };
      const cause = surge(key, recipients);
      return { kind: 'ok', share: share(key, recipients, cause === null ? null : hold(sender, cause)) };
    },
    admitForwarding(account, recipients) {
      const sender = { kind: 'forwarding', account } as const;
      const key = keyOf(sender);
      const because = held.get(key);
      if (because !== undefined) return share(key, recipients, because);
      const limit = isTrusted(key) ? null : exceeded(key, recipients);
      if (limit === null) return share(key, recipients, null);
      return share(key, recipients, hold(sender, { key: 'limit', count: limit.count, usual: limit.most }));
    },
    failed(account, recipients) {
      const sender = { kind: 'user', account } as const;
      const key = keyOf(sender);
      const nowMs = clock.nowMs();
      counts.add(key, 'failed', recipients, nowMs);
      remember(key, 'failed', recipients, nowMs);
      const failed = counts.last(key, 'failed', 1, nowMs);
      const most = settings.get('outboundFailedRecipientsPerHour');
      if (most === 0 || failed <= most || held.has(key) || isTrusted(key)) return;
      hold(sender, { key: 'failures', count: failed, usual: most });
    },
    release(account) {
      const keys = account === null ? [...held.keys()] : KINDS_OF_ACCOUNT.map((kind) => keyOf({ kind, account }));
      for (const key of keys) {
        held.delete(key);
        trusted.set(key, clock.nowMs() + DAY_MS);
      }
    },
  };
}

const KINDS_OF_ACCOUNT = ['user', 'forwarding'] as const;

const LIMITS = [
  ['messages', 1, 'outboundMessagesPerHour'],
  ['messages', 24, 'outboundMessagesPerDay'],
  ['recipients', 1, 'outboundRecipientsPerHour'],
  ['recipients', 24, 'outboundRecipientsPerDay'],
] as const;

const REFUSALS = {
  messages: 'Too many messages from this account, try again later',
  recipients: 'Too many recipients from this account, try again later',
} as const;

function inEnglish({ key, count, usual }: HoldCause): string {
  switch (key) {
    case 'surge':
      return `${count} recipients in a day, where ${usual} were the most so far`;
    case 'failures':
      return `${count} recipients that do not exist within an hour`;
    case 'limit':
      return `${count}, where ${usual} are allowed`;
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

async function recall(observations: GuardDeps['observations'], counts: SentCounts, nowMs: number): Promise<void> {
  for (let back = HISTORY_DAYS; back >= 0; back--) {
    const day = dayOf(nowMs - back * DAY_MS);
    for (const { subject, row, count } of await observations.tallies(TOPIC, day)) {
      restore(counts, subject, day, row, count);
    }
  }
  await observations.forgetTallies(TOPIC, dayOf(nowMs - (HISTORY_DAYS + 1) * DAY_MS));
}

function restore(counts: SentCounts, key: string, day: string, row: string, number: number): void {
  const { hour, what } = JSON.parse(row) as { readonly hour: number; readonly what: Counted };
  counts.add(key, what, number, Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00Z`));
}
