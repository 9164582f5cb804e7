/**
 * Ends an attempt in the store: who is done leaves, who is put off stays, and whoever is to be told has his notice in
 * the same commit. What a server has taken is never forgotten because a notice could not be written.
 */
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { RecipientSettlement } from '../ports/delivery-operations.ts';
import type { RecipientReport } from '../ports/mail-sender.ts';
import type { AttemptSummary, QueuedMessage, QueuedRecipient } from '../ports/queue.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { Trace } from '../trace/trace.ts';
import type { Fate } from './fate.ts';
import type { NoticeReason } from './notice-reason.ts';
import type { NoticeKind } from './notice-text.ts';
import type { Notice, NoticeFacts, NoticeSubject, NoticeWriter } from './notice-writer.ts';

export type SettledRecipient = readonly [recipient: QueuedRecipient, fate: Fate];

/**
 * Resolves when it is on stable storage; tries again as long as the store cannot. Rejects with the signal's reason.
 * @param reason where no attempt has shown why it failed.
 */
export type Settle = (
  message: Omit<QueuedMessage, 'recipients'>,
  recipients: readonly SettledRecipient[],
  signal: AbortSignal,
  reason?: NoticeReason,
) => Promise<void>;

export interface SettleDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly trace: Trace;
  readonly notices: NoticeWriter;
  /** Waits; rejects when it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** When a notice could not be written, for want of space above all, it is tried again after this time. */
const NOTICE_RETRY_MS = 300_000;

const KIND_OF_ACTION = {
  failed: 'failure',
  delayed: 'delay',
  delivered: 'success',
  relayed: 'success',
  expanded: 'success',
} as const satisfies Record<NonNullable<Fate['told']>, NoticeKind>;

interface WrittenNotice {
  readonly kind: NoticeKind;
  readonly notice: Notice;
  readonly about: readonly NoticeFacts[];
}

export function createSettle(deps: SettleDeps): Settle {
  return async (message, recipients, signal, reason) => {
    const log = deps.log.child({ queueId: message.queueId });
    let pauseMs = FIRST_PAUSE_MS;
    let settled = recipients;
    for (;;) {
      try {
        const written = await settleOnce(deps, message, settled, signal, reason ?? null);
        traceSettled(deps.trace, message, settled, written);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (settled === recipients && !isFailure(error, 'unavailable')) {
          log.error({ err: error }, 'notice not written: trying again later');
          settled = withoutNotices(recipients, deps.clock.nowMs());
          continue;
        }
        // Whatever it is: given up, it would be sent once more.
        log.error({ err: error }, 'attempt not settled: trying again');
        await deps.sleep(pauseMs, signal);
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      }
    }
  };
}

async function settleOnce(
  { store, notices }: SettleDeps,
  message: Omit<QueuedMessage, 'recipients'>,
  recipients: readonly SettledRecipient[],
  signal: AbortSignal,
  reason: NoticeReason | null,
): Promise<readonly WrittenNotice[]> {
  await using staged = new AsyncDisposableStack();
  const written: WrittenNotice[] = [];
  for (const [kind, about] of byKind(recipients, reason)) {
    const notice = await notices.write(kind, subjectOf(message), about, signal);
    if (notice === null) continue;
    staged.use(notice.deliver.content.staged);
    written.push({ kind, notice, about });
  }
  const { isGone } = await applyOne(store, {
    kind: 'settle-outgoing',
    message: message.id,
    recipients: recipients.map(toSettlement),
    notices: written.map(({ notice }) => notice.deliver),
  });
  return isGone ? [] : written;
}

/** Failures, delays and successes are told separately: they are read separately. */
function byKind(
  recipients: readonly SettledRecipient[],
  reason: NoticeReason | null,
): ReadonlyMap<NoticeKind, readonly NoticeFacts[]> {
  const kinds = new Map<NoticeKind, NoticeFacts[]>();
  for (const [recipient, fate] of recipients) {
    if (fate.told === null) continue;
    const kind = KIND_OF_ACTION[fate.told];
    const facts = factsOf(recipient, fate, fate.told, reason);
    kinds.set(kind, [...(kinds.get(kind) ?? []), facts]);
  }
  return kinds;
}

function factsOf(
  { address, originalRecipient, channel }: QueuedRecipient,
  fate: Fate,
  action: NonNullable<Fate['told']>,
  reason: NoticeReason | null,
): NoticeFacts {
  const { report } = fate;
  return {
    address,
    originalRecipient,
    channel,
    action,
    status: report.status,
    expiredAfter: fate.kind === 'done' ? fate.expiredAfter : null,
    reason,
    host: report.host,
    reply: report.text,
    code: report.code,
    lastAttemptAtMs: report.atMs,
    willRetryUntilMs: fate.kind === 'put-off' ? fate.willRetryUntilMs : null,
  };
}

function subjectOf(message: Omit<QueuedMessage, 'recipients'>): NoticeSubject {
  return { ...message, arrivedAtMs: message.queuedAtMs };
}

function toSettlement([recipient, fate]: SettledRecipient): RecipientSettlement {
  if (fate.kind === 'done') return { kind: 'done', recipient: recipient.id };
  return {
    kind: 'put-off',
    recipient: recipient.id,
    nextAttemptAtMs: fate.nextAttemptAtMs,
    attempt: summaryOf(fate.report),
    isDelayTold: recipient.isDelayTold || fate.told !== null,
  };
}

function summaryOf({ atMs, host, address, status, text }: RecipientReport): AttemptSummary {
  return { atMs, host, address, status, text };
}

/** Who was to be told of a failure is kept until that is possible; all others are settled as they are. */
function withoutNotices(recipients: readonly SettledRecipient[], nowMs: number): readonly SettledRecipient[] {
  return recipients.map(([recipient, fate]) => {
    const { report, told } = fate;
    if (told !== 'failed') return [recipient, { ...fate, told: null }];
    const nextAttemptAtMs = nowMs + NOTICE_RETRY_MS;
    return [recipient, { kind: 'put-off', report, nextAttemptAtMs, told: null, willRetryUntilMs: nextAttemptAtMs }];
  });
}

function traceSettled(
  trace: Trace,
  { queueId }: Pick<QueuedMessage, 'queueId'>,
  recipients: readonly SettledRecipient[],
  written: readonly WrittenNotice[],
): void {
  for (const [{ address: recipient }, fate] of recipients) {
    if (fate.kind === 'put-off') {
      trace.add(queueId, 'delayed', { recipient, untilMs: fate.nextAttemptAtMs, reason: fate.report.text });
    } else if (fate.expiredAfter !== null) {
      trace.add(queueId, 'expired', { recipient });
    }
  }
  for (const { kind, notice, about } of written) {
    for (const { address } of about) trace.add(queueId, 'notice', { recipient: notice.to, about: address, kind });
  }
}
