/** What becomes of one recipient after an attempt. RFC 5321 section 4.5.4.1, RFC 3461 section 5, RFC 2852 section 4.1 */
import type { DsnAction } from '../../formats/dsn/delivery-status.ts';
import type { RecipientReport } from '../ports/mail-sender.ts';
import type { NotifyCondition, OutgoingRecipient, QueuedMessage, QueuedRecipient } from '../ports/queue.ts';
import { type RetryPlan, retryDelayMs } from './retry-plan.ts';

export interface QueueTimes extends RetryPlan {
  /** How long a message is tried, and a notice of our own. */
  readonly lifetimeMs: number;
  readonly noticeLifetimeMs: number;
  readonly delayNoticeAfterMs: number;
}

export type Fate =
  | {
      readonly kind: 'done';
      readonly report: RecipientReport;
      /** What the sender is told; null where he is not. */
      readonly told: DsnAction | null;
      /** Given up because its time is over: the status of its last attempt. */
      readonly expiredAfter: string | null;
    }
  | {
      readonly kind: 'put-off';
      readonly report: RecipientReport;
      readonly nextAttemptAtMs: number;
      readonly told: 'delayed' | null;
      readonly willRetryUntilMs: number;
    };

type Message = Omit<QueuedMessage, 'recipients'>;

/** `delivery time expired`. RFC 3463 section 3.5 */
const EXPIRED_STATUS = '5.4.7';

/** @param notBeforeMs when the destination as a whole is tried again. */
export function decideFate(
  message: Message,
  recipient: QueuedRecipient,
  report: RecipientReport,
  nowMs: number,
  times: QueueTimes,
  notBeforeMs = 0,
): Fate {
  if (report.outcome === 'delivered') {
    return { kind: 'done', report, told: toldOfSuccess(message, recipient, report), expiredAfter: null };
  }
  const toldOfFailure = wantsNotice(recipient, 'failure') ? 'failed' : null;
  if (report.outcome === 'failed') return { kind: 'done', report, told: toldOfFailure, expiredAfter: null };
  const endsAtMs = expiresAtMs(message, times);
  if (nowMs >= endsAtMs) {
    const expired = { ...report, outcome: 'failed', status: EXPIRED_STATUS } as const;
    return { kind: 'done', report: expired, told: toldOfFailure, expiredAfter: report.status };
  }
  const planned = Math.max(nowMs + retryDelayMs(times, recipient.attempts), notBeforeMs);
  return {
    kind: 'put-off',
    report,
    // Not later than its end, so that whoever waits hears of it in time.
    nextAttemptAtMs: Math.min(planned, endsAtMs),
    told: isDelayToldNow(message, recipient, nowMs, times) ? 'delayed' : null,
    willRetryUntilMs: endsAtMs,
  };
}

/** The end of its life, and not after the time by which it had to be delivered or returned. RFC 2852 section 4.1.3 */
export function expiresAtMs(message: Message, times: Pick<QueueTimes, 'lifetimeMs' | 'noticeLifetimeMs'>): number {
  const lifetimeMs = isNotice(message) ? times.noticeLifetimeMs : times.lifetimeMs;
  const end = beginsAtMs(message) + lifetimeMs;
  return message.deliverBy?.mode === 'return' ? Math.min(end, message.deliverBy.atMs) : end;
}

/** No attempt may be made any more. RFC 2852 section 4.1.3 */
export function isPastReturn(message: Message, nowMs: number): boolean {
  return message.deliverBy?.mode === 'return' && nowMs >= message.deliverBy.atMs;
}

export function wantsNotice(recipient: Pick<OutgoingRecipient, 'notify'>, condition: NotifyCondition): boolean {
  // Without NOTIFY: failures certainly, delays as we please, success not. RFC 3461 section 4.1
  if (recipient.notify === null) return condition !== 'success';
  return recipient.notify.includes(condition);
}

function isNotice({ origin, returnPath }: Message): boolean {
  return origin === 'notice' || returnPath.address === '';
}

function toldOfSuccess(message: Message, recipient: QueuedRecipient, report: RecipientReport): DsnAction | null {
  if (recipient.channel.kind !== 'smtp') return wantsNotice(recipient, 'success') ? 'delivered' : null;
  const isNever = recipient.notify !== null && recipient.notify.length === 0;
  // RFC 2852 section 4.1.4: a trace is told of each step, wanted or not.
  if (message.deliverBy?.isTraced === true && !isNever) return 'relayed';
  return wantsNotice(recipient, 'success') && !report.isDsnRelayed ? 'relayed' : null;
}

function isDelayToldNow(message: Message, recipient: QueuedRecipient, nowMs: number, times: QueueTimes): boolean {
  if (recipient.isDelayTold || !wantsNotice(recipient, 'delay')) return false;
  const { deliverBy } = message;
  const isLate = deliverBy?.mode === 'notify' && nowMs >= deliverBy.atMs;
  return isLate || nowMs - beginsAtMs(message) >= times.delayNoticeAfterMs;
}

/** What was to wait is not late while it waits. RFC 4865 section 4 */
function beginsAtMs({ queuedAtMs, notBeforeMs }: Message): number {
  return Math.max(queuedAtMs, notBeforeMs ?? 0);
}
