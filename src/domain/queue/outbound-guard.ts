/** Limits on what an account sends, and the brake when it suddenly sends as it never did. REQUIREMENTS MO6 */
import { translator } from '../../../locales/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Language } from '../ports/directory.ts';
import type { AccountId, QueueMessageId } from '../ports/ids.ts';
import type { Observations } from '../ports/observations.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { Trace } from '../trace/trace.ts';
import type { NoticeWriter } from './notice-writer.ts';
import { selectMessages } from './select-messages.ts';
import { type Counted, DAY_MS, HISTORY_DAYS, SentCounts } from './sent-counts.ts';

export type Admission =
  | { readonly kind: 'ok' }
  /** The message is taken and waits, as all that the account sends until an administrator releases it. */
  | { readonly kind: 'hold'; readonly because: string }
  /** For now: 450 4.7.1 with this text. */
  | { readonly kind: 'refuse'; readonly text: string };

export interface OutboundGuard {
  /** Before a submitted message is taken. Counts nothing. @param recipients of it that are elsewhere. */
  admit(account: AccountId, recipients: number): Admission;
  /** After it was taken, also where it was to be held. */
  taken(account: AccountId, recipients: number): void;
}

/** What the queue knows of the guard. */
export interface GuardOfQueue extends OutboundGuard {
  /** Reads the counts of the days before, and who is held. */
  start(): Promise<void>;
  /** Recipients of an account's message that other servers do not know. */
  failed(account: AccountId, recipients: number): void;
  /** An administrator has looked at it: it may go on as it has begun, for a day. Null: all accounts. */
  release(account: AccountId | null): void;
}

export interface GuardDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly trace: Trace;
  readonly observations: Pick<Observations, 'tally' | 'tallies' | 'forgetTallies'>;
  readonly notices: NoticeWriter;
  readonly signal: AbortSignal;
}

interface Cause {
  readonly key: 'surge' | 'failures';
  readonly count: number;
  readonly usual: number;
}

const TOPIC = 'sent';
/** What the reason of a held message begins with when its account is held as a whole; by it a restart knows. */
const MARK = 'The outgoing mail of this account is held: ';

export function createOutboundGuard(deps: GuardDeps): GuardOfQueue {
  const { settings, clock, observations, log } = deps;
  const counts = new SentCounts();
  const held = new Map<AccountId, string>();
  /** Released: until when nothing is held again. */
  const trusted = new Map<AccountId, number>();

  const count = (account: AccountId, what: Counted, number: number) => {
    const nowMs = clock.nowMs();
    counts.add(account, what, number, nowMs);
    const row = JSON.stringify({ hour: new Date(nowMs).getUTCHours(), what });
    observations.tally({ topic: TOPIC, subject: String(account), day: dayOf(nowMs), row }, number);
  };

  const hold = (account: AccountId, cause: Cause): string => {
    const because = MARK + inEnglish(cause);
    held.set(account, because);
    log.warn({ account, because }, 'outgoing mail of an account is held');
    void holdAll(deps, account, because, cause).catch((error: unknown) => {
      if (!deps.signal.aborted) log.error({ err: error, account }, 'outgoing mail of an account not held');
    });
    return because;
  };

  const isTrusted = (account: AccountId) => (trusted.get(account) ?? 0) > clock.nowMs();

  return {
    async start() {
      // What was observed may be gone, and mail goes out all the same.
      await recall(observations, counts, clock.nowMs()).catch((error: unknown) => {
        log.error({ err: error }, 'counts of outgoing mail not read');
      });
      for await (const page of selectMessages(deps.store, { all: true }, { isHeld: true })) {
        for (const { account, heldBecause } of page) {
          if (account !== null && heldBecause?.startsWith(MARK) === true) held.set(account, heldBecause);
        }
      }
    },
    admit(account, recipients) {
      const because = held.get(account);
      if (because !== undefined) return { kind: 'hold', because };
      const nowMs = clock.nowMs();
      const sent = (what: Counted, hours: number) => counts.last(account, what, hours, nowMs);
      for (const [what, hours, name] of LIMITS) {
        const more = what === 'messages' ? 1 : recipients;
        if (sent(what, hours) + more > settings.get(name)) return { kind: 'refuse', text: REFUSALS[what] };
      }
      const today = sent('recipients', 24) + recipients;
      const usual = counts.busiestDay(account, nowMs);
      const factor = settings.get('outboundSurgeFactor');
      const most = Math.max(settings.get('outboundSurgeRecipients'), factor * usual);
      if (factor === 0 || today <= most || isTrusted(account)) return { kind: 'ok' };
      return { kind: 'hold', because: hold(account, { key: 'surge', count: today, usual }) };
    },
    taken(account, recipients) {
      count(account, 'messages', 1);
      count(account, 'recipients', recipients);
    },
    failed(account, recipients) {
      count(account, 'failed', recipients);
      const failed = counts.last(account, 'failed', 1, clock.nowMs());
      const most = settings.get('outboundFailedRecipientsPerHour');
      if (most === 0 || failed <= most || held.has(account) || isTrusted(account)) return;
      hold(account, { key: 'failures', count: failed, usual: most });
    },
    release(account) {
      for (const one of account === null ? [...held.keys()] : [account]) {
        held.delete(one);
        trusted.set(one, clock.nowMs() + DAY_MS);
      }
    },
  };
}

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

function inEnglish({ key, count, usual }: Cause): string {
  return key === 'surge'
    ? `${count} recipients in a day, where ${usual} were the most so far`
    : `${count} recipients that do not exist within an hour`;
}

/** What already waits is held too, and an administrator is told. */
async function holdAll(deps: GuardDeps, account: AccountId, because: string, cause: Cause): Promise<void> {
  for await (const page of selectMessages(deps.store, { account }, { isHeld: false })) {
    const messages = page.map(({ id }): QueueMessageId => id);
    await applyOne(deps.store, { kind: 'update-queue', messages, change: { kind: 'hold', because } });
    for (const { queueId } of page) deps.trace.add(queueId, 'held', { because });
  }
  const user = await deps.store.reader().directory.user(account);
  const notice = await deps.notices.writeToPostmaster(
    (language) => letter(language, user?.userId ?? String(account), cause),
    deps.signal,
  );
  if (notice === null) return;
  await using _ = notice.deliver.content.staged;
  await applyOne(deps.store, { kind: 'deliver', ...notice.deliver });
}

function letter(language: Language, user: string, { key, count, usual }: Cause) {
  const t = translator(language);
  return {
    subject: t('guard.subject', { user }),
    text: `${[t(`guard.because.${key}`, { user, number: count, usual }), t('guard.advice', { user })].join('\n\n')}\n`,
  };
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

function restore(counts: SentCounts, subject: string, day: string, row: string, number: number): void {
  const { hour, what } = JSON.parse(row) as { readonly hour: number; readonly what: Counted };
  counts.add(Number(subject) as AccountId, what, number, Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00Z`));
}
