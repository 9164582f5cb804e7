import { describe, expect, test } from 'vitest';
import { QueueInMemory } from '../../../test/support/queue-in-memory.ts';
import type { QueuedMessage, QueuedRecipient } from '../ports/queue.ts';
import { decideFate, type QueueTimes } from './fate.ts';
import { retryDelayMs } from './retry-plan.ts';
import { localReport } from './transmit.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 23);
const TIMES: QueueTimes = {
  ...{ firstMs: 5 * MINUTE, longestMs: HOUR, random: () => 0.5 },
  ...{ lifetimeMs: 5 * DAY, noticeLifetimeMs: 2 * DAY, delayNoticeAfterMs: 4 * HOUR },
};

describe('the retry plan', () => {
  test.each([
    [0, 5],
    [1, 10],
    [2, 20],
    [3, 40],
    [4, 60],
    [100, 60],
    [100_000, 60],
  ])('after %i attempts waits %i minutes', (attempts, minutes) => {
    expect(retryDelayMs(TIMES, attempts)).toBe(minutes * MINUTE);
  });

  test('varies by a fifth either way', () => {
    expect(retryDelayMs({ ...TIMES, random: () => 0 }, 4)).toBe(48 * MINUTE);
    expect(retryDelayMs({ ...TIMES, random: () => 0.999_999 }, 4)).toBeCloseTo(72 * MINUTE, -1);
  });
});

type Case = {
  readonly message?: Partial<QueuedMessage>;
  readonly recipient?: Partial<QueuedRecipient>;
  readonly outcome: 'delivered' | 'deferred' | 'failed';
  readonly isDsnRelayed?: boolean;
  readonly afterMs?: number;
};
const BY = { atMs: START + HOUR, isTraced: false };
const NULL_PATH = { address: '', envelopeId: null, returnContent: null, smtpUtf8: false, body: '7bit' } as const;

/** What happens, what is told, and for what is put off the minutes until the next attempt. */
const CASES: readonly (readonly [string, Case, string])[] = [
  ['taken', { outcome: 'delivered' }, 'done null'],
  ['taken, success wanted', { outcome: 'delivered', recipient: { notify: ['success'] } }, 'done relayed'],
  [
    'the next server tells',
    { outcome: 'delivered', recipient: { notify: ['success'] }, isDsnRelayed: true },
    'done null',
  ],
  [
    'a program took it',
    { outcome: 'delivered', recipient: { notify: ['success'], channel: { kind: 'program', name: 'fax' } } },
    'done delivered',
  ],
  [
    'traced',
    { outcome: 'delivered', message: { deliverBy: { ...BY, mode: 'notify', isTraced: true } } },
    'done relayed',
  ],
  [
    'traced, but never told',
    {
      ...{ outcome: 'delivered', recipient: { notify: [] } },
      message: { deliverBy: { ...BY, mode: 'notify', isTraced: true } },
    },
    'done null',
  ],
  ['refused', { outcome: 'failed' }, 'done failed'],
  ['refused, only delay wanted', { outcome: 'failed', recipient: { notify: ['delay'] } }, 'done null'],
  ['put off', { outcome: 'deferred' }, 'put-off null 5'],
  ['put off again', { outcome: 'deferred', recipient: { attempts: 3 } }, 'put-off null 40'],
  ['late', { outcome: 'deferred', afterMs: 4 * HOUR, recipient: { attempts: 7 } }, 'put-off delayed 60'],
  [
    'late and told',
    { outcome: 'deferred', afterMs: 5 * HOUR, recipient: { attempts: 7, isDelayTold: true } },
    'put-off null 60',
  ],
  [
    'late, delay not wanted',
    { outcome: 'deferred', afterMs: 5 * HOUR, recipient: { notify: ['failure'] } },
    'put-off null 5',
  ],
  [
    'nearly over',
    { outcome: 'deferred', afterMs: 5 * DAY - 2 * MINUTE, recipient: { isDelayTold: true } },
    'put-off null 2',
  ],
  ['over', { outcome: 'deferred', afterMs: 5 * DAY }, 'done failed expired'],
  ['over, never told', { outcome: 'deferred', afterMs: 5 * DAY, recipient: { notify: [] } }, 'done null expired'],
  ['a notice, over', { outcome: 'deferred', afterMs: 2 * DAY, message: { origin: 'notice' } }, 'done failed expired'],
  [
    'without a sender, over',
    { outcome: 'deferred', afterMs: 2 * DAY, message: { returnPath: NULL_PATH } },
    'done failed expired',
  ],
  [
    'held back at first',
    { outcome: 'deferred', afterMs: 6 * DAY, message: { notBeforeMs: START + 6 * DAY } },
    'put-off null 5',
  ],
  [
    'to return, over',
    { outcome: 'deferred', afterMs: HOUR, message: { deliverBy: { ...BY, mode: 'return' } } },
    'done failed expired',
  ],
  [
    'to return, nearly over',
    { outcome: 'deferred', afterMs: HOUR - MINUTE, message: { deliverBy: { ...BY, mode: 'return' } } },
    'put-off null 1',
  ],
  [
    'to notify, over',
    { outcome: 'deferred', afterMs: HOUR, message: { deliverBy: { ...BY, mode: 'notify' } } },
    'put-off delayed 5',
  ],
];

test.each(CASES)('%s', (_name, { message, recipient, outcome, isDsnRelayed = false, afterMs = 0 }, expected) => {
  const queued = new QueueInMemory().add(START, ['bob@example.com'], message);
  const nowMs = START + afterMs;
  const report = { ...localReport(nowMs, outcome, '4.0.0', ''), isDsnRelayed };
  const fate = decideFate(
    queued,
    { ...(queued.recipients[0] ?? expect.unreachable()), ...recipient },
    report,
    nowMs,
    TIMES,
  );
  const rest =
    fate.kind === 'done'
      ? fate.expiredAfter === null
        ? ''
        : ' expired'
      : ` ${(fate.nextAttemptAtMs - nowMs) / MINUTE}`;
  expect(`${fate.kind} ${fate.told}${rest}`).toBe(expected);
});
